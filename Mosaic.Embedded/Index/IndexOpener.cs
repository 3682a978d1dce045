using Lucene.Net.Store;
using Microsoft.Extensions.Logging;
using Mosaic.Memory.Search;
using Mosaic.Storage;

namespace Mosaic.Index;

/// <summary>
/// Opens the index that lies beside the store when it is sound and of this store's history; otherwise begins one and fills it
/// from the rows. A store in memory has its index there; so has one opened for reading only whose index is not its newest state.
/// </summary>
/// <param name="core">The store.</param>
/// <param name="rows">What is searchable.</param>
/// <param name="folder">null: in memory.</param>
/// <param name="readOnly">Nothing is written into the folder.</param>
/// <param name="logger">Told why an index is built anew.</param>
internal sealed class IndexOpener(StoreCore core, SearchableRows rows, string? folder, bool readOnly, ILogger logger)
{
    /// <summary>Its commits last.</summary>
    public bool IsDurable => folder is not null && !readOnly;

    /// <param name="anew">Does not look at what is there.</param>
    /// <param name="mergeFailed">Told on another thread.</param>
    /// <param name="stopping">Asked now and then: true gives up.</param>
    /// <param name="built">Whether it was built from the rows.</param>
    public LuceneIndex Open(bool anew, Action<Exception> mergeFailed, Func<bool> stopping, out bool built)
    {
        built = false;
        if (!anew && TryOpen(mergeFailed) is { } existing)
        {
            return existing;
        }

        built = true;
        var index = LuceneIndex.Create(CreateDirectory(), mergeFailed);
        try
        {
            new IndexRebuilder(core, rows, index).Run(stopping);
            return index;
        }
        catch
        {
            index.Dispose();
            throw;
        }
    }

    private LuceneIndex? TryOpen(Action<Exception> mergeFailed)
    {
        if (folder is null || IndexFiles.PeekMark(folder) is null)
        {
            return null;
        }

        LuceneIndex? index = null;
        try
        {
            IndexFiles.Verify(folder);
            index = LuceneIndex.OpenExisting(OpenDirectory(folder), mergeFailed);
            if (index.Mark.IsOf(core) && (!readOnly || index.Mark.Sequence == core.Rows.Visible))
            {
                return index;
            }

            logger.LogInformation("The search index '{Folder}' is not of this state of the store; it is built anew.", folder);
        }
        catch (Exception exception) when (exception is not MosaicException)
        {
            // Damage shows in any exception; what the index had is in the rows.
            logger.LogWarning(exception, "The search index '{Folder}' cannot be read; it is built anew.", folder);
        }

        index?.Dispose();
        return null;
    }

    private Lucene.Net.Store.Directory CreateDirectory()
    {
        if (folder is null || readOnly)
        {
            return new RAMDirectory();
        }

        IndexFiles.Clear(folder);
        return OpenDirectory(folder);
    }

    /// <summary>The store's own lock keeps others out.</summary>
    private static FSDirectory OpenDirectory(string path) => FSDirectory.Open(new DirectoryInfo(path), NoLockFactory.GetNoLockFactory());
}
