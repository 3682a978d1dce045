namespace Mosaic.Documents.Filters;

/// <summary>Any of several filters.</summary>
internal sealed record OrFilter : Filter
{
    private readonly Filter[] operands;

    private OrFilter(Filter[] operands)
        : base(Deepest(operands) + 1)
    {
        this.operands = operands;
    }

    public ReadOnlySpan<Filter> Operands => operands;

    /// <summary>Joins two, taking in the operands of what is an Or already.</summary>
    public static OrFilter Join(Filter left, Filter right) => new(
    [
        .. left is OrFilter first ? first.operands : [left],
        .. right is OrFilter second ? second.operands : [right],
    ]);

    /// <summary>Any of one or more, none of which is an Or.</summary>
    public static Filter Of(Filter[] operands) => operands is [var only] ? only : new OrFilter(operands);

    public bool Equals(OrFilter? other) => other is not null && operands.AsSpan().SequenceEqual(other.operands);

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
