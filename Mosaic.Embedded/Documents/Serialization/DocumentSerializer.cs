using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Mosaic.Documents;
using Mosaic.Documents.Json;
using Mosaic.Documents.Rows;
using Mosaic.Documents.Serialization;

namespace Mosaic.Backends;

/// <summary>Between the caller's types and a document's exact bytes.</summary>
public sealed class DocumentSerializer
{
    private readonly JsonSerializerOptions _options;
    private readonly IdNames _ids;

    /// <param name="options">What the application has set.</param>
    public DocumentSerializer(JsonSerializerOptions options)
    {
        _options = new JsonSerializerOptions(options)
        {
            Encoder = new WellFormedEncoder(options.Encoder ?? JavaScriptEncoder.Default),
            MaxDepth = options.MaxDepth == 0 ? DocumentLimits.MaxDepth + 1 : options.MaxDepth,
        };
        Options = options;
        _ids = new IdNames(_options);
    }

    /// <summary>What the application has set.</summary>
    public JsonSerializerOptions Options { get; }

    /// <summary>A value's JSON, valid in a document.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="value">The value.</param>
    /// <param name="collection">The collection, for the error.</param>
    /// <exception cref="InvalidDocumentException">The value cannot be a document.</exception>
    public byte[] Serialize<T>(T value, string collection)
    {
        ArgumentNullException.ThrowIfNull(value);
        byte[] json;
        try
        {
            json = JsonSerializer.SerializeToUtf8Bytes(value, _options);
        }
        catch (Exception exception) when (IsOfValue(exception))
        {
            throw NotWritten<T>(exception, collection);
        }

        JsonText.Validate(json);
        return json;
    }

