using System.Text.Json;
using Mosaic.Documents.Json;
using Mosaic.Documents.Serialization;

namespace Mosaic.Backends;

/// <summary>How what an application gives a queue becomes JSON, and how it is read.</summary>
/// <param name="options">The store's settings.</param>
public sealed class JobJson(JsonSerializerOptions options)
{
    private static readonly JsonDocumentOptions Depth = new() { MaxDepth = DocumentLimits.MaxDepth + 1 };
    private readonly DocumentSerializer _serializer = new(options);

    /// <summary>What <see cref="Job.GetData{T}"/> reads with.</summary>
    public JsonSerializerOptions Options => _serializer.Options;

    /// <summary>Writes data, a result or a progress.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="data">What to write; null is JSON's null.</param>
    /// <param name="queue">The queue, as an error names it.</param>
    /// <returns>JSON.</returns>
    /// <exception cref="ArgumentException">Options were passed where the data goes.</exception>
    /// <exception cref="InvalidDocumentException">It is no JSON, or too large.</exception>
    public byte[] Write<T>(T data, string queue) => data is EnqueueOptions or NewJob
        ? throw new ArgumentException($"{data.GetType().Name} is not a job's data. To enqueue a job without data and with options, pass null as the data: EnqueueAsync<object?>(queue, type, null, options).", nameof(data))
        : data is null ? "null"u8.ToArray() : _serializer.Serialize(data, queue);

    /// <summary>Reads JSON that was written here.</summary>
    /// <param name="json">JSON.</param>
    /// <returns>The same.</returns>
    public static JsonElement Read(ReadOnlySpan<byte> json) => JsonElement.Parse(json, Depth);
}
