using Mosaic.Documents.Json;

namespace Mosaic;

/// <summary>A scalar that a filter compares with. The default is JSON null.</summary>
public readonly record struct FilterValue
{
    private readonly string? text;

    internal FilterValue(JsonScalar scalar)
    {
        (Kind, IsTrue) = scalar.Kind switch
        {
            JsonKind.Null => (FilterValueKind.Null, false),
            JsonKind.False => (FilterValueKind.Boolean, false),
            JsonKind.True => (FilterValueKind.Boolean, true),
            JsonKind.Number => (FilterValueKind.Number, false),
            _ => (FilterValueKind.String, false),
        };
        text = Kind is FilterValueKind.Number or FilterValueKind.String ? StrictUtf8.GetString(scalar.Utf8) : null;
    }

    /// <summary>What it is.</summary>
    public FilterValueKind Kind { get; }

    /// <summary>Of a boolean, its value; else false.</summary>
    public bool IsTrue { get; }

    /// <summary>Of a string, its characters, no half of a surrogate pair among them; of a number, its JSON text, of any length; else empty.</summary>
    public string Text => text ?? string.Empty;

    /// <summary>As JSON has it; of a string, its characters.</summary>
    public override string ToString() => Kind switch
    {
        FilterValueKind.Null => "null",
        FilterValueKind.Boolean => IsTrue ? "true" : "false",
        _ => Text,
    };
}
