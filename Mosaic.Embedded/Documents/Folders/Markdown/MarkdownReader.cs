using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mosaic.Documents.Folders.FrontMatter;
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

    public static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The outline of a longer text is not read.</summary>
    private const int MaxOutlineChars = 4_000_000;

    private const int MaxFrontMatterChars = 1_000_000;

    public ParsedFile Read(string path, string pathId, ReadOnlySpan<byte> bytes)
    {
        var problem = default(string);
        var text = StrictUtf8.TryGetString(bytes);
        if (text is null)
        {
            problem = "It is not valid UTF-8; what is not is shown as U+FFFD, and the file is not written.";
            text = Encoding.UTF8.GetString(bytes);
        }

        text = text.Length > 0 && text[0] == '\uFEFF' ? text[1..] : text;
        var block = FrontMatterBlock.Find(text);
        var fields = new JsonObject();
        if (block.End - block.Start > MaxFrontMatterChars)
        {
            problem ??= $"The front matter is longer than {MaxFrontMatterChars} characters. Mend it: move what is long into the text, or close it with its fence.";
        }
        else
        {
            fields = FrontMatterReader.Read(block.Kind, text[block.Start..block.End], out var error);
            problem ??= error;
        }

        var id = Id(fields, pathId, ref problem);
        var body = text[block.BodyStart..];
        var document = new JsonObject { ["id"] = id };
        foreach (var (name, value) in fields)
        {
            if (name is Body or File)
            {
                problem ??= $"The front matter has the field '{name}', which is the store's own. Mend it: give the field another name.";
            }
            else if (name != "id")
            {
                document[name] = value?.DeepClone();
            }
        }

        document[Body] = body;
        document[File] = Describe(path, text, block, fields, body, ref problem);
        foreach (var compute in computed)
        {
            problem ??= Compute(compute, document);
        }

        var json = Encoding.UTF8.GetBytes(document.ToJsonString(Relaxed));
        try
        {
            JsonText.Validate(json);
            return new ParsedFile(id, json, problem);
        }
        catch (InvalidDocumentException exception)
        {
            var bare = new JsonObject { ["id"] = id, [Body] = body, [File] = new JsonObject { ["path"] = path, ["error"] = exception.Message } };
            return new ParsedFile(id, Encoding.UTF8.GetBytes(bare.ToJsonString(Relaxed)), exception.Message);
        }
    }

    private static string Id(JsonObject fields, string pathId, ref string? problem)
    {
        if (!fields.TryGetPropertyValue("id", out var own) || own is null)
        {
            return pathId;
        }

        var id = own is JsonValue value ? value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString() : "";
        try
        {
            DocumentId.Validate(id);
            return id;
        }
        catch (InvalidDocumentException exception)
        {
            problem ??= $"The front matter's id is none: {exception.Message} Mend it: write another, or take its line out.";
            return pathId;
        }
    }

    private static JsonObject Describe(string path, string text, FrontMatterBlock block, JsonObject fields, string body, ref string? problem)
    {
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
                outline = MarkdownOutline.Read(body, path, 1 + text.AsSpan(0, block.BodyStart).Count('\n'));
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
