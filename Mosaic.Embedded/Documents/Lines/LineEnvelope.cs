using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Mosaic.Documents.Json;

namespace Mosaic.Documents.Lines;

/// <summary>
/// The line of a document that cannot say its id: <c>{"$id":"x","$document":…}</c>, these two properties in this order and nothing
/// else. No other line looks like it: one that holds its id has a property more.
/// </summary>
internal static class LineEnvelope
{
    private static ReadOnlySpan<byte> IdName => "$id"u8;

    private static ReadOnlySpan<byte> DocumentName => "$document"u8;

    public static byte[] Write(string id, ReadOnlySpan<byte> json)
    {
        var encoded = JsonEncodedText.Encode(id, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes;
        return [.. "{\"$id\":\""u8, .. encoded, .. "\",\"$document\":"u8, .. json, .. "}"u8];
    }

    /// <summary>The id and the place of the document, which is still to be validated; false when the line is of another form.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, out string id, out Range document)
    {
        (id, document) = ("", default);
        if (line.IndexOf(DocumentName) < 0 || !Utf8.IsValid(line))
        {
            return false;
        }

        var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = DocumentLimits.MaxDepth + 1 });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject || !Next(ref reader, IdName)
                || reader.TokenType != JsonTokenType.String || (reader.ValueIsEscaped && JsonEscape.HasLoneSurrogate(reader.ValueSpan)))
            {
                return false;
            }

            id = reader.GetString()!;
            if (!Next(ref reader, DocumentName))
            {
                return false;
            }

            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            document = start..(int)reader.BytesConsumed;
            return reader.Read() && reader.TokenType == JsonTokenType.EndObject && !reader.Read();
        }
        catch (JsonException)
        {
            return false; // who reads it as a document says what is wrong
        }
    }

    private static bool Next(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) =>
        reader.Read() && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(name) && reader.Read();
}
