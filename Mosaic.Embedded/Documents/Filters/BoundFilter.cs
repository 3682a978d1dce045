using Mosaic.Documents.Json;

namespace Mosaic.Documents.Filters;

/// <summary>A filter with the place of its path's value.</summary>
/// <param name="Source">The filter.</param>
/// <param name="Slot">The place; -1 of a filter of filters.</param>
/// <param name="Operands">What And, Or and Not are of.</param>
internal sealed record BoundFilter(Filter Source, int Slot, BoundFilter[] Operands)
{
    /// <summary>Adds the filter's paths to <paramref name="paths"/>.</summary>
    public static BoundFilter Bind(Filter filter, PathTree paths) => filter switch
    {
        ComparisonFilter it => Leaf(it, it.Path, paths),
        InFilter it => Leaf(it, it.Path, paths),
        ExistsFilter it => Leaf(it, it.Path, paths),
        ContainsFilter it => Leaf(it, it.Path, paths),
        StartsWithFilter it => Leaf(it, it.Path, paths),
        LikeFilter it => Leaf(it, it.Path, paths),
        ElementFilter it => Leaf(it, it.Path, paths),
        AndFilter it => Branch(it, it.Operands, paths),
        OrFilter it => Branch(it, it.Operands, paths),
        NotFilter it => Branch(it, [it.Operand], paths),
        IsTrueFilter it => Branch(it, [it.Operand], paths),
        _ => throw new NotSupportedException($"A filter of type {filter.GetType()} is not known."),
    };

    private static BoundFilter Leaf(Filter filter, JsonPath path, PathTree paths) => new(filter, paths.Add(path), []);

    private static BoundFilter Branch(Filter filter, ReadOnlySpan<Filter> operands, PathTree paths)
    {
        var bound = new BoundFilter[operands.Length];
        for (var i = 0; i < bound.Length; i++)
        {
            bound[i] = Bind(operands[i], paths);
        }

        return new BoundFilter(filter, -1, bound);
    }
}
