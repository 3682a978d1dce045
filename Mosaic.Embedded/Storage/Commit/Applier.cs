using Microsoft.Extensions.Logging;
using Mosaic.Storage.Blocks;
using Mosaic.Storage.Changes;
using Mosaic.Storage.Files;
using Mosaic.Storage.Log;
using Mosaic.Storage.Pages;
using Mosaic.Storage.Rows;

namespace Mosaic.Storage.Commit;

/// <summary>
/// Moves frozen tables into the blocks and the blocks into the data file, behind the acknowledgements: a thread of its own,
/// the only one that writes through LiteDB. Writers wait for it only when two tables are frozen already.
/// </summary>
internal sealed class Applier : IDisposable
{
    private const int FrozenMax = 2;
    private const int FrozenMaxWhileQuiet = 6; // what an open after a crash then has to recover takes about three seconds on slow machines

    private readonly RowStore _store;
    private readonly PagedFile _data;
    private readonly Checkpointer? _checkpointer;
    private readonly StorageLimits _limits;
    private readonly FeedTrim _trim;
    private readonly StoreHealth _health;
    private readonly ILogger _logger;
    private readonly AutoResetEvent _wake = new(false);
    private readonly object _work = new();
    private readonly object _room = new();
    private readonly Thread _thread;
    private StoreFullException? _full;
    private ulong _appliedStamp;
    private bool _owed;
    private volatile int _quiet;
    private volatile bool _stopping;

    public Applier(
        RowStore store, PagedFile data, Checkpointer? checkpointer, FeedTrim trim, StorageLimits limits, StoreHealth health, ILogger logger)
    {
        _store = store;
        _data = data;
        _checkpointer = checkpointer;
        _trim = trim;
        _limits = limits;
        _health = health;
        _logger = logger;
        Applied = data.Identity.Sequence;
        _appliedStamp = data.Identity.Stamp;
        _thread = new Thread(Run) { IsBackground = true, Name = "Mosaic applier" };
    }

    /// <summary>Every unit up to this one is in the blocks.</summary>
    public long Applied { get; private set; }

    /// <summary>Pages written into the data file.</summary>
    public long PagesWritten { get; private set; }

    /// <summary>Called on this thread after a checkpoint made log space free.</summary>
    public Action<long>? Checkpointed { get; set; }

    public void Start() => _thread.Start();

    public void Wake()
    {
        if (!_stopping)
        {
            _wake.Set();
        }
    }

    /// <summary>Whether the table that takes writes is to be frozen.</summary>
    public bool IsDue(MemTable active, UnitLog log) =>
        active.Bytes >= _limits.TableBytesMax
        || (log.Bytes >= _limits.LogBytesMax && _store.View.Tables.Length == 1 && active.Bytes > _limits.TableBytesMax / 8);

    /// <summary>Blocks a writer while too much waits to be applied.</summary>
    /// <exception cref="StoreFullException">What waits cannot be applied because the disk is full.</exception>
    public void WaitForRoom()
    {
        if (_store.View.Tables.Length <= FrozenMax)
        {
            return;
        }

        if (_quiet > 0 && _store.View.Tables.Length <= FrozenMaxWhileQuiet)
        {
            return;
        }

        lock (_room)
        {
            while (_store.View.Tables.Length > FrozenMax)
            {
                _health.ThrowIfPoisoned();
                if (_full is { } full)
                {
                    _wake.Set();
                    throw DiskSpace.Error(_data.Path, full);
                }

                Monitor.Wait(_room);
            }
        }
    }

    /// <summary>Applies every frozen table and makes the data file durable; on the caller's thread.</summary>
    public void Drain(LogState state = LogState.Continues)
    {
        lock (_work)
        {
            ApplyFrozen();
            Checkpoint(state);
        }
    }

    /// <summary>Applies every frozen table without making it durable.</summary>
    public void ApplyFrozen()
    {
        while (_store.View.Oldest is { } table)
        {
            Apply(table);
        }
    }

