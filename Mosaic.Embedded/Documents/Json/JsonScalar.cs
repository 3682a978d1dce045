namespace Mosaic.Documents.Json;

/// <summary>A JSON scalar apart from any document: null, false, true, a number's text or a string's UTF-8 bytes.</summary>
internal sealed partial class JsonScalar : IEquatable<JsonScalar>
{
    public static readonly JsonScalar Null = new(JsonKind.Null, []);
    public static readonly JsonScalar False = new(JsonKind.False, []);
    public static readonly JsonScalar True = new(JsonKind.True, []);

    private readonly byte[] utf8;
    private readonly long? small;

    private JsonScalar(JsonKind kind, byte[] utf8)
    {
        Kind = kind;
        this.utf8 = utf8;
        small = kind == JsonKind.Number && JsonNumber.TryReadSmall(utf8, out var value) ? value : null;
    }

    public JsonKind Kind { get; }

    /// <summary>A number's text as it was written, or a string's bytes; else empty.</summary>
    public ReadOnlySpan<byte> Utf8 => utf8;

    /// <summary>false and true are one type; null, numbers and strings are one each.</summary>
    public bool HasTypeOf(JsonKind kind) =>
        kind == Kind || (Kind is JsonKind.False or JsonKind.True && kind is JsonKind.False or JsonKind.True);

    /// <summary>How the value at <paramref name="slot"/>, of this scalar's type, compares with it.</summary>
    public int CompareFrom(JsonSlot slot, ReadOnlySpan<byte> json) => Kind switch
    {
        JsonKind.String => slot.String(json).CompareTo(utf8),
        JsonKind.Number => CompareNumber(slot.Text(json)),
        _ => slot.Kind.CompareTo(Kind),
    };

    /// <summary>Whether the value at <paramref name="slot"/>, of any type, is this scalar.</summary>
    public bool EqualsSlot(JsonSlot slot, ReadOnlySpan<byte> json) => slot.Kind == Kind && Kind switch
    {
        JsonKind.String => slot.String(json).Equals(utf8),
        JsonKind.Number => CompareNumber(slot.Text(json)) == 0,
        _ => true,
    };

    /// <summary>The order of scalars: null, false, true, numbers, strings.</summary>
    public int CompareTo(JsonScalar other)
    {
        if (Kind != other.Kind)
        {
            return Kind.CompareTo(other.Kind);
        }

        return Kind switch
        {
            JsonKind.String => utf8.AsSpan().SequenceCompareTo(other.utf8),
            JsonKind.Number => JsonNumber.Compare(utf8, other.utf8),
            _ => 0,
        };
    }

    public bool Equals(JsonScalar? other) => other is not null && CompareTo(other) == 0;

    public override bool Equals(object? obj) => Equals(obj as JsonScalar);

    public override int GetHashCode() => IndexKey.FromScalar(this).GetHashCode();

    /// <summary>JSON text, for messages and plans.</summary>
    public override string ToString() => Kind switch
    {
        JsonKind.Null => "null",
        JsonKind.False => "false",
        JsonKind.True => "true",
        JsonKind.Number => StrictUtf8.GetString(utf8),
        _ => $"\"{System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(StrictUtf8.GetString(utf8))}\"",
    };

    private int CompareNumber(ReadOnlySpan<byte> text) =>
        small is { } value && JsonNumber.TryReadSmall(text, out var other) ? other.CompareTo(value) : JsonNumber.Compare(text, utf8);
}
