using System.Text.Json;
using Mosaic.Backends;
using Mosaic.Documents.Serialization;

namespace Mosaic.Memory.Rows;

/// <summary>
/// What the caller keeps with a memory, as JSON and back: texts, truth values and numbers as .NET has them (long, else double),
/// lists and objects as <see cref="JsonElement"/>.
/// </summary>
internal static class MetadataJson
{
    private static readonly IReadOnlyDictionary<string, object?> Nothing = new Dictionary<string, object?>();

    /// <exception cref="InvalidDocumentException">A value cannot be written as JSON.</exception>
    public static ReadOnlyMemory<byte> Write(IReadOnlyDictionary<string, object?>? metadata, DocumentSerializer serializer, string target) =>
        metadata is null or { Count: 0 } ? default : serializer.Serialize(metadata, target).AsMemory();

    public static IReadOnlyDictionary<string, object?> Read(ReadOnlyMemory<byte> metadata)
    {
        if (metadata.IsEmpty)
        {
            return Nothing;
        }

        var read = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var member in MemoryJson.Element(metadata).EnumerateObject())
        {
            read[member.Name] = Value(member.Value);
        }

        return read;
    }

    private static object? Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null => null,
        JsonValueKind.Number when value.TryGetInt64(out var whole) => whole,
        JsonValueKind.Number when value.TryGetDouble(out var number) && double.IsFinite(number) => number,
        _ => value,
    };
}
