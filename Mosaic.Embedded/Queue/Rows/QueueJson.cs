using System.Text.Json;
using System.Text.Json.Serialization;
using Mosaic.Documents.Json;

namespace Mosaic.Queue.Rows;

/// <summary>How settings and schedules are written in their rows. What is at its default is left out.</summary>
internal static class QueueJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        MaxDepth = 2 * DocumentLimits.MaxDepth, // a schedule's data lies some levels deep
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Converters = { new JsonStringEnumConverter(), new RetryPolicyJson() },
    };

    public static byte[] Encode<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    public static T Decode<T>(ReadOnlySpan<byte> row) => JsonSerializer.Deserialize<T>(row, Options)!;
}
