using System.Collections.Concurrent;

namespace Mosaic.Storage.Commit;

/// <summary>
/// The one place where commits happen, one group at a time: all units that wait when the last group is durable are the next.
/// An idle loop lets a single caller commit on its own thread, which saves two thread switches.
/// </summary>
internal sealed class WriteLoop : IDisposable
{
    private const int GroupMax = 1024;
    private static readonly TimeSpan FreezePatience = TimeSpan.FromMilliseconds(5);

    private readonly GroupCommit _commit;
    private readonly StoreHealth _health;
    private readonly ConcurrentQueue<WriteUnit> _waiting = new();
    private readonly ManualResetEventSlim _signal = new(false, spinCount: 0);
    private readonly object _gate = new();
    private readonly List<WriteUnit> _group = [];
    private readonly Thread _thread;
    private volatile int _lastGroup;
    private volatile bool _stopping;

    public WriteLoop(GroupCommit commit, StoreHealth health)
    {
        _commit = commit;
        _health = health;
        _thread = new Thread(Run) { IsBackground = true, Name = "Mosaic write loop" };
        _thread.Start();
    }

    public ValueTask<T> CommitAsync<T>(WriteUnit<T> unit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _health.ThrowIfUnwritable();
        if (TryCommitInline(unit))
        {
            return unit.Task;
        }

        unit.CancelBy(cancellationToken);
        _waiting.Enqueue(unit);
        _signal.Set();
        if (_stopping)
        {
            FailWaiting(); // it may have come behind the last group
        }

        return unit.Task;
    }

    /// <summary>Freezes what was committed so far, so that it can be applied.</summary>
    /// <returns>False when a group is at work and may itself be waiting for room.</returns>
    public bool TryFreeze()
    {
        if (!Monitor.TryEnter(_gate, FreezePatience))
        {
            return false;
        }

        try
        {
            _commit.Freeze();
            return true;
        }
        finally
        {
            Monitor.Exit(_gate);
        }
    }

    /// <summary>Completes what waits, ends the thread, fails what comes later; everything committed is then frozen.</summary>
    public void Dispose()
    {
        _stopping = true;
        _signal.Set();
        _thread.Join();
        lock (_gate)
        {
            // A caller may have been committing on its own thread until now; none begins any more.
            if (!_health.IsPoisoned)
            {
                _commit.Freeze();
            }
        }

        FailWaiting();
    }

    private bool TryCommitInline(WriteUnit unit)
    {
        // Blocking the caller for one sync is never right on a thread that pumps a user interface. Nor on a pool thread that
        // others wait for: a caller that writes again and again would keep it from those who are to be told of their commit.
        if (_lastGroup > 1 || !_waiting.IsEmpty || _stopping || SynchronizationContext.Current is not null
            || TaskScheduler.Current != TaskScheduler.Default
            || (Thread.CurrentThread.IsThreadPoolThread && ThreadPool.PendingWorkItemCount > 0)
            || !Monitor.TryEnter(_gate))
        {
            return false;
        }

        try
        {
            if (!_waiting.IsEmpty || _stopping)
            {
                return false;
            }

            _group.Add(unit);
            CommitGroup();
        }
        finally
        {
            _group.Clear();
            Monitor.Exit(_gate);
        }

        unit.Complete();
        return true;
    }

    private void Run()
    {
        while (true)
        {
            _signal.Wait();
            _signal.Reset();
            while (!_waiting.IsEmpty)
            {
                WriteUnit[] group;
                lock (_gate)
                {
                    while (_group.Count < GroupMax && _waiting.TryDequeue(out var unit))
                    {
                        if (unit.TryAdmit())
                        {
                            _group.Add(unit);
                        }
                    }

                    CommitGroup();
                    group = [.. _group];
                    _group.Clear();
                }

                Completions.Queue(group);
            }

            if (_stopping)
            {
                return;
            }
        }
    }

    private void CommitGroup()
    {
        _lastGroup = _group.Count;
        _commit.Commit(_group);
    }

    private void FailWaiting()
    {
        var late = new List<WriteUnit>();
        while (_waiting.TryDequeue(out var unit))
        {
            if (unit.TryAdmit())
            {
                unit.Failure = new ObjectDisposedException(nameof(MosaicEngine));
                late.Add(unit);
            }
        }

        Completions.Queue([.. late]);
    }
}
