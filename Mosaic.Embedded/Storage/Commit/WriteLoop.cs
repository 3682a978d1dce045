using System.Collections.Concurrent;
using System.Diagnostics;
using Mosaic.Storage.Changes;
using Mosaic.Storage.Files;
using Mosaic.Storage.Log;
using Mosaic.Storage.Rows;

namespace Mosaic.Storage.Commit;

/// <summary>
/// The one place where commits happen, one group at a time: every waiting unit is prepared in order, all of them become one
/// frame of the log, one sync makes it durable, then readers see it and every caller is completed. An idle loop lets a single
/// caller commit on its own thread, which saves two thread switches.
/// </summary>
internal sealed class WriteLoop : IDisposable
{
    private const int GroupMax = 1024;
    private const int FrameBytesMax = 4 * 1024 * 1024;
    private const int CompletionsPerItem = 32;

    private static readonly TimeSpan FreezePatience = TimeSpan.FromMilliseconds(5);

    private readonly RowStore _store;
    private readonly CounterTable _counters;
    private readonly UnitLog _log;
    private readonly Applier _applier;
    private readonly StoreHealth _health;
    private readonly TimeProvider _time;
    private readonly ConcurrentQueue<WriteUnit> _waiting = new();
    private readonly ManualResetEventSlim _signal = new(false, spinCount: 0);
    private readonly object _gate = new();
    private readonly UnitContext _context;
    private readonly UnitCodec _codec = new();
    private readonly List<WriteUnit> _group = [];
    private readonly List<byte[]> _written = [];
    private readonly List<KeyValuePair<long, long>> _deltas = [];
    private readonly Thread _thread;
    private readonly Random _stamps = new();
    private DateTimeOffset _now;
    private int _lastGroup;
    private bool _spaceWanted;
    private volatile bool _stopping;

    public WriteLoop(RowStore store, CounterTable counters, UnitLog log, Applier applier, StoreHealth health, TimeProvider time)
    {
        _store = store;
        _counters = counters;
        _log = log;
        _applier = applier;
        _health = health;
        _time = time;
        _context = new UnitContext(store);
        _thread = new Thread(Run) { IsBackground = true, Name = "Mosaic write loop" };
        _thread.Start();
    }

    /// <summary>Raised on the committing thread after units became durable and visible; handlers only signal.</summary>
    public event Action? Committed;

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
            Freeze();
            return true;
        }
        finally
        {
            Monitor.Exit(_gate);
        }
    }

    /// <summary>Completes what was admitted, fails the rest, ends the thread.</summary>
    public void Dispose()
    {
        _stopping = true;
        _signal.Set();
        _thread.Join();
        FailWaiting();
        _signal.Dispose();
    }

    private bool TryCommitInline(WriteUnit unit)
    {
        // Blocking the caller for one sync is never right on a thread that pumps a user interface.
        if (_lastGroup > 1 || !_waiting.IsEmpty || _stopping || SynchronizationContext.Current is not null
            || TaskScheduler.Current != TaskScheduler.Default || !Monitor.TryEnter(_gate))
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

                Complete(group);
            }

            if (_stopping)
            {
                return;
            }
        }
    }

    /// <summary>Commits <see cref="_group"/> in as many frames as its size asks for. Never throws.</summary>
    private void CommitGroup()
    {
        _lastGroup = _group.Count;
        var from = 0;
        while (from < _group.Count)
        {
            var first = from;
            try
            {
                _health.ThrowIfPoisoned();
                _applier.WaitForRoom();
                from = PrepareFrame(first, out var last);
                if (last is { } record)
                {
                    Append(record);
                    Publish(record.Sequence);
                }
            }
            catch (Exception exception)
            {
                // Anything but a defined refusal leaves the newest state in doubt: nothing more may be acknowledged.
                var failure = exception as MosaicException ?? _health.Poison(exception);
                foreach (var unit in _group.Skip(first))
                {
                    unit.Failure ??= failure;
                }

                return;
            }
        }

        if (_spaceWanted)
        {
            // A checkpoint gives log space back, if the disk has room for that at least.
            _spaceWanted = false;
            Freeze();
        }
    }

    /// <summary>Hands what was committed so far to the applier.</summary>
    private void Freeze()
    {
        if (_store.View.Active.Bytes > 0)
        {
            _store.Freeze(_counters.TakeChanged());
        }

        _applier.Wake();
    }

    private void Append(in ChangeRecord last)
    {
        try
        {
            _log.Append(_codec, last);
        }
        catch (Exception exception)
        {
            // Staged rows cannot be taken back, and what the log holds of the frame is unknown.
            throw _health.Poison(exception);
        }
    }

    /// <summary>Prepares units from <paramref name="from"/> on until the frame is full.</summary>
    /// <returns>Where the next frame begins.</returns>
    private int PrepareFrame(int from, out ChangeRecord? last)
    {
        _codec.Begin();
        _written.Clear();
        _deltas.Clear();
        last = null;
        var table = _store.View.Active;
        var utcNow = _time.GetUtcNow();
        _now = utcNow > _now ? utcNow : _now;
        var index = from;
        while (index < _group.Count && _codec.Length < FrameBytesMax)
        {
            var unit = _group[index++];
            _context.Begin(table.LastSequence + 1, _now);
            try
            {
                unit.Prepare(_context);
            }
            catch (MosaicException exception)
            {
                unit.Failure = exception;
                continue;
            }

            if (!_context.IsEmpty && Stage(table, unit) is { } record)
            {
                last = record;
            }
        }

        return index;
    }

    /// <summary>Makes a prepared unit part of the frame; null when the disk has no room for it.</summary>
    private ChangeRecord? Stage(MemTable table, WriteUnit unit)
    {
        var record = new ChangeRecord(
            _context.Sequence, (ulong)_stamps.NextInt64(), _context.Now.UtcTicks, ChangeCodec.Encode(_context.Changes));
        var start = _codec.Length;
        _codec.Add(_context, record);
        if (!_log.TryReserve(_codec.Length))
        {
            _codec.Truncate(start);
            unit.Failure = DiskSpace.Error(_log.Path, null);
            _spaceWanted = true;
            return null;
        }

        foreach (var (key, value) in (Dictionary<byte[], byte[]?>)_context.Rows)
        {
            table.Put(key, value, record.Sequence);
            _written.Add(key);
        }

        _deltas.AddRange(_context.CounterDeltas);
        table.Complete(record);
        _context.Staged();
        return record;
    }

    private void Publish(long sequence)
    {
        _counters.Add(_deltas);
        _store.Publish(sequence);
        foreach (var key in _written)
        {
            _store.Cache.Invalidate(key);
        }

        if (_applier.IsDue(_store.View.Active, _log))
        {
            Freeze();
        }

        Committed?.Invoke();
    }

    private static void Complete(WriteUnit[] group)
    {
        // Callers go on on pool threads, some dozens each: one work item a caller would cost more than the commit.
        for (var from = 0; from < group.Length; from += CompletionsPerItem)
        {
            var part = new ArraySegment<WriteUnit>(group, from, Math.Min(CompletionsPerItem, group.Length - from));
            ThreadPool.UnsafeQueueUserWorkItem(
                static part =>
                {
                    foreach (var unit in part)
                    {
                        unit.Complete();
                    }
                },
                part,
                preferLocal: false);
        }
    }

    private void FailWaiting()
    {
        while (_waiting.TryDequeue(out var unit))
        {
            if (unit.TryAdmit())
            {
                unit.Failure = new ObjectDisposedException(nameof(MosaicEngine));
                unit.Complete();
            }
        }
    }
}
