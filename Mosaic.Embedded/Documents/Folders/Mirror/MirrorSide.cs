using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mosaic.Documents.Folders.Markdown;
using Mosaic.Documents.Rows;

namespace Mosaic.Documents.Folders.Mirror;

/// <summary>A document as one side has it now.</summary>
internal sealed record MirrorSide(long Version, DateTimeOffset ModifiedAt, byte[] Json)
{
    private readonly Lazy<string> _content = new(() => MirrorState.HashOf(ContentOf(Json)));

    public string Hash { get; } = MirrorState.HashOf(Json);

    /// <summary>The hash of what is mirrored: the same for a document and for the Markdown file that was written of it.</summary>
    public string Content => _content.Value;

    public static MirrorSide Of(in DocumentRow row) => new(row.Version, row.ModifiedAt, row.Json.ToArray());

    /// <summary>For a write to the side as it was compared.</summary>
    /// <param name="side">null: it did not have the document.</param>
    public static WriteOptions Expecting(MirrorSide? side) => new() { ExpectedVersion = side?.Version ?? 0, ExpectedModifiedAt = side?.ModifiedAt };

    /// <returns>null: the side does not have it.</returns>
    public static async ValueTask<MirrorSide?> ReadAsync(IDocumentStore documents, string collection, string id, CancellationToken cancellationToken) =>
        await documents.GetAsync<JsonElement>(collection, id, cancellationToken).ConfigureAwait(false) is { } document
            ? new MirrorSide(document.Version, document.ModifiedAt, Encoding.UTF8.GetBytes(document.Value.GetRawText()))
            : null;

    /// <summary>Whether this, as a file, says all that the document does. What is computed may differ, not what only looks like it.</summary>
    public bool Holds(MirrorSide document) =>
        Hash == document.Hash || (Content == document.Content && JsonNode.Parse(document.Json) is JsonObject json && (!json.TryGetPropertyValue(MarkdownReader.File, out var computed) || (computed is JsonObject file && file.ContainsKey("path"))));

    /// <summary>Without the id and what is computed of a file; the members in order, a body in any case.</summary>
    private static byte[] ContentOf(byte[] json)
    {
        if (JsonNode.Parse(json) is not JsonObject document)
        {
            return json;
        }

        var content = new SortedDictionary<string, string>(StringComparer.Ordinal) { [MarkdownReader.Body] = "\"\"" };
        foreach (var (name, value) in document)
        {
            if (name is not ("id" or MarkdownReader.File))
            {
                content[name] = value?.ToJsonString(MarkdownReader.Relaxed) ?? "null";
            }
        }

        return JsonSerializer.SerializeToUtf8Bytes(content.SelectMany(static it => new[] { it.Key, it.Value }).ToArray(), MirrorJson.Default.StringArray);
    }
}
