using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Mosaic.Documents.Json;

namespace Mosaic.Memory.Rows;

/// <summary>
/// The JSON of memory's rows, the same whatever the options of the store are. Written and read by hand: the index decodes every
/// row, and the first search of a process waits for what it takes to load.
/// </summary>
internal static class MemoryJson
{
    // The caller's own JSON stands one level deep in a row.
    private const int DepthMax = DocumentLimits.MaxDepth + 2;

    private static readonly JsonWriterOptions Writing = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = DepthMax,
        SkipValidation = true,
    };

    /// <exception cref="InvalidDocumentException">Too large for one row.</exception>
    public static byte[] Write(Action<Utf8JsonWriter> members, string target)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Writing))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenCount <= DocumentLimits.MaxBytes ? buffer.WrittenSpan.ToArray() : throw new InvalidDocumentException(
            $"It is {buffer.WrittenCount} bytes long as JSON; the most is {DocumentLimits.MaxBytes}.")
        {
            Operation = "write",
            Target = target,
            Hint = "Split the text, or keep the large part in a document.",
        };
    }

    public static void Raw(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, ReadOnlyMemory<byte> json)
    {
        if (!json.IsEmpty)
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(json.Span, skipInputValidation: true);
        }
    }

    /// <summary>Before the first member of a row.</summary>
    /// <exception cref="JsonException">No object.</exception>
    public static Utf8JsonReader Reader(ReadOnlyMemory<byte> row)
    {
        var reader = new Utf8JsonReader(row.Span, new JsonReaderOptions { MaxDepth = DepthMax });
        return reader.Read() && reader.TokenType == JsonTokenType.StartObject ? reader : throw new JsonException("The row is no object.");
    }

    /// <summary>To the next member's value; false at the end.</summary>
    public static bool NextMember(ref Utf8JsonReader reader, out ReadOnlySpan<byte> name)
    {
        name = default;
        if (!reader.Read() || reader.TokenType != JsonTokenType.PropertyName)
        {
            return false;
        }

        name = reader.ValueSpan;
        return reader.Read();
    }

    /// <summary>The bytes of the value that the reader is at, which it goes to the end of.</summary>
    public static ReadOnlyMemory<byte> Value(ref Utf8JsonReader reader, ReadOnlyMemory<byte> row)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return row[start..(int)reader.BytesConsumed];
    }

    /// <summary>JSON of the caller.</summary>
    public static JsonElement Element(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = DepthMax });
        return document.RootElement.Clone();
    }
}
