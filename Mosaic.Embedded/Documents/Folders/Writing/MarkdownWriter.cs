using System.Text;
using System.Text.Json.Nodes;
using Mosaic.Documents.Folders.FrontMatter;
using Mosaic.Documents.Folders.Markdown;

namespace Mosaic.Documents.Folders.Writing;

/// <summary>Makes a Markdown file of a document, changing of the one that is there what differs and nothing else.</summary>
internal static class MarkdownWriter
{
    /// <param name="document">The document; what it says under "file" is not written.</param>
    /// <param name="body">Its text.</param>
    /// <param name="id">Its id.</param>
    /// <param name="pathId">The id that the file's path says.</param>
    /// <param name="old">The file as it is, read whole; null: there is none.</param>
    /// <exception cref="InvalidDocumentException">The document does not fit the file's front matter.</exception>
    public static byte[] Write(JsonObject document, string body, string id, string pathId, MarkdownText? old)
    {
        var text = old?.Text ?? "";
        var newLine = text.AsSpan().IndexOf('\n') is > 0 and var line && text[line - 1] == '\r' ? "\r\n" : "\n"; // as the file's first line ends
        var block = old?.Block ?? default;
        var before = old?.Fields ?? [];
        var after = Fields(document, id, pathId, old);
        var head = text[..block.BodyStart];
        if (!JsonNode.DeepEquals(before, after))
        {
            var front = text[block.Start..block.End];
            var edited = block.Kind switch
            {
                FrontMatterKind.Toml => TomlEditor.Edit(front, before, after, newLine),
                FrontMatterKind.Json => JsonLayout.Write(ReadableJson.Of(after), front),
                _ => YamlEditor.Edit(front, before, after, newLine),
            };
            head = block.Kind == FrontMatterKind.None ? $"---{newLine}{edited}---{newLine}" : text[..block.Start] + edited + text[block.End..block.BodyStart];
        }

        if (head.Length == 0 && (body is ['\uFEFF', ..] || FrontMatterBlock.Find(body).Kind != FrontMatterKind.None))
        {
            head = $"---{newLine}---{newLine}"; // else the body's own first lines would be read as something else
        }

        var separator = head.Length > 0 && body.Length > 0 && head[^1] is not ('\r' or '\n') ? newLine : ""; // the file ended with the front matter
        return Encoding.UTF8.GetBytes((old is { IsMarked: true } ? "\uFEFF" : "") + head + separator + body);
    }

    private static JsonObject Fields(JsonObject document, string id, string pathId, MarkdownText? old)
    {
        var fields = new JsonObject();
        if (old is not null && old.Fields.ContainsKey("id") && old.Id == id)
        {
            fields["id"] = old.Fields["id"]?.DeepClone(); // a number stays one
        }
        else if (id != pathId)
        {
            fields["id"] = id;
        }

        foreach (var (name, value) in document)
        {
            if (name is not ("id" or MarkdownReader.Body or MarkdownReader.File))
            {
                fields[name] = value?.DeepClone();
            }
        }

        foreach (var own in (string[])[MarkdownReader.Body, MarkdownReader.File])
        {
            if (old?.Fields.TryGetPropertyValue(own, out var value) is true)
            {
                fields[own] = value?.DeepClone(); // no document says it, so none can have changed it
            }
        }

        return fields;
    }
}
