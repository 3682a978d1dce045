using System.Text;
using System.Text.Json;

namespace Mosaic.Documents.Folders.Mirror;

/// <summary>A document as one side has it now.</summary>
internal sealed record MirrorSide(long Version, DateTimeOffset ModifiedAt, byte[] Json)
{
    public string Hash { get; } = MirrorState.HashOf(Json);

    /// <returns>null: the side does not have it.</returns>
    public static async ValueTask<MirrorSide?> ReadAsync(IDocumentStore documents, string collection, string id, CancellationToken cancellationToken) =>
        await documents.GetAsync<JsonElement>(collection, id, cancellationToken).ConfigureAwait(false) is { } document
            ? new MirrorSide(document.Version, document.ModifiedAt, Encoding.UTF8.GetBytes(document.Value.GetRawText()))
            : null;
}
