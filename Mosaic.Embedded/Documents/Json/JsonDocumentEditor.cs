using System.Text.Encodings.Web;
using System.Text.Json;

namespace Mosaic.Documents.Json;

/// <summary>Reads and sets a document's id in its bytes, which <see cref="JsonText.Validate"/> accepted.</summary>
internal static class JsonDocumentEditor
{
    private static ReadOnlySpan<byte> IdName => "id"u8;

    /// <summary>The string property "id" of the root; null when it is absent or null.</summary>
    /// <exception cref="InvalidDocumentException">The root is not an object, or "id" is neither a string nor null.</exception>
    public static string? ReadId(ReadOnlySpan<byte> json) =>
        Locate(json) is { Kind: JsonKind.String } id ? id.Value.String(json).ToString() : null;

    /// <summary>The document with <paramref name="id"/> as its first property, all other bytes as they were.</summary>
    /// <remarks>A property "id" that is null is taken out. A document that has this id already is copied.</remarks>
    /// <exception cref="InvalidDocumentException">As in <see cref="ReadId"/>, or the document has another id.</exception>
    public static byte[] WithId(ReadOnlySpan<byte> json, string id)
    {
        var present = Locate(json);
        if (present.Kind == JsonKind.String)
        {
            return present.Value.String(json).ToString() == id ? json.ToArray() : throw Invalid(
                "The document's \"id\" is not the id that it is stored under.",
                "Leave the property out, or make both the same.");
        }

        var start = json.IndexOf((byte)'{') + 1;
        var head = json[start..];
        var tail = ReadOnlySpan<byte>.Empty;
        if (present.Kind == JsonKind.Null)
        {
            head = json[start..present.CutStart];
            tail = json[present.CutEnd..];
        }

        var encoded = JsonEncodedText.Encode(id, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes;
        var opening = "\"id\":\""u8;
        var closing = present.OthersRemain ? "\","u8 : "\""u8;
        var result = new byte[start + opening.Length + encoded.Length + closing.Length + head.Length + tail.Length];
        var rest = Append(result, json[..start]);
        rest = Append(rest, opening);
        rest = Append(rest, encoded);
        rest = Append(rest, closing);
        rest = Append(rest, head);
        Append(rest, tail);
        return result;
    }

    private static Span<byte> Append(Span<byte> target, ReadOnlySpan<byte> part)
    {
        part.CopyTo(target);
        return target[part.Length..];
    }

    private static IdProperty Locate(ReadOnlySpan<byte> json)
    {
        var scanner = new JsonScanner(json);
        if (scanner.Peek() != JsonKind.Object)
        {
            throw Invalid("The document is not a JSON object.", "Wrap the value in an object, as in {\"value\": …}.");
        }

        scanner.Enter();
        var members = 0;
        while (true)
        {
            var before = scanner.Position;
            if (!scanner.NextMember(out JsonString name))
            {
                return new IdProperty(JsonKind.Missing, default, 0, 0, members > 0);
            }

            if (!name.Equals(IdName))
            {
                members++;
                scanner.ReadValue();
                continue;
            }

            var value = scanner.ReadValue();
            return value.Kind switch
            {
                JsonKind.String => new IdProperty(value.Kind, value, 0, 0, true),
                JsonKind.Null => Cut(json, before, scanner.Position, members, value),
                _ => throw Invalid("The document's \"id\" is not a string.", "Make it a string, or leave it out and one is made."),
            };
        }
    }

    /// <summary>What to take out so that commas stay right: of the two around the property, one.</summary>
    /// <param name="json">The document.</param>
    /// <param name="before">The end of what precedes the property: the opening brace or a value.</param>
    /// <param name="after">The end of the property's value.</param>
    /// <param name="members">How many properties precede it.</param>
    /// <param name="value">Its value.</param>
    private static IdProperty Cut(ReadOnlySpan<byte> json, int before, int after, int members, JsonSlot value)
    {
        var scanner = new JsonScanner(json, after);
        scanner.SkipWhitespace();
        var last = scanner.Position >= json.Length || json[scanner.Position] != ',';
        if (last && members > 0)
        {
            return new IdProperty(value.Kind, value, before + json[before..].IndexOf((byte)','), after, true);
        }

        var start = before + json[before..].IndexOf((byte)'"');
        return new IdProperty(value.Kind, value, start, last ? after : scanner.Position + 1, members > 0 || !last);
    }

    private static InvalidDocumentException Invalid(string message, string hint) => new(message) { Hint = hint };

    private readonly record struct IdProperty(JsonKind Kind, JsonSlot Value, int CutStart, int CutEnd, bool OthersRemain);
}
