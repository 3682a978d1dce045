using Mosaic.Backends;

namespace Mosaic.Backup;

/// <summary>The ranges of the kinds that are compared, as a backup has them.</summary>
internal sealed class RangeList
{
    private readonly Dictionary<TransferKind, List<KeyRange>> _kinds = [];

    public IReadOnlyList<KeyRange> this[TransferKind kind] => _kinds.TryGetValue(kind, out var ranges) ? ranges : [new KeyRange(kind, new[] { (byte)kind }, default, 0)];

    public IEnumerable<KeyRange> All => _kinds.Values.SelectMany(static ranges => ranges);

    public void Add(KeyRange range)
    {
        if (!_kinds.TryGetValue(range.Kind, out var ranges))
        {
            _kinds[range.Kind] = ranges = [];
        }

        ranges.Add(range);
    }

    /// <summary>A row was written after its range was read: what was read is not what the backup has in the end.</summary>
    public void Touch(ReadOnlySpan<byte> key)
    {
        if (!_kinds.TryGetValue((TransferKind)key[0], out var ranges))
        {
            return;
        }

        var (low, high) = (0, ranges.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = ranges[middle].From.Span.SequenceCompareTo(key) <= 0 ? (middle, high) : (low, middle - 1);
        }

        if (ranges.Count > 0)
        {
            ranges[low] = ranges[low] with { Digest = default };
        }
    }
}
