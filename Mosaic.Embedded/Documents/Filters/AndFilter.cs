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
    public static AndFilter Join(Filter left, Filter right) => new(
    [
        .. left is AndFilter first ? first.operands : [left],
        .. right is AndFilter second ? second.operands : [right],
    ]);

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
