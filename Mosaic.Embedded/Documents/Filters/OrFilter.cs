namespace Mosaic.Documents.Filters;

/// <summary>Any of several filters.</summary>
internal sealed record OrFilter : Filter
{
    private readonly OperandList operands;

    private OrFilter(OperandList operands, int deepest)
        : base(deepest + 1)
    {
        this.operands = operands;
    }

    public ReadOnlySpan<Filter> Operands => operands.Span;

    /// <summary>Joins two, taking in the operands of what is an Or already.</summary>
    public static OrFilter Join(Filter left, Filter right)
    {
        var first = left is OrFilter one ? one.operands : OperandList.Of([left]);
        return new OrFilter(first.With(right is OrFilter other ? other.Operands : [right]), Math.Max(Deepest(left), Deepest(right)));

        static int Deepest(Filter filter) => filter is OrFilter ? filter.Depth - 1 : filter.Depth;
    }

    /// <summary>Joins any number; one stays as it is.</summary>
    public static Filter Of(IReadOnlyList<Filter> filters) => filters is [var only] ? only : filters.Skip(1).Aggregate(filters[0], Join);

    public bool Equals(OrFilter? other) => other is not null && Operands.SequenceEqual(other.Operands);

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
