using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mosaic.Backends;
using Mosaic.Documents.Folders.FrontMatter;
using Mosaic.Documents.Json;

namespace Mosaic.Documents.Folders.Markdown;

/// <summary>What a Markdown file says itself, without what is computed of it.</summary>
/// <param name="Text">All of it, without a byte order mark.</param>
/// <param name="IsMarked">Whether it has one.</param>
/// <param name="Block">Where its front matter stands.</param>
/// <param name="Fields">What that says; none when it cannot be read.</param>
/// <param name="Id">The id that it claims, or that its path says.</param>
/// <param name="IsWhole">Whether fields and body are all that it says; else it must not be written.</param>
/// <param name="Problem">What is wrong with it; null: nothing.</param>
internal sealed record MarkdownText(string Text, bool IsMarked, FrontMatterBlock Block, JsonObject Fields, string Id, bool IsWhole, string? Problem)
{
    private const int MaxFrontMatterChars = 1_000_000;

    public string Body { get; } = Text[Block.BodyStart..];

    public static MarkdownText Read(ReadOnlySpan<byte> bytes, string pathId)
    {
        var problem = default(string);
        var text = StrictUtf8.TryGetString(bytes);
        if (text is null)
        {
            problem = "It is not valid UTF-8; what is not is shown as U+FFFD, and the file is not written.";
            text = Encoding.UTF8.GetString(bytes);
        }

        var isMarked = text is ['\uFEFF', ..];
        text = isMarked ? text[1..] : text;
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

        var isWhole = problem is null;
        var id = IdOf(fields, pathId, ref problem);
        if (fields.ContainsKey(MarkdownReader.Body) || fields.ContainsKey(MarkdownReader.File))
        {
            var name = fields.ContainsKey(MarkdownReader.Body) ? MarkdownReader.Body : MarkdownReader.File;
            problem ??= $"The front matter has the field '{name}', which is the store's own. Mend it: give the field another name.";
        }

        return new MarkdownText(text, isMarked, block, fields, id, isWhole, problem);
    }

    /// <summary>Its id, its fields and its body.</summary>
    public JsonObject ToDocument()
    {
        var document = new JsonObject { ["id"] = Id };
        foreach (var (name, value) in Fields)
        {
            if (name is not ("id" or MarkdownReader.Body or MarkdownReader.File))
            {
                document[name] = value?.DeepClone();
            }
        }

        document[MarkdownReader.Body] = Body;
        return document;
    }

    /// <summary>Why the file is not what its document says; null: it is.</summary>
    public string? WhyNotWhole()
    {
        if (!IsWhole)
        {
            return Problem;
        }

        try
        {
            JsonText.Validate(Encoding.UTF8.GetBytes(ToDocument().ToJsonString(MarkdownReader.Relaxed)));
            return null;
        }
        catch (InvalidDocumentException exception)
        {
            return exception.Message;
        }
    }

    private static string IdOf(JsonObject fields, string pathId, ref string? problem)
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
            problem ??= $"The front matter's id is none: {exception.Message}";
            return pathId;
        }
    }
}
