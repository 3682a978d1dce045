using Mosaic.Backends;
using Mosaic.Documents.Json;

namespace Mosaic.Documents.Filters;

/// <summary>Finds the part of an index that holds every document a filter matches.</summary>
/// <remarks>It only narrows: what is read there is evaluated again. An index holds of each document what
/// <see cref="IndexEntries"/> says.</remarks>
internal static class FilterPlanner
{
    /// <summary>The ranges of an index over <paramref name="path"/> that hold every match, in order and disjoint; none when
    /// nothing can match; null when the index is of no use.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="path">The path of the index.</param>
    public static IReadOnlyList<IndexRange>? RangesFor(Filter? filter, JsonPath path) => filter is null ? null : Cover(filter, path)?.Ranges;

    private static IndexCover? Cover(Filter filter, JsonPath path) => filter switch
    {
        ComparisonFilter it when it.Path.Equals(path) => OfComparison(it),
        InFilter it when it.Path.Equals(path) => OfList(it),
        StartsWithFilter it when it.Path.Equals(path) => OfPrefix(it.Prefix.Utf8),
        ContainsFilter it when it.Path.Equals(path) => OfElement(it),
        LikeFilter it when it.Path.Equals(path) => OfPattern(it.Pattern),
        ElementFilter it when it.Path.Equals(path) => OfAnyElement(it.Element),
        IsTrueFilter it => Cover(it.Operand, path),
        AndFilter it => OfAll(it, path),
        OrFilter it => OfAny(it, path),
        _ => null,
    };

    private static IndexCover? OfComparison(ComparisonFilter filter)
    {
        var key = IndexKey.FromScalar(filter.Value).ToArray();
        return filter.Operator switch
        {
            ComparisonOperator.Equal => Plain(new IndexRange(key, key)),
            ComparisonOperator.Greater or ComparisonOperator.GreaterOrEqual => Plain(new IndexRange(key, Above(filter.Value.Kind))),
            ComparisonOperator.Less or ComparisonOperator.LessOrEqual => Plain(new IndexRange(Below(filter.Value.Kind), key)),
            _ => null,
        };
    }

    private static IndexCover OfList(InFilter filter)
    {
        var points = new List<IndexRange>(filter.Values.Length);
        foreach (var value in filter.Values)
        {
            var key = IndexKey.FromScalar(value).ToArray();
            points.Add(new IndexRange(key, key));
        }

        return new IndexCover(IndexCover.Unite(points), []);
    }

    private static IndexCover OfPrefix(ReadOnlySpan<byte> prefix)
    {
        // No byte of UTF-8 and none of the key's own marks after a prefix is FF.
        var low = IndexKey.StringPrefix(prefix);
        return Plain(new IndexRange(low, [.. low, 0xFF]));
    }

    private static IndexCover OfPattern(LikePattern pattern)
    {
        if (!pattern.IsLiteral)
        {
            return OfPrefix(pattern.Prefix);
        }

        var key = IndexKey.FromScalar(JsonScalar.FromUtf8(pattern.Prefix.ToArray())).ToArray();
        return Plain(new IndexRange(key, key));
    }

    /// <summary>A scalar element has one key, marked; one that is an array has none, and what could match there is not covered.</summary>
    private static IndexCover? OfAnyElement(Filter element)
    {
        if (Cover(element, JsonPath.Self) is not { Elements: [] } cover)
        {
            return null;
        }

        return new IndexCover([], Array.ConvertAll(cover.Plain, static range => new IndexRange(Mark(range.Low), Mark(range.High))));

        static byte[] Mark(byte[] key) => [(byte)(key[0] | OrderedEncoding.ElementFlag), .. key[1..]];
    }

    private static IndexCover OfElement(ContainsFilter filter)
    {
        var key = IndexKey.FromScalar(filter.Value, element: true).ToArray();
        IndexRange[] strings = filter.Value.Kind == JsonKind.String ? [new IndexRange(Below(JsonKind.String), Above(JsonKind.String))] : [];
        return new IndexCover(strings, [new IndexRange(key, key)]);
    }

    private static IndexCover? OfAll(AndFilter filter, JsonPath path)
    {
        IndexCover? both = null;
        foreach (var operand in filter.Operands)
        {
            if (Cover(operand, path) is { } cover)
            {
                both = both is null ? cover : IndexCover.Both(both, cover);
            }
        }

        return both;
    }

    private static IndexCover? OfAny(OrFilter filter, JsonPath path)
    {
        var covers = new List<IndexCover>(filter.Operands.Length);
        foreach (var operand in filter.Operands)
        {
            if (Cover(operand, path) is not { } cover)
            {
                return null;
            }

            covers.Add(cover);
        }

        return IndexCover.Any(covers);
    }

    private static IndexCover Plain(IndexRange range) => new([range], []);

    /// <summary>At or below every key of the type.</summary>
    private static byte[] Below(JsonKind kind) => kind switch
    {
        JsonKind.Number => [OrderedEncoding.Number],
        JsonKind.String => [OrderedEncoding.String],
        _ => [OrderedEncoding.False],
    };

    /// <summary>Above every key of the type and below those of the next.</summary>
    private static byte[] Above(JsonKind kind) => [(byte)(kind switch
    {
        JsonKind.Number => OrderedEncoding.Number,
        JsonKind.String => OrderedEncoding.String,
        _ => OrderedEncoding.True,
    } + 1)];
}
