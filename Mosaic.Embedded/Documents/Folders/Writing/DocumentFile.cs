using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mosaic.Documents.Folders.Files;
using Mosaic.Documents.Folders.Markdown;
using Mosaic.Documents.Json;

namespace Mosaic.Documents.Folders.Writing;

/// <summary>The bytes of a document's file. Every write passes here: what a file says that was not read whole is not lost, and what is written can be read.</summary>
internal static class DocumentFile
{
    private const string OtherKind = "A document of another shape fits a .json file: FolderFormat.Json.";

    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = DocumentLimits.MaxDepth };

    /// <param name="path">The file's path from the root.</param>
    /// <param name="json">The document, valid.</param>
    /// <param name="id">Its id.</param>
    /// <param name="old">The file as it is; null: there is none.</param>
    /// <exception cref="InvalidDocumentException">The file as it is was not read whole, or the document does not fit one.</exception>
    public static byte[] Write(string path, ReadOnlySpan<byte> json, string id, byte[]? old)
    {
        var pathId = FolderPath.Parse(path).Id;
        var bytes = FolderScan.IsMarkdown(path) ? WriteMarkdown(path, json, id, pathId, old) : WriteJson(path, json, id, pathId, old);
        return bytes.Length <= FileReader.MaxBytes(path) ? bytes : throw Invalid(path, $"it would be {bytes.Length} bytes long; the most is {FileReader.MaxBytes(path)}", OtherKind);
    }

    public static InvalidDocumentException NotWhole(string path, string problem) =>
        Invalid(path, $"it was not read whole, and what it says would be lost. {problem.TrimEnd('.')}", "Mend the file by hand, or delete it.");

    private static byte[] WriteMarkdown(string path, ReadOnlySpan<byte> json, string id, string pathId, byte[]? old)
    {
        if (JsonNode.Parse(json, documentOptions: Deep) is not JsonObject document)
        {
            throw Invalid(path, "a Markdown file holds a JSON object", OtherKind);
        }

        var body = "";
        if (document.TryGetPropertyValue(MarkdownReader.Body, out var text) && text is not null)
        {
            body = text.GetValueKind() == JsonValueKind.String ? text.GetValue<string>() : throw Invalid(path, "the \"body\" of a Markdown file is a string", OtherKind);
        }

        var before = old is null ? null : MarkdownText.Read(old, pathId);
        if (before?.WhyNotWhole() is { } problem)
        {
            throw NotWhole(path, problem);
        }

        var bytes = MarkdownWriter.Write(document, body, id, pathId, before);
        if (bytes.Length <= FileReader.MaxBytes(path) && Lost(document, body, id, MarkdownText.Read(bytes, pathId)) is { } lost)
        {
            throw Invalid(path, lost, OtherKind);
        }

        return bytes;
    }

    /// <summary>What the file would not say; null: it says all of the document. A text that is missing or null is an empty one.</summary>
    private static string? Lost(JsonObject document, string body, string id, MarkdownText written)
    {
        if (written.WhyNotWhole() is { } problem)
        {
            return $"it could not be read again. {problem.TrimEnd('.')}";
        }

        if (written.Id != id || document["id"] is { } own && !JsonNode.DeepEquals(own, JsonValue.Create(id)))
        {
            return $"it would not say the id '{id}'";
        }

        if (written.Body != body)
        {
            return "its text would be read as another";
        }

        if (document[MarkdownReader.File] is { } file && !IsComputed(file))
        {
            return "\"file\" is the store's own name in a Markdown file, for what is computed of it";
        }

        var names = document.Select(static it => it.Key).Union(written.Fields.Select(static it => it.Key)).Except(["id", MarkdownReader.Body, MarkdownReader.File]);
        var changed = names.FirstOrDefault(name => !(document.ContainsKey(name) && written.Fields.ContainsKey(name) && JsonNode.DeepEquals(document[name], written.Fields[name])));
        return changed is null ? null : $"its field '{changed[..Math.Min(changed.Length, 100)]}' would be read as another";
    }

    /// <summary>Whether it can be what a document that was read says of its file, rather than a field of the user's.</summary>
    private static bool IsComputed(JsonNode file) => file is JsonObject members && members["path"] switch
    {
        null => members.All(static it => it.Key is "path" or "title" or "headings" or "tags" or "links" or "tasks" or "error"),
        JsonValue path => path.GetValueKind() == JsonValueKind.String && FolderScan.IsDocument(Path.GetFileName(path.GetValue<string>())),
        _ => false,
    };

    private static byte[] WriteJson(string path, ReadOnlySpan<byte> json, string id, string pathId, byte[]? old)
    {
        if (old is not null && FileReader.ReadJson(path, pathId, old).Problem is { } problem)
        {
            throw NotWhole(path, problem);
        }

        var bytes = id == pathId ? json.ToArray() : JsonDocumentEditor.WithId(json, id); // a name too long for a file is known from there alone
        bytes = old is null ? bytes : Encoding.UTF8.GetBytes(JsonLayout.Write(Encoding.UTF8.GetString(bytes), Encoding.UTF8.GetString(old)));
        return FileReader.ReadJson(path, pathId, bytes) is { Problem: null } read && read.Id == id ? bytes : throw Invalid(path, $"it would not say the id '{id}'", OtherKind);
    }

    private static InvalidDocumentException Invalid(string path, string why, string hint) =>
        new($"The file '{path}' cannot be written: {why}.") { Operation = "write", Target = path, Hint = hint };
}
