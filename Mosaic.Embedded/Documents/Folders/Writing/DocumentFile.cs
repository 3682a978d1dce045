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
        var bytes = FolderScan.IsMarkdown(path) ? WriteMarkdown(path, json, id, pathId, old) : WriteJson(path, json, old);
        return bytes.Length <= FileReader.MaxBytes(path) ? bytes : throw Invalid(path, $"it would be {bytes.Length} bytes long; the most is {FileReader.MaxBytes(path)}", OtherKind);
    }

    public static InvalidDocumentException NotWhole(string path, string problem) =>
        Invalid(path, $"it was not read whole, and what it says would be lost. {problem}", "Mend the file by hand, or delete it.");

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

        return MarkdownWriter.Write(document, body, id, pathId, before);
    }

    private static byte[] WriteJson(string path, ReadOnlySpan<byte> json, byte[]? old) =>
        old is not null && FileReader.ReadJson(path, "", old).Problem is { } problem ? throw NotWhole(path, problem) : json.ToArray();

    private static InvalidDocumentException Invalid(string path, string why, string hint) =>
        new($"The file '{path}' cannot be written: {why}.") { Operation = "write", Target = path, Hint = hint };
}
