using Mosaic.Storage.Changes;
using Mosaic.Storage.Files;
using Mosaic.Storage.Rows;

namespace Mosaic.Storage.Commit;

/// <summary>
/// Commits a group of units: prepares each in order against the newest state, writes them as one frame of the log (several,
/// if they are large), syncs, and lets readers see them. One thread at a time.
/// </summary>
internal sealed class GroupCommit(
    RowStore store, CounterTable counters, UnitLog log, Applier applier, StoreHealth health, StoreClock clock)
{
    private const int FrameBytesMax = 4 * 1024 * 1024;
    private const int ChangesBytesKept = 1024 * 1024;

    private readonly UnitContext _context = new(store);
    private readonly UnitCodec _codec = new();
    private readonly List<byte[]> _written = [];
    private readonly List<KeyValuePair<long, long>> _deltas = [];
    private readonly List<Action> _published = [];
    private readonly Random _stamps = new();
    private byte[] _changes = [];
    private volatile WriteTap[] _taps = [];
    private bool _spaceWanted;

    /// <summary>Raised on the committing thread after units became durable and visible; handlers only signal.</summary>
    public event Action? Committed;

    /// <summary>Commits what can be; every unit that was not has its <see cref="WriteUnit.Failure"/> afterwards. Never throws.</summary>
    public void Commit(List<WriteUnit> group)
    {
        var from = 0;
        while (from < group.Count)
        {
            var first = from;
            try
            {
                health.ThrowIfPoisoned();
                applier.WaitForRoom();
                from = PrepareFrame(group, first, out var last);
                if (last is { } record)
                {
                    Append(record);
                    Publish(record.Sequence);
                }
            }
            catch (Exception exception)
            {
                // Anything but a defined refusal leaves the newest state in doubt: nothing more may be acknowledged.
                var failure = exception as MosaicException ?? health.Poison(exception);
                foreach (var unit in group.Skip(first))
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

    /// <summary>From the unit on that runs this on the write loop, every write is told to the tap.</summary>
    public void Attach(WriteTap tap) => _taps = [.. _taps, tap];

    /// <summary>On the write loop as well.</summary>
    public void Detach(WriteTap tap) => _taps = [.. _taps.Where(other => other != tap)];

    /// <summary>Hands what was committed so far to the applier.</summary>
    public void Freeze()
    {
        if (store.View.Active.Bytes > 0)
        {
            store.Freeze(counters.TakeChanged());
        }

        applier.Wake();
    }

    /// <summary>Prepares units from <paramref name="from"/> on until the frame is full.</summary>
    /// <returns>Where the next frame begins.</returns>
    private int PrepareFrame(List<WriteUnit> group, int from, out ChangeRecord? last)
    {
        _codec.Begin();
        if (_changes.Length > ChangesBytesKept)
        {
            _changes = [];
        }

        _written.Clear();
        _deltas.Clear();
        _published.Clear();
        last = null;
        var table = store.View.Active;
        var now = clock.Now();
        var index = from;
        while (index < group.Count && _codec.Length < FrameBytesMax)
        {
            var unit = group[index++];
            _context.Begin(table.LastSequence + 1, now);
            try
            {
                unit.Prepare(_context);
            }
            catch (Exception exception) when (!health.IsPoisoned)
            {
                unit.Failure = exception; // nothing of it is staged: it fails alone
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
            _context.Sequence, (ulong)_stamps.NextInt64(), _context.Now.UtcTicks, ChangeCodec.Encode(_context.Changes, ref _changes));
        var start = _codec.Length;
        _codec.Add(_context, record);
        if (!log.TryReserve(_codec.Length))
        {
            _codec.Truncate(start);
            unit.Failure = DiskSpace.Error(log.Path, null);
            _spaceWanted = true;
            return null;
        }

        foreach (var (key, value) in (Dictionary<byte[], byte[]?>)_context.Rows)
        {
            table.Put(new RowChange(key, value), record.Sequence);
            _written.Add(key);
        }

        _deltas.AddRange(_context.CounterDeltas);
        _published.AddRange(_context.Published);
        table.Complete(record);
        _context.Staged();
        return record;
    }

    private void Append(in ChangeRecord last)
    {
        try
        {
            log.Append(_codec, last);
        }
        catch (Exception exception)
        {
            // Staged rows cannot be taken back, and what the log holds of the frame is unknown.
            throw health.Poison(exception);
        }
    }

    private void Publish(long sequence)
    {
        counters.Add(_deltas);
        foreach (var tap in _taps)
        {
            tap.Add(_written, sequence); // before readers see it: whoever sees a unit finds its rows here
        }

        store.Publish(sequence);
        foreach (var key in _written)
        {
            store.Cache.Invalidate(key);
        }

        foreach (var action in _published)
        {
            action();
        }

        if (applier.IsDue(store.View.Active, log))
        {
            Freeze();
        }

        Committed?.Invoke();
    }
}
