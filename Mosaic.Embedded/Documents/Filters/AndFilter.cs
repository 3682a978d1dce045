namespace Mosaic.Documents.Filters;

/// <summary>All of several filters.</summary>
internal sealed record AndFilter : Filter
{
    private readonly OperandList operands;

    private AndFilter(OperandList operands, int deepest)
        : base(deepest + 1)
    {
        this.operands = operands;
    }

    public ReadOnlySpan<Filter> Operands => operands.Span;

    /// <summary>Joins two, taking in the operands of what is an And already.</summary>
    public static AndFilter Join(Filter left, Filter right)
    {
        var first = left is AndFilter one ? one.operands : OperandList.Of([left]);
        return new AndFilter(first.With(right is AndFilter other ? other.Operands : [right]), Math.Max(Deepest(left), Deepest(right)));

        static int Deepest(Filter filter) => filter is AndFilter ? filter.Depth - 1 : filter.Depth;
    }

    /// <summary>Joins any number; one stays as it is.</summary>
    public static Filter Of(IReadOnlyList<Filter> filters) => filters is [var only] ? only : filters.Skip(1).Aggregate(filters[0], Join);

    public bool Equals(AndFilter? other) => other is not null && Operands.SequenceEqual(other.Operands);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var operand in Operands)
        {
            hash.Add(operand);
        }

        return hash.ToHashCode();
    }
}
