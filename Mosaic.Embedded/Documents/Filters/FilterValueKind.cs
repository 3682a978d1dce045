namespace Mosaic;

/// <summary>The type of a filter's value.</summary>
public enum FilterValueKind
{
    /// <summary>JSON null.</summary>
    Null,

    /// <summary>false or true.</summary>
    Boolean,

    /// <summary>A number: the exact decimal that its text says.</summary>
    Number,

    /// <summary>A string.</summary>
    String,
}
