using Mosaic.Documents.Rows;
using Mosaic.Storage.Commit;

namespace Mosaic.Documents.Folders.Writing;

/// <summary>A write to one document's file and to the index.</summary>
/// <param name="Id">The document.</param>
/// <param name="Json">What is to stand there; null: it is deleted.</param>
/// <param name="Write">Writes the document, as its file will say it, into the index. Called on the write loop; what it throws refuses the whole unit.</param>
internal sealed record PlannedWrite(string Id, byte[]? Json, Func<UnitContext, byte[], DocumentRow?> Write)
{
    /// <summary>When the document expires.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The kind of its file, if it has none yet; null: as the folder's new documents.</summary>
    public FolderFormat? NewFile { get; init; }
}
