using System.Text;
using System.Text.Json.Nodes;
using Mosaic.Backends;
using Mosaic.Documents.Folders.Files;
using Mosaic.Documents.Folders.Markdown;
using Mosaic.Documents.Json;

namespace Mosaic.Documents.Folders;

/// <summary>Makes a document of a file's bytes. Whatever they are, there is one: with what is wrong in its property "file.error".</summary>
internal sealed class FileReader(FolderOptions options)
{
    /// <summary>Larger Markdown files are not read: as JSON they could be over the limit of documents.</summary>
    private const int MaxMarkdownBytes = DocumentLimits.MaxBytes / 2;

    private readonly MarkdownReader markdown = new(options.ComputedFields);

    /// <summary>Larger files are not read.</summary>
    public static int MaxBytes(string path) => FolderScan.IsMarkdown(path) ? MaxMarkdownBytes : DocumentLimits.MaxBytes;

    public ParsedFile Read(string path, ReadOnlySpan<byte> bytes)
    {
        var id = FolderPath.Parse(path).Id;
        try
        {
            DocumentId.Validate(id);
        }
        catch (InvalidDocumentException exception)
        {
            return new ParsedFile("", [], $"Its path makes no id: {exception.Message}");
        }

        return FolderScan.IsMarkdown(path) ? markdown.Read(path, id, bytes) : ReadJson(path, id, bytes);
    }

    /// <summary>A file that was not read: too large, or not accessible.</summary>
    public static ParsedFile Unread(string path, string problem)
    {
        var id = FolderPath.Parse(path).Id;
        return new ParsedFile(id, Broken(path, id, problem, null), problem);
    }

    public static ParsedFile ReadJson(string path, string id, ReadOnlySpan<byte> bytes)
    {
        var json = bytes.TrimStart("\uFEFF"u8).ToArray();
        try
        {
            JsonText.Validate(json);
            var own = new JsonScanner(json).Peek() == JsonKind.Object && JsonPath.Parse("id").Find(json) is { Kind: JsonKind.String } slot ? slot.String(json).ToString() : null;
            if (own is not null)
            {
                DocumentId.Validate(own);
            }

            return new ParsedFile(own ?? id, json, null);
        }
        catch (InvalidDocumentException exception)
        {
            return new ParsedFile(id, Broken(path, id, exception.Message, StrictUtf8.TryGetString(bytes)), exception.Message);
        }
    }

    private static byte[] Broken(string path, string id, string problem, string? text)
    {
        var json = new JsonObject { ["id"] = id };
        if (text is not null)
        {
            json["body"] = text;
        }

        json["file"] = new JsonObject { ["path"] = path, ["error"] = problem };
        return Encoding.UTF8.GetBytes(json.ToJsonString(MarkdownReader.Relaxed));
    }
}
