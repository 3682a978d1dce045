namespace Mosaic;

/// <summary>How a filter compares the value at a path with its own.</summary>
public enum ComparisonOperator
{
    /// <summary>See <see cref="Filter.Eq"/>.</summary>
    Equal,

    /// <summary>See <see cref="Filter.Ne"/>.</summary>
    NotEqual,

    /// <summary>See <see cref="Filter.Gt"/>.</summary>
    Greater,

    /// <summary>See <see cref="Filter.Gte"/>.</summary>
    GreaterOrEqual,

    /// <summary>See <see cref="Filter.Lt"/>.</summary>
    Less,

    /// <summary>See <see cref="Filter.Lte"/>.</summary>
    LessOrEqual,
}
