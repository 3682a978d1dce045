using Mosaic.Storage.Changes;

namespace Mosaic.Storage.Rows;

/// <summary>
/// The rows of the latest units, by key, with the states that readers of an earlier sequence need: a skip list (Pugh 1990)
/// with one writer at a time and any number of readers without a lock.
/// </summary>
internal sealed class MemTable(long firstSequence)
{
    private const int HeightMax = 12;
    private const int RowOverhead = 200;

    private readonly MemNode _head = new([], HeightMax);
    private readonly MemNode[] _path = new MemNode[HeightMax];
    private readonly List<ChangeRecord> _changes = [];
    private readonly Lock _changesGate = new();
    private int _height = 1;
    private ulong _random = 0x9E3779B97F4A7C15;

    /// <summary>The first unit of this table.</summary>
    public long FirstSequence { get; } = firstSequence;

    /// <summary>The last unit of this table; one less than the first while it is empty.</summary>
    public long LastSequence { get; private set; } = firstSequence - 1;

    public ulong LastStamp { get; private set; }

    /// <summary>About the memory that it takes.</summary>
    public long Bytes { get; private set; }

    /// <summary>Counters as they stood after the last unit; set when the table is frozen.</summary>
    public IReadOnlyList<KeyValuePair<long, long>> Counters { get; set; } = [];

    public void Put(byte[] key, byte[]? value, long sequence)
    {
        if (FindPath(key) is { } node)
        {
            node.Newest = new RowVersion(sequence, value, node.Newest);
        }
        else
        {
            Insert(key, new RowVersion(sequence, value, null));
        }

        Bytes += key.Length + (value?.Length ?? 0) + RowOverhead;
    }

    public void Complete(ChangeRecord record)
    {
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

    /// <summary>The row as of <paramref name="sequence"/>; null when this table does not know it.</summary>
    public RowVersion? Find(ReadOnlySpan<byte> key, long sequence)
    {
        var node = Seek(key);
        return node is not null && node.Key.AsSpan().SequenceEqual(key) ? node.Newest?.AsOf(sequence) : null;
    }

    /// <summary>The first row whose key is not less than <paramref name="key"/>.</summary>
    public MemNode? Seek(ReadOnlySpan<byte> key)
    {
        var node = _head;
        MemNode? next = null;
        for (var level = Volatile.Read(ref _height) - 1; level >= 0; level--)
        {
            while ((next = node.Next(level)) is not null && next.Key.AsSpan().SequenceCompareTo(key) < 0)
            {
                node = next;
            }
        }

        return next; // as it was compared: read again, it may be one that was put before it meanwhile
    }

    /// <summary>The newest state of every row, in key order.</summary>
    public IEnumerable<RowChange> Rows()
    {
        for (var node = _head.Next(0); node is not null; node = node.Next(0))
        {
            yield return new RowChange(node.Key, node.Newest!.Value);
        }
    }

    private MemNode? FindPath(ReadOnlySpan<byte> key)
    {
        var node = _head;
        for (var level = _height - 1; level >= 0; level--)
        {
            // Ordered keys are the rule: start from where the last write went when it lies before this one.
            if (_path[level] is { } last && last != _head && last.Key.AsSpan().SequenceCompareTo(key) < 0
                && (node == _head || node.Key.AsSpan().SequenceCompareTo(last.Key) < 0))
            {
                node = last;
            }

            while (node.Next(level) is { } next && next.Key.AsSpan().SequenceCompareTo(key) < 0)
            {
                node = next;
            }

            _path[level] = node;
        }

        return node.Next(0) is { } found && found.Key.AsSpan().SequenceEqual(key) ? found : null;
    }

    private void Insert(byte[] key, RowVersion version)
    {
        var height = RandomHeight();
        for (var level = _height; level < height; level++)
        {
            _path[level] = _head;
        }

        var node = new MemNode(key, height) { Newest = version }; // whole before anybody can see it
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