    /// <summary>Runs <paramref name="action"/> while nothing is applied: the blocks stand still at <see cref="Applied"/>.</summary>
    public void Quietly(Action action)
    {
        lock (_work)
        {
            _quiet++;
            try
            {
                action();
            }
            finally
            {
                _quiet--;
                Wake();
            }
        }
    }

    public void Dispose()
    {
        _stopping = true;
        _wake.Set();
        if (_thread.IsAlive)
        {
            _thread.Join();
        }

        _wake.Dispose();
    }

    private void Run()
    {
        while (!_stopping)
        {
            _wake.WaitOne();
            try
            {
                lock (_work)
                {
                    while (!_stopping && !_health.IsPoisoned && (_owed || _store.View.Oldest is not null))
                    {
                        if (_store.View.Oldest is { } table)
                        {
                            Apply(table);
                        }

                        Checkpoint();
                        Tell(null);
                    }

                    if (_health.IsPoisoned)
                    {
                        Tell(null); // whoever waits for room learns it
                    }
                }
            }
            catch (IOException exception) when (DiskSpace.IsExhausted(exception))
            {
                _logger.LogWarning(exception, "No space for the checkpoint of {Path}; writes wait in the log.", _data.Path);
                Tell(DiskSpace.Error(_data.Path, exception));
            }
            catch (StoreFullException exception)
            {
                _logger.LogWarning(exception, "No space for the checkpoint of {Path}; writes wait in the log.", _data.Path);
                Tell(exception);
            }
            catch (Exception exception)
            {
                _health.Poison(exception);
                Tell(null);
            }
        }
    }

    private void Tell(StoreFullException? full)
    {
        lock (_room)
        {
            _full = full;
            Monitor.PulseAll(_room);
        }
    }

    private void Apply(MemTable table)
    {
        var merge = _store.ReadBlocks(static blocks =>
        {
            blocks.Open();
            return new BlockMerge(blocks);
        });
        using var rows = Rows(table).GetEnumerator();
        var more = rows.MoveNext();
        var changes = new List<BlockChange>();
        while (more)
        {
            changes.Clear();
            more = merge.Next(rows, _limits.BlocksPerSlice, changes);
            _store.ApplySlice(changes);
            Thread.Yield(); // a commit that became ready meanwhile on this core would wait for the scheduler's next tick
            if (_store.ReadBlocks(static blocks => blocks.UnflushedBytes) > _limits.UnflushedBytesMax)
            {
                _store.Exclusively(static blocks => blocks.Flush());
                if (_data.DirtyPages > _limits.DirtyPagesMax && _checkpointer is not null)
                {
                    // In the middle of a table the file keeps its old mark: recovery applies the table's units again.
                    Write(_data.Identity.Sequence, _data.Identity.Stamp);
                }
            }
        }

        _trim.Applied();
        _store.DropOldest();
        Applied = table.LastSequence;
        _appliedStamp = table.LastStamp;
        lock (_room)
        {
            Monitor.PulseAll(_room);
        }
    }

    private IEnumerable<RowChange> Rows(MemTable table) =>
        table.Counters.Select(total => CounterTable.ToRow(total, table.LastSequence)).Concat(_trim.Rows(table)).Concat(table.Rows());

    private void Checkpoint(LogState state = LogState.Continues)
    {
        _owed = true;
        _store.Exclusively(blocks =>
        {
            if (state == LogState.Ends)
            {
                blocks.Format(); // a closed store is a LiteDB file, an empty one too
            }

            blocks.Flush();
        });
        Write(Applied, _appliedStamp, state);
        _owed = false;
        Checkpointed?.Invoke(Applied);
    }

    private void Write(long sequence, ulong stamp, LogState state = LogState.Continues)
    {
        PagesWritten += _data.DirtyPages;
        _checkpointer!.Run(sequence, stamp, state);
    }
}
