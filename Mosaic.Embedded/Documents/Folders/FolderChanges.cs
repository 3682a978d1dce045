using Mosaic.Documents.Folders.Files;

namespace Mosaic.Documents.Folders;

/// <summary>The index's feed without what the index notes of files.</summary>
internal sealed class FolderChanges(IChangeFeed feed) : IChangeFeed
{
    public IAsyncEnumerable<Change> ReadAsync(string? cursor = null, CancellationToken cancellationToken = default) =>
        feed.ReadAsync(cursor, cancellationToken).Where(static change => change.Collection != FolderIndex.Files);

    public ValueTask<string> GetHeadAsync(CancellationToken cancellationToken = default) => feed.GetHeadAsync(cancellationToken);
}
