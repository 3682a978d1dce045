using System.Text.Json;
using System.Text.Unicode;

namespace Mosaic.Documents.Json;

/// <summary>The rules of a document's bytes.</summary>
internal static class JsonText
{
    private static readonly JsonReaderOptions Strict = new()
    {
        AllowTrailingCommas = false,
        CommentHandling = JsonCommentHandling.Disallow,
        MaxDepth = DocumentLimits.MaxDepth,
    };

    /// <summary>Accepts one JSON text (RFC 8259) that every reader of it reads alike.</summary>
    /// <exception cref="InvalidDocumentException">
    /// Longer than <see cref="DocumentLimits.MaxBytes"/>; not JSON (comments, trailing commas, a byte order mark); deeper
    /// than <see cref="DocumentLimits.MaxDepth"/>; a name twice in one object, however escaped; not UTF-8; half of a
    /// surrogate pair, raw or escaped; a number beyond <see cref="DocumentLimits.MaxNumberExponent"/>.
    /// </exception>
    public static void Validate(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > DocumentLimits.MaxBytes)
        {
            throw Invalid(
                $"The document is {utf8.Length} bytes long; the most is {DocumentLimits.MaxBytes}.",
                "Split it into several documents, or keep the large part outside and its place in the document.");
        }

        if (utf8 is [0xEF, 0xBB, 0xBF, ..])
        {
            throw Invalid("The document begins with a byte order mark.", "Write it as UTF-8 without one.");
        }

        if (!Utf8.IsValid(utf8))
        {
            throw Invalid("The document is not valid UTF-8.", "Raw bytes belong in a string as base64.");
        }

        var names = new PropertyNames(utf8, stackalloc PropertyNames.Frame[DocumentLimits.MaxDepth], stackalloc PropertyNames.Name[64]);
        try
        {
            Read(utf8, ref names);
        }
        catch (JsonException exception)
        {
            var at = JsonError.ByteOf(exception, utf8);
            throw new InvalidDocumentException($"The document is not valid JSON at byte {at}: {JsonError.ReasonOf(exception)}", exception)
            {
                SyntaxErrorAt = at,
                Hint = $"JSON as in RFC 8259: no comments, no trailing commas, at most {DocumentLimits.MaxDepth} levels.",
            };
        }
        finally
        {
            names.Dispose();
        }
    }

    private static void Read(ReadOnlySpan<byte> utf8, scoped ref PropertyNames names)
    {
        var reader = new Utf8JsonReader(utf8, Strict);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    RefuseLoneSurrogates(in reader);
                    if (!names.TryAdd((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length, reader.ValueIsEscaped))
                    {
                        throw Duplicate(reader.GetString());
                    }

                    break;
                case JsonTokenType.String:
                    RefuseLoneSurrogates(in reader);
                    break;
                case JsonTokenType.Number:
                    if (!JsonNumber.CheckLimits(reader.ValueSpan))
                    {
                        throw Invalid(
                            $"The number at byte {reader.TokenStartIndex} is beyond 1e±{DocumentLimits.MaxNumberExponent}.",
                            "Keep it as a string.");
                    }

                    break;
                case JsonTokenType.StartObject:
                    names.EnterObject();
                    break;
                case JsonTokenType.EndObject:
                    if (!names.TryLeaveObject(out var duplicate))
                    {
                        throw Duplicate(StrictUtf8.GetString(duplicate));
                    }

                    break;
                default:
                    break;
            }
        }
    }

    private static void RefuseLoneSurrogates(scoped in Utf8JsonReader reader)
    {
        if (reader.ValueIsEscaped && JsonEscape.HasLoneSurrogate(reader.ValueSpan))
        {
            throw Invalid(
                $"The string at byte {reader.TokenStartIndex} holds an escaped surrogate without its partner.",
                "UTF-8 cannot express it; cut strings between characters, not inside one.");
        }
    }

    private static InvalidDocumentException Duplicate(string? name) => Invalid(
        $"An object of the document has the property \"{(name is { Length: > 100 } ? name[..100] + "…" : name)}\" twice.",
        "Readers disagree on which one counts; keep one.");

    private static InvalidDocumentException Invalid(string message, string hint) => new(message) { Hint = hint };
}
