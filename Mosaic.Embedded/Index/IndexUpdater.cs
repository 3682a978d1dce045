using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Mosaic.Memory.Search;
using Mosaic.Storage;

namespace Mosaic.Index;

/// <summary>
/// Follows the change record on a thread of its own: reads each changed row as it is now, tells the index, lets waiting searches
/// see it, and commits now and then. Whatever fails here fails searches alone; the index is then built again from the rows.
/// </summary>
internal sealed partial class IndexUpdater(
    StoreCore core, SearchableRows rows, IndexOpener opener, IndexLag lag, IndexProgress progress, long commitChanges, ILogger logger)
{
    private static readonly TimeSpan CommitPeriod = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan OthersPeriod = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(30);

    private readonly object _signal = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LuceneIndex? _index;
    private Exception? _fault;
    private TaskCompletionSource? _commitWanted;
    private Task? _watched;
    private long _stopAt = long.MaxValue;
    private int _woken;
    private bool _commitSeen;

    /// <summary>The index that searches use; null while there is none.</summary>
    public LuceneIndex? Index => Volatile.Read(ref _index);

    /// <summary>The index was built from the rows when it was first opened.</summary>
    public bool Built { get; private set; }

    public void Start() => new Thread(Run) { IsBackground = true, Name = "Mosaic index" }.Start();

    /// <summary>There is something to take up, or somebody waits.</summary>
    public void Wake()
    {
        if (Interlocked.Exchange(ref _woken, 1) == 0)
        {
            lock (_signal)
            {
                Monitor.Pulse(_signal);
            }
        }
    }

    /// <summary>Something of the index cannot be read: it is to be built again.</summary>
    /// <param name="index">Which index it is of; it may be gone already.</param>
    /// <param name="fault">How that showed.</param>
    public void Suspect(LuceneIndex index, Exception fault)
    {
        if (index == Index)
        {
            Suspect(fault);
        }
    }

    /// <summary>Has what was changed made durable, also where no text changed.</summary>
    /// <returns>Completes when it is, and when the updater ends.</returns>
    public Task CommitAsync(CancellationToken cancellationToken)
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        source = Interlocked.CompareExchange(ref _commitWanted, source, null) ?? source;
        Wake();
        if (_ended.Task.IsCompleted)
        {
            source.TrySetResult();
        }

        return source.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Takes up what is left, for some seconds at most, and commits.</summary>
    public async Task StopAsync()
    {
        Interlocked.Exchange(ref _stopAt, Stopwatch.GetTimestamp() + (long)(StopPatience.TotalSeconds * Stopwatch.Frequency));
        Wake();
        await _ended.Task.WaitAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private bool IsStopping => Interlocked.Read(ref _stopAt) != long.MaxValue;

    private bool MustStop() => Stopwatch.GetTimestamp() > Interlocked.Read(ref _stopAt);

    private void Run()
    {
        var failures = 0;
        for (var anew = false; ; anew = true)
        {
            LuceneIndex? index = null;
            try
            {
                index = opener.Open(anew, Suspect, MustStop, out var built);
                Built |= built && !anew;
                Begin(index);
                Follow(index, () => failures = 0);
                break;
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException && IsStopping)
            {
                break;
            }
            catch (FeedTrimmedException)
            {
                lag.Enter(LagMode.Building);
                progress.Lost(null); // it fell behind what is kept
            }
            catch (Exception exception)
            {
                logger.LogWarning(exception, "The search index failed; it is built anew from the rows.");
                if (!TryGoOn(exception, ++failures))
                {
                    break;
                }
            }
            finally
            {
                Volatile.Write(ref _index, null);
                index?.Dispose();
            }
        }

        progress.Close();
        lag.Enter(LagMode.Failed);
        _ended.TrySetResult();
        Interlocked.Exchange(ref _commitWanted, null)?.TrySetResult();
    }

    private void Begin(LuceneIndex index)
    {
        _declared.Clear();
        _dirtySince = 0;
        Interlocked.Exchange(ref _fault, null);
        lag.Enter(LagMode.Following);
        progress.Lost(null); // searches wait again, where they were told of a failure
        Volatile.Write(ref _index, index);
    }

    /// <summary>One failure may be damage that a new index does not have; more are told to searches, and tried again ever more seldom.</summary>
    private bool TryGoOn(Exception exception, int failures)
    {
        lag.Enter(failures == 1 ? LagMode.Building : LagMode.Failed);
        progress.Lost(failures == 1 ? null : exception);
        if (failures > 1)
        {
            var pause = TimeSpan.FromSeconds(Math.Pow(2, Math.Min(failures, 10) - 2));
            Wait(pause < PauseMax ? pause : PauseMax, static updater => updater.IsStopping);
        }

        return !IsStopping;
    }

    /// <summary>What search does not care for can wait a little: more of it will come.</summary>
    private void WaitForWork(LuceneIndex index)
    {
        if (_watched is null or { IsCompleted: true })
        {
            _watched = core.Feed.NextCommit;
            _ = _watched.ContinueWith(
                static (_, self) => ((IndexUpdater)self!).Committed(), this, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }

        if (core.Rows.Visible == index.Mark.Sequence)
        {
            var patience = index.Uncommitted > 0 && opener.IsDurable ? CommitPeriod : Timeout.InfiniteTimeSpan;
            Wait(patience, static updater => updater._woken != 0 || updater._commitSeen);
        }

        Wait(OthersPeriod, static updater => updater._woken != 0);
        _commitSeen = false;
    }

    private void Committed()
    {
        lock (_signal)
        {
            _commitSeen = true;
            Monitor.Pulse(_signal);
        }
    }

    private void Wait(TimeSpan patience, Func<IndexUpdater, bool> until)
    {
        var start = Stopwatch.GetTimestamp();
        lock (_signal)
        {
            while (!until(this))
            {
                var left = patience == Timeout.InfiniteTimeSpan ? patience : patience - Stopwatch.GetElapsedTime(start);
                if (left <= TimeSpan.Zero && left != Timeout.InfiniteTimeSpan)
                {
                    return;
                }

                Monitor.Wait(_signal, left);
            }
        }
    }

    private void Suspect(Exception fault)
    {
        Interlocked.CompareExchange(ref _fault, fault, null);
        progress.Lost(null); // searches wait for the next one
        Wake();
    }
}
