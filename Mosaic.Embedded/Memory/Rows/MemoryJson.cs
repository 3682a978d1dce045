using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mosaic.Documents.Json;

namespace Mosaic.Memory.Rows;

/// <summary>The JSON of memory's rows: the same whatever the options of the store are.</summary>
[JsonSerializable(typeof(PreferenceContent))]
[JsonSerializable(typeof(InsightContent))]
[JsonSerializable(typeof(TurnContent))]
internal sealed partial class MemoryJson : JsonSerializerContext
{
    // The caller's own JSON stands one level deep in a row.
    private const int DepthMax = DocumentLimits.MaxDepth + 2;

    public static MemoryJson Rows { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter<InsightSource>(), new JsonStringEnumConverter<InsightCategory>() },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = DepthMax,
    });

    /// <exception cref="InvalidDocumentException">Too large for one row.</exception>
    public static byte[] Encode(InsightContent content, string id) => Limit(JsonSerializer.SerializeToUtf8Bytes(content, Rows.InsightContent), id);

    /// <exception cref="InvalidDocumentException">Too large for one row.</exception>
    public static byte[] Encode(TurnContent content) => Limit(JsonSerializer.SerializeToUtf8Bytes(content, Rows.TurnContent), content.Id);

    /// <exception cref="InvalidDocumentException">Too large for one row.</exception>
    public static byte[] Encode(PreferenceContent content, string key) => Limit(JsonSerializer.SerializeToUtf8Bytes(content, Rows.PreferenceContent), key);

    public static InsightContent Insight(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, Rows.InsightContent)!;

    public static TurnContent Turn(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, Rows.TurnContent)!;

    public static PreferenceContent Preference(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, Rows.PreferenceContent)!;

    /// <summary>JSON that was validated, as part of a row to be.</summary>
    public static JsonElement Element(byte[] json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = DepthMax });
        return document.RootElement.Clone();
    }

    private static byte[] Limit(byte[] json, string target) => json.Length <= DocumentLimits.MaxBytes ? json : throw new InvalidDocumentException(
        $"It is {json.Length} bytes long as JSON; the most is {DocumentLimits.MaxBytes}.")
    {
        Operation = "write",
        Target = target,
        Hint = "Split the text, or keep the large part in a document.",
    };
}
