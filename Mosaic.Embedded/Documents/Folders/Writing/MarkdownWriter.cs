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
    /// <param name="old">The file as it is; null: there is none.</param>
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
            return Encoding.UTF8.GetBytes((old ?? "")[..block.BodyStart] + body);
        }

        var edited = block.Kind switch
        {
            FrontMatterKind.Yaml => YamlEditor.Edit(front, before, after),
            FrontMatterKind.Toml => TomlEditor.Edit(front, before, after),
            FrontMatterKind.Json => after.ToJsonString(Indented) + "\n",
            _ => YamlEditor.Edit("", [], after),
        };
        if (block.Kind == FrontMatterKind.None)
        {
            return Encoding.UTF8.GetBytes(after.Count == 0 ? body : $"---\n{edited}---\n{body}");
        }

        return Encoding.UTF8.GetBytes(old![..block.Start] + edited + old[block.End..block.BodyStart] + body);
    }

    private static readonly JsonSerializerOptions Indented = new(MarkdownReader.Relaxed) { WriteIndented = true };

    private static InvalidDocumentException Invalid(string message) => new(message)
    {
        Operation = "write",
        Hint = "A document of another shape fits a .json file: FolderFormat.Json.",
    };
}
