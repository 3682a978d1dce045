using System.Text.Json;
using System.Text.Json.Serialization;
using Mosaic.Documents.Json;
using Mosaic.Queue;

namespace Mosaic.Backends;

/// <summary>How settings and schedules are written in their rows. What is at its default is left out.</summary>
public static class QueueJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        MaxDepth = 2 * DocumentLimits.MaxDepth, // a schedule's data lies some levels deep
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Converters = { new JsonStringEnumConverter(), new RetryPolicyJson() },
    };

    /// <summary>Writes it.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="value">What to write.</param>
    /// <returns>JSON.</returns>
    public static byte[] Encode<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    /// <summary>Reads it.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="row">JSON.</param>
    /// <returns>What was written.</returns>
    public static T Decode<T>(ReadOnlySpan<byte> row) => JsonSerializer.Deserialize<T>(row, Options)!;
}
