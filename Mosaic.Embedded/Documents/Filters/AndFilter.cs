namespace Mosaic.Documents.Filters;

/// <summary>All of several filters.</summary>
internal sealed record AndFilter : Filter
{
    private readonly Filter[] operands;

    private AndFilter(Filter[] operands)
        : base(Deepest(operands) + 1)
    {
        this.operands = operands;
    }

    public ReadOnlySpan<Filter> Operands => operands;

    /// <summary>Joins two, taking in the operands of what is an And already.</summary>
    public static AndFilter Join(Filter left, Filter right) => new(Flat([left, right]));

    /// <summary>Joins any number at once; one stays as it is.</summary>
    public static Filter Of(IReadOnlyList<Filter> filters) => filters is [var only] ? only : new AndFilter(Flat(filters));

    private static Filter[] Flat(IReadOnlyList<Filter> filters)
    {
        var flat = new List<Filter>(filters.Count);
        foreach (var filter in filters)
        {
            if (filter is AndFilter inner)
            {
                flat.AddRange(inner.operands);
            }
            else
            {
                flat.Add(filter);
            }
        }

        return [.. flat];
    }

    public bool Equals(AndFilter? other) => other is not null && operands.AsSpan().SequenceEqual(other.operands);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var operand in operands)
        {
            hash.Add(operand);
        }

        return hash.ToHashCode();
    }
}
