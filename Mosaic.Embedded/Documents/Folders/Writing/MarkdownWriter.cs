using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mosaic.Documents.Folders.FrontMatter;
using Mosaic.Documents.Folders.Markdown;

namespace Mosaic.Documents.Folders.Writing;

/// <summary>Makes a Markdown file of a document, changing of the one that is there what differs and nothing else.</summary>
internal static class MarkdownWriter
{
    /// <param name="json">The document: an object whose "body", if it has one, is a string. What it says under "file" is not written.</param>
    /// <param name="id">Its id.</param>
    /// <param name="pathId">The id that the file's path says.</param>
    /// <param name="old">The file as it is, a byte order mark included; null: there is none.</param>
    /// <exception cref="InvalidDocumentException">The document does not fit a Markdown file.</exception>
    public static byte[] Write(ReadOnlySpan<byte> json, string id, string pathId, string? old)
    {
        if (JsonNode.Parse(json) is not JsonObject document)
        {
            throw Invalid("A Markdown file holds a JSON object.");
        }

        var body = "";
        if (document.TryGetPropertyValue(MarkdownReader.Body, out var text) && text is not null)
        {
            body = text.GetValueKind() == JsonValueKind.String ? text.GetValue<string>() : throw Invalid("The \"body\" of a Markdown file is a string.");
        }

        var marked = old is [Mark, ..];
        old = marked ? old![1..] : old;
        var newLine = old?.AsSpan().IndexOf('\n') is > 0 and var line && old[line - 1] == '\r' ? "\r\n" : "\n"; // as the file's first line ends
        var block = FrontMatterBlock.Find(old ?? "");
        var front = (old ?? "")[block.Start..block.End];
        var before = FrontMatterReader.Read(block.Kind, front, out var error);
        if (error is not null)
        {
            throw Invalid($"The file's own front matter cannot be read and so not changed: {error}");
        }

        var after = new JsonObject();
        foreach (var (name, value) in document)
        {
            if (name is not (MarkdownReader.Body or MarkdownReader.File) && !(name == "id" && !before.ContainsKey("id") && id == pathId))
            {
                after[name] = value?.DeepClone();
            }
        }

        if (JsonNode.DeepEquals(before["id"], JsonValue.Create(id)) || before["id"]?.ToJsonString() == id)
        {
            after["id"] = before["id"]!.DeepClone(); // a number stays one
        }

        if (JsonNode.DeepEquals(before, after))
        {
            return Bytes((old ?? "")[..block.BodyStart] + body);
        }

        var edited = block.Kind switch
        {
            FrontMatterKind.Yaml => YamlEditor.Edit(front, before, after, newLine),
            FrontMatterKind.Toml => TomlEditor.Edit(front, before, after, newLine),
            FrontMatterKind.Json => after.ToJsonString(newLine == "\n" ? Indented : IndentedCrLf) + newLine,
            _ => YamlEditor.Edit("", [], after, newLine),
        };
        if (block.Kind == FrontMatterKind.None)
        {
            return Bytes(after.Count == 0 ? body : $"---{newLine}{edited}---{newLine}{body}");
        }

        return Bytes(old![..block.Start] + edited + old[block.End..block.BodyStart] + body);

        byte[] Bytes(string whole) => Encoding.UTF8.GetBytes(marked ? Mark + whole : whole);
    }

    private const char Mark = '\uFEFF';

    private static readonly JsonSerializerOptions Indented = new(MarkdownReader.Relaxed) { WriteIndented = true, NewLine = "\n" };
    private static readonly JsonSerializerOptions IndentedCrLf = new(Indented) { NewLine = "\r\n" };

    private static InvalidDocumentException Invalid(string message) => new(message)
    {
        Operation = "write",
        Hint = "A document of another shape fits a .json file: FolderFormat.Json.",
    };
}
