namespace Mosaic;

/// <summary>The order and the part of what is found.</summary>
public sealed record FindOptions
{
    /// <summary>The dotted path to order by.</summary>
    /// <value>null: the order is the store's.</value>
    public string? OrderBy { get; init; }

    /// <summary>Highest first.</summary>
    /// <value>false.</value>
    public bool Descending { get; init; }

    /// <summary>How many to leave out first.</summary>
    /// <value>0.</value>
    public int Skip { get; init; }

    /// <summary>How many to return at most.</summary>
    /// <value>null: all.</value>
    public int? Limit { get; init; }
}
