using Mosaic.Backends;

namespace Mosaic.Documents.Filters;

/// <summary>Where an index holds every document that a filter can be true of, the keys of plain values and those of
/// elements apart; in order and disjoint.</summary>
/// <param name="Plain">Of documents whose value is a scalar: such a document has exactly one key.</param>
/// <param name="Elements">Of documents whose value is an array: such a document has a key in one range at least.</param>
internal sealed record IndexCover(IndexRange[] Plain, IndexRange[] Elements)
{
    /// <summary>Every range, in the order of the index.</summary>
    public IReadOnlyList<IndexRange> Ranges => [.. Plain, .. Elements];

    /// <summary>What both cover. A scalar's only key is in both; an array may fulfil each by another element, so
    /// either one's ranges serve, and the shorter list is kept.</summary>
    public static IndexCover Both(IndexCover left, IndexCover right) => new(
        Intersect(left.Plain, right.Plain),
        left.Elements.Length <= right.Elements.Length ? left.Elements : right.Elements);

    /// <summary>What any covers.</summary>
    public static IndexCover Any(IReadOnlyCollection<IndexCover> covers) =>
        new(Unite(covers.SelectMany(static cover => cover.Plain)), Unite(covers.SelectMany(static cover => cover.Elements)));

    /// <summary>Puts ranges in order and joins those that meet.</summary>
    public static IndexRange[] Unite(IEnumerable<IndexRange> ranges)
    {
        var sorted = ranges.ToList();
        sorted.Sort(static (left, right) => Compare(left.Low, right.Low));
        var united = new List<IndexRange>(sorted.Count);
        foreach (var range in sorted)
        {
            if (united.Count > 0 && united[^1] is var last && Compare(range.Low, last.High) <= 0)
            {
                united[^1] = new IndexRange(last.Low, Compare(last.High, range.High) >= 0 ? last.High : range.High);
            }
            else
            {
                united.Add(range);
            }
        }

        return [.. united];
    }

    private static IndexRange[] Intersect(IndexRange[] left, IndexRange[] right)
    {
        var common = new List<IndexRange>();
        for (int i = 0, j = 0; i < left.Length && j < right.Length;)
        {
            var low = Compare(left[i].Low, right[j].Low) >= 0 ? left[i].Low : right[j].Low;
            var leftEndsFirst = Compare(left[i].High, right[j].High) <= 0;
            var high = leftEndsFirst ? left[i].High : right[j].High;
            if (Compare(low, high) <= 0)
            {
                common.Add(new IndexRange(low, high));
            }

            if (leftEndsFirst)
            {
                i++;
            }
            else
            {
                j++;
            }
        }

        return [.. common];
    }

    private static int Compare(byte[] left, byte[] right) => left.AsSpan().SequenceCompareTo(right);
}
