namespace Mosaic;

/// <summary>The order and the part of what is found.</summary>
public sealed record FindOptions
{
    /// <summary>The dotted path to order by, one path: missing values first, then null, false, true, numbers, strings by their bytes, arrays and objects; equal ones by id.</summary>
    /// <value>null: by id.</value>
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
