using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mosaic.Documents.Json;

namespace Mosaic.Documents.Folders.Markdown;

/// <summary>
/// Makes a document of a Markdown file: its front matter's fields, "body" with the text, and "file" with what is computed: path, title,
/// headings, tags, links, tasks and the error, if there is one.
/// </summary>
internal sealed class MarkdownReader(IEnumerable<Action<JsonObject>> computed)
{
    public const string Body = "body";
    public const string File = "file";

    public static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 2 * DocumentLimits.MaxDepth };

    /// <summary>The outline of a longer text is not read.</summary>
    private const int MaxOutlineChars = 4_000_000;

    public ParsedFile Read(string path, string pathId, ReadOnlySpan<byte> bytes)
    {
        var text = MarkdownText.Read(bytes, pathId);
        var problem = text.Problem;
        var document = text.ToDocument();
        document[File] = Describe(path, text, ref problem);
        foreach (var compute in computed)
        {
            problem ??= Compute(compute, document);
        }

        try
        {
            return new ParsedFile(text.Id, Valid(document), problem);
        }
        catch (InvalidDocumentException exception)
        {
            return new ParsedFile(text.Id, Shortened(path, text, exception.Message), exception.Message);
        }
    }

    /// <summary>As much as a document can hold: without the outline, then without the fields, then without the text.</summary>
    private static byte[] Shortened(string path, MarkdownText text, string problem)
    {
        var documents = new[] { text.ToDocument(), new JsonObject { ["id"] = text.Id, [Body] = text.Body } };
        foreach (var document in documents)
        {
            document[File] = new JsonObject { ["path"] = path, ["error"] = problem };
            try
            {
                return Valid(document);
            }
            catch (InvalidDocumentException)
            {
                // less, then
            }
        }

        return Encoding.UTF8.GetBytes(new JsonObject { ["id"] = text.Id, [File] = new JsonObject { ["path"] = path, ["error"] = problem } }.ToJsonString(Relaxed));
    }

    private static byte[] Valid(JsonObject document)
    {
        var json = Encoding.UTF8.GetBytes(document.ToJsonString(Relaxed));
        JsonText.Validate(json);
        return json;
    }

    private static JsonObject Describe(string path, MarkdownText text, ref string? problem)
    {
        var (body, fields) = (text.Body, text.Fields);
        var file = new JsonObject { ["path"] = path };
        var outline = new MarkdownOutline();
        if (body.Length > MaxOutlineChars || body.Contains('\0', StringComparison.Ordinal))
        {
            problem ??= body.Length > MaxOutlineChars ? $"The text is longer than {MaxOutlineChars} characters; its outline was not read." : "It is a binary file; its outline was not read.";
        }
        else
        {
            try
            {
                outline = MarkdownOutline.Read(body, path, 1 + text.Text.AsSpan(0, text.Block.BodyStart).Count('\n'));
            }
            catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
            {
                problem ??= $"The text's outline could not be read: {exception.Message}";
            }
        }

        file["title"] = fields["title"] is JsonValue title && title.GetValueKind() == JsonValueKind.String ? title.GetValue<string>()
            : outline.Headings.Find(static heading => heading.Level == 1)?.Text ?? Path.GetFileNameWithoutExtension(path);
        file["headings"] = Array(outline.Headings, static it => new JsonObject { ["level"] = it.Level, ["text"] = it.Text, ["line"] = it.Line });
        file["tags"] = Array(FrontMatterTags(fields).Concat(outline.Tags).Distinct(StringComparer.Ordinal), static it => JsonValue.Create(it));
        file["links"] = Array(outline.Links, static it => Without(new JsonObject { ["kind"] = it.Kind, ["target"] = it.Target, ["anchor"] = it.Anchor, ["text"] = it.Text, ["path"] = it.Path, ["line"] = it.Line }));
        file["tasks"] = Array(outline.Tasks, static it => new JsonObject
        {
            ["text"] = it.Text,
            ["done"] = it.Done,
            ["line"] = it.Line,
            ["metadata"] = new JsonObject(it.Metadata.Select(static pair => KeyValuePair.Create(pair.Key, (JsonNode?)JsonValue.Create(pair.Value)))),
        });
        if (problem is not null)
        {
            file["error"] = problem;
        }

        return file;
    }

    /// <summary>A list, or a text of names with commas or spaces between.</summary>
    private static IEnumerable<string> FrontMatterTags(JsonObject fields) => fields["tags"] switch
    {
        JsonArray list => list.OfType<JsonValue>().Select(static tag => tag.ToString().TrimStart('#')),
        JsonValue text => text.ToString().Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(static tag => tag.TrimStart('#')),
        _ => [],
    };

    private static string? Compute(Action<JsonObject> compute, JsonObject document)
    {
        try
        {
            compute(document);
            return null;
        }
        catch (Exception exception)
        {
            var problem = $"A computed field failed: {exception.Message}";
            ((JsonObject)document[File]!)["error"] = problem;
            return problem;
        }
    }

    private static JsonArray Array<T>(IEnumerable<T> items, Func<T, JsonNode?> write) => [.. items.Select(write)];

    private static JsonObject Without(JsonObject json)
    {
        foreach (var name in json.Where(static pair => pair.Value is null).Select(static pair => pair.Key).ToList())
        {
            json.Remove(name);
        }

        return json;
    }
}