    /// <summary>The same by generated code.</summary>
    /// <exception cref="InvalidDocumentException">The value cannot be a document.</exception>
    internal static byte[] Serialize<T>(T value, JsonTypeInfo<T> type, string collection)
    {
        ArgumentNullException.ThrowIfNull(value);
        var output = new ArrayBufferWriter<byte>();
        try
        {
            using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = new WellFormedEncoder(type.Options.Encoder ?? JavaScriptEncoder.Default) });
            JsonSerializer.Serialize(writer, value, type);
        }
        catch (Exception exception) when (IsOfValue(exception))
        {
            throw NotWritten<T>(exception, collection);
        }

        JsonText.Validate(output.WrittenSpan);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>A document's bytes with their id: the value's own, or a new one.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="value">The value.</param>
    /// <param name="collection">The collection.</param>
    /// <param name="now">The time that a new id bears.</param>
    /// <exception cref="InvalidDocumentException">The value cannot be a document.</exception>
    public (string Id, byte[] Json, bool Inserted) SerializeNew<T>(T value, string collection, DateTimeOffset now)
    {
        var json = SerializeDocument(value, collection);
        var id = JsonDocumentEditor.ReadId(json);
        if (id is not null)
        {
            DocumentId.Validate(id);
            return (id, json, false);
        }

        id = OrderedId.Next(now);
        return (id, JsonDocumentEditor.WithId(json, id), true);
    }

    /// <summary>A document's bytes under an id, which is put in where they have none.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="value">The value.</param>
    /// <param name="id">The id.</param>
    /// <param name="collection">The collection.</param>
    /// <exception cref="InvalidDocumentException">The value cannot be a document, or names another id.</exception>
    public byte[] SerializeAs<T>(T value, string id, string collection) =>
        DocumentContent.ForId(SerializeDocument(value, collection), id, collection);

    /// <summary>A merge patch's bytes.</summary>
    /// <param name="patch">The patch.</param>
    /// <param name="collection">The collection.</param>
    /// <exception cref="InvalidDocumentException">It is no JSON object.</exception>
    public byte[] SerializePatch(object patch, string collection)
    {
        var json = Serialize(patch, collection);
        if (new JsonScanner(json).Peek() != JsonKind.Object)
        {
            throw new InvalidDocumentException("A merge patch is a JSON object.")
            {
                Operation = "update",
                Target = collection,
                Hint = "Pass an object whose properties are the changes; null removes a property (RFC 7396).",
            };
        }

        return json;
    }

    /// <summary>Reads a document.</summary>
    /// <typeparam name="T">The caller's type of it.</typeparam>
    /// <param name="json">The document.</param>
    /// <param name="collection">Its collection.</param>
    /// <param name="id">Its id; null: it has none.</param>
    /// <param name="written">The version that was just written; null: nothing was.</param>
    /// <exception cref="InvalidDocumentException">The document does not fit the type.</exception>
    public T Deserialize<T>(ReadOnlySpan<byte> json, string collection, string? id = null, long? written = null)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, _options)!;
        }
        catch (Exception exception) when (IsOfShape(exception))
        {
            throw NoFit<T>(exception, collection, id, written is null ? null : $"It was written, version {written}.");
        }
    }

    /// <summary>Reads a preference.</summary>
    /// <typeparam name="T">The caller's type of it.</typeparam>
    /// <param name="json">The preference's value.</param>
    /// <param name="key">The preference's key.</param>
    /// <exception cref="InvalidDocumentException">The value does not fit the type.</exception>
    public T DeserializePreference<T>(ReadOnlySpan<byte> json, string key)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, _options)!;
        }
        catch (Exception exception) when (IsOfShape(exception))
        {
            throw new InvalidDocumentException($"The preference '{key}' does not fit {typeof(T).Name}: {exception.Message}", exception)
            {
                Operation = "read",
                Target = key,
                Hint = "Read it as JsonElement or as the type that it was set with, or set it anew.",
            };
        }
    }

    /// <summary>Whether the serializer says with it that JSON and type differ.</summary>
    internal static bool IsOfShape(Exception exception) => exception is JsonException or NotSupportedException or InvalidOperationException;

    /// <param name="exception">What the serializer says.</param>
    /// <param name="collection">The document's collection.</param>
    /// <param name="id">Its id; null: it has none.</param>
    /// <param name="written">That it was written all the same; null: nothing was.</param>
    internal static InvalidDocumentException NoFit<T>(Exception exception, string collection, string? id, string? written) =>
        new($"{(id is null ? "A document" : $"The document '{id}'")} of '{collection}' does not fit {typeof(T).Name}: {exception.Message}{(written is null ? "" : $" {written}")}", exception)
        {
            Operation = "read",
            Target = id is null ? collection : $"{collection}/{id}",
            Hint = "Read it as JsonElement, or give the type the document's shape.",
        };

    /// <summary>Reads a document with what the store knows of it.</summary>
    /// <typeparam name="T">The caller's type of it.</typeparam>
    /// <param name="document">The document.</param>
    /// <param name="collection">Its collection.</param>
    /// <exception cref="InvalidDocumentException">The document does not fit the type.</exception>
    public Document<T> ToDocument<T>(StoredDocument document, string collection) =>
        new(document.Id, document.Version, document.ModifiedAt, Deserialize<T>(document.Json.Span, collection, document.Id));

    private byte[] SerializeDocument<T>(T value, string collection)
    {
        ArgumentNullException.ThrowIfNull(value);
        _ids.Require(typeof(T) == typeof(object) ? value.GetType() : typeof(T), collection);
        return Serialize(value, collection);
    }

    private static bool IsOfValue(Exception exception) => exception is ArgumentException or JsonException or NotSupportedException or InvalidOperationException;

    private static InvalidDocumentException NotWritten<T>(Exception exception, string collection) =>
        new($"A {typeof(T).Name} could not be written as JSON: {exception.Message}", exception)
        {
            Operation = "write",
            Target = collection,
            Hint = "NaN, infinities, cycles and depth over 100 are not JSON; converters in MosaicOptions.Json can map them.",
        };
}
