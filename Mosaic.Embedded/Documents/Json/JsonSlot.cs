namespace Mosaic.Documents.Json;

/// <summary>Where a value stands in a document's bytes.</summary>
/// <param name="Kind">What it is; <see cref="JsonKind.Missing"/> is the default.</param>
/// <param name="Escaped">A string that holds a backslash.</param>
/// <param name="Start">Its first byte; of a string, the one after the quote.</param>
/// <param name="Length">Its bytes; of a string, those between the quotes; of an array or object, unspecified.</param>
internal readonly record struct JsonSlot(JsonKind Kind, bool Escaped, int Start, int Length)
{
    public bool IsScalar => Kind is >= JsonKind.Null and <= JsonKind.String;

    public ReadOnlySpan<byte> Text(ReadOnlySpan<byte> json) => json.Slice(Start, Length);

    public JsonString String(ReadOnlySpan<byte> json) => new(json.Slice(Start, Length), Escaped);
}
