using Mosaic.Backends;
using Mosaic.Documents.Folders.Files;
using Mosaic.Documents.Folders.Writing;
using Mosaic.Documents.Rows;

namespace Mosaic;

/// <content>What a mirror asks and does beyond the interface.</content>
public sealed partial class FolderDocumentStore
{
    /// <summary>The kind of a document's file; null: it has none.</summary>
    internal FolderFormat? FormatOf(string collection, string id) =>
        PathOf(collection, id) is { } path ? FolderScan.IsMarkdown(path) ? FolderFormat.Markdown : FolderFormat.Json : null;

    /// <summary>The path of a document's file from the root, with /; null: it has none.</summary>
    internal string? PathOf(string collection, string id) => _index.PathOf(collection, id);

    /// <summary>When a document's file was written last, as the file system tells it; null: it has none.</summary>
    internal DateTimeOffset? WrittenAt(string collection, string id) =>
        PathOf(collection, id) is { } path && _index.StateOf(path) is { Ticks: > 0 } state ? new DateTimeOffset(state.Ticks, TimeSpan.Zero) : null;

    /// <summary>Whether a file claims the id and was left out: of another file's id, or of a unique index.</summary>
    internal bool IsLeftOut(string collection, string id) => _index.IsClaimed(collection, id);

    /// <summary>Whether there is any document's file now.</summary>
    internal bool HoldsDocuments() => Directory.Exists(Folder) && FolderScan.Run(Folder).Count > 0;

    /// <summary>As <see cref="PutJsonAsync(string, string, ReadOnlyMemory{byte}, WriteOptions, CancellationToken)"/>; the file, if there is none yet, is of a given kind.</summary>
    /// <returns>The document as the file says it.</returns>
    internal async ValueTask<DocumentRow> PutRowAsync(
        string collection, string id, ReadOnlyMemory<byte> utf8Json, WriteOptions options, FolderFormat? newFile, CancellationToken cancellationToken)
    {
        var json = PrepareJson(collection, id, utf8Json, cancellationToken);
        var row = await WriteOneAsync(collection, Putting(collection, id, json, options) with { NewFile = newFile }, cancellationToken).ConfigureAwait(false);
        return row!.Value;
    }

    /// <summary>Deletes a document as it was compared.</summary>
    /// <exception cref="ConflictException">It is of another version, or its file was edited meanwhile.</exception>
    internal ValueTask<bool> DeleteAsync(string collection, string id, WriteOptions compared, CancellationToken cancellationToken)
    {
        Enter(collection, id, cancellationToken);
        var plans = 0;
        return CommitAsync(collection, [id], Plan, static rows => rows.Count > 0, cancellationToken);

        List<PlannedWrite> Plan()
        {
            if (Live(collection, id) is { } live)
            {
                DocumentRules.Check(collection, id, live.ToStored(id), ++plans == 1 ? compared : new WriteOptions { ExpectedVersion = -1 }); // planned again: it was edited
            }

            return Deleting(collection, [id]);
        }
    }
}
