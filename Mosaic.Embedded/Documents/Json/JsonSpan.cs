namespace Mosaic.Documents.Json;

/// <summary>The whole bytes of a value that a path found, the quotes of a string included.</summary>
internal static class JsonSpan
{
    /// <returns>null: missing.</returns>
    public static Range? Of(JsonSlot slot) => slot.Kind switch
    {
        JsonKind.Missing => null,
        JsonKind.String => (slot.Start - 1)..(slot.Start + slot.Length + 1),
        _ => slot.Start..(slot.Start + slot.Length),
    };
}
