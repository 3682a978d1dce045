using Mosaic.Storage.Changes;

namespace Mosaic.Storage.Rows;

/// <summary>
/// The rows of the latest units, by key, with the states that readers of an earlier sequence need: a skip list (Pugh 1990)
/// with one writer at a time and any number of readers without a lock, in an arena, so that rows in memory are nothing that the
/// garbage collector has to walk through.
/// </summary>
internal sealed class MemTable
{
    private const int HeightMax = 12;
    private const int RowOverhead = 200;

    private readonly Arena _arena;
    private readonly MemNode _head;
    private readonly MemNode[] _path = new MemNode[HeightMax];
    private readonly List<ChangeRecord> _changes = [];
    private readonly Lock _changesGate = new();
    private int _height = 1;
    private ulong _random = 0x9E3779B97F4A7C15;

    public MemTable(long firstSequence)
    {
        FirstSequence = firstSequence;
        LastSequence = firstSequence - 1;
        _arena = new Arena();
        _head = MemNode.Write(_arena, [], HeightMax, default);
    }

    /// <summary>The first unit of this table.</summary>
    public long FirstSequence { get; }

    /// <summary>The last unit of this table; one less than the first while it is empty.</summary>
    public long LastSequence { get; private set; }

    public ulong LastStamp { get; private set; }

    /// <summary>About the memory that it takes.</summary>
    public long Bytes { get; private set; }

    /// <summary>Counters as they stood after the last unit; set when the table is frozen.</summary>
    public IReadOnlyList<KeyValuePair<long, long>> Counters { get; set; } = [];

    /// <summary>Takes over copies of the row's key and value.</summary>
    public void Put(in RowChange row, long sequence)
    {
        var key = row.Key.Span;
        var node = FindPath(key);
        if (node.IsNone)
        {
            Insert(key, RowVersion.Write(_arena, sequence, row.Value, default));
        }
        else
        {
            node.Newest = RowVersion.Write(_arena, sequence, row.Value, node.Newest);
        }

        Bytes += key.Length + (row.Value?.Length ?? 0) + RowOverhead;
    }

    /// <summary>Ends a unit; takes over a copy of its changes.</summary>
    public void Complete(ChangeRecord record)
    {
        record = record with { Changes = _arena.Keep(record.Changes.Span) };
        lock (_changesGate)
        {
            _changes.Add(record);
        }

        LastSequence = record.Sequence;
        LastStamp = record.Stamp;
        Bytes += record.Changes.Length + RowOverhead;
    }

    public bool TryGetChange(long sequence, out ChangeRecord record)
    {
        lock (_changesGate)
        {
            var index = sequence - FirstSequence;
            if (index < 0 || index >= _changes.Count)
            {
                record = default;
                return false;
            }

            record = _changes[(int)index];
            return true;
        }
    }

    /// <summary>The row as of <paramref name="sequence"/>; none when this table does not know it.</summary>
    public RowVersion Find(ReadOnlySpan<byte> key, long sequence)
    {
        var node = Seek(key);
        return !node.IsNone && node.Key.SequenceEqual(key) ? node.Newest.AsOf(sequence) : default;
    }

    /// <summary>The first row whose key is not less than <paramref name="key"/>.</summary>
    public MemNode Seek(ReadOnlySpan<byte> key)
    {
        var node = _head;
        var next = default(MemNode);
        for (var level = Volatile.Read(ref _height) - 1; level >= 0; level--)
        {
            while (!(next = node.Next(level)).IsNone && next.Key.SequenceCompareTo(key) < 0)
            {
                node = next;
            }
        }

        return next; // as it was compared: read again, it may be one that was put before it meanwhile
    }

    /// <summary>The newest state of every row, in key order.</summary>
    public IEnumerable<RowChange> Rows()
    {
        for (var node = _head.Next(0); !node.IsNone; node = node.Next(0))
        {
            yield return new RowChange(node.KeyMemory, node.Newest.Value);
        }
    }

    private MemNode FindPath(ReadOnlySpan<byte> key)
    {
        var node = _head;
        for (var level = _height - 1; level >= 0; level--)
        {
            // Ordered keys are the rule: start from where the last write went when it lies before this one.
            var last = _path[level];
            if (!last.IsNone && last.Address != _head.Address && last.Key.SequenceCompareTo(key) < 0
                && (node.Address == _head.Address || node.Key.SequenceCompareTo(last.Key) < 0))
            {
                node = last;
            }

            var next = node.Next(level);
            while (!next.IsNone && next.Key.SequenceCompareTo(key) < 0)
            {
                node = next;
                next = node.Next(level);
            }

            _path[level] = node;
        }

        var found = node.Next(0);
        return !found.IsNone && found.Key.SequenceEqual(key) ? found : default;
    }

    private void Insert(ReadOnlySpan<byte> key, RowVersion version)
    {
        var height = RandomHeight();
        for (var level = _height; level < height; level++)
        {
            _path[level] = _head;
        }

        var node = MemNode.Write(_arena, key, height, version); // whole before anybody can see it
        for (var level = 0; level < height; level++)
        {
            node.Link(level, _path[level].Next(level));
            _path[level].Link(level, node);
            _path[level] = node;
        }

        Volatile.Write(ref _height, Math.Max(_height, height));
    }

    private int RandomHeight()
    {
        _random ^= _random << 13;
        _random ^= _random >> 7;
        _random ^= _random << 17;
        return Math.Min(HeightMax, 1 + (System.Numerics.BitOperations.TrailingZeroCount(_random) / 2));
    }
}
