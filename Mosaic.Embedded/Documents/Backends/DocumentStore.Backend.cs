namespace Mosaic.Backends;

/// <content>What a backend does.</content>
public abstract partial class DocumentStore
{
    /// <summary>The units that an import of JSON Lines is best written in: how many documents and bytes at most.</summary>
    protected internal virtual (int Documents, int Bytes) ImportUnit => (1_000, 1 << 20);

    /// <summary>The time that new ids bear.</summary>
    protected internal abstract DateTimeOffset Now();

    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    protected abstract void ThrowIfClosed();

    /// <summary>Reads a document.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>null: it is absent, or has expired.</returns>
    protected abstract ValueTask<StoredDocument?> GetRowAsync(string collection, string id, CancellationToken cancellationToken);

    /// <summary>Finds documents: those that are there and unchanged throughout exactly once, without holding anything while the caller is at one.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="filter">Which; null: all.</param>
    /// <param name="order">In which order, and which part.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    protected abstract IAsyncEnumerable<StoredDocument> FindRowsAsync(string collection, Filter? filter, DocumentOrder order, CancellationToken cancellationToken);

    /// <summary>Counts documents.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="filter">Which; null: all.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    protected abstract ValueTask<long> CountRowsAsync(string collection, Filter? filter, CancellationToken cancellationToken);

    /// <summary>The names of the collections.</summary>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    protected abstract IAsyncEnumerable<string> ListAsync(CancellationToken cancellationToken);

    /// <summary>Applies a write, as a unit.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="write">The write.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>The document as it was written; of a delete as it was, its JSON perhaps left out; null: there was nothing to do.</returns>
    /// <exception cref="DuplicateKeyException">The id, or a value of a unique index, is taken.</exception>
    /// <exception cref="ConflictException">The document as it is does not allow the write.</exception>
    protected abstract ValueTask<StoredDocument?> WriteAsync(string collection, DocumentWrite write, CancellationToken cancellationToken);

    /// <summary>Applies writes in their order, as one unit: all or none. An id may come more than once.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="writes">The writes.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>How many had something to do.</returns>
    /// <exception cref="DuplicateKeyException">An id, or a value of a unique index, is taken.</exception>
    /// <exception cref="ConflictException">A document as it is does not allow its write.</exception>
    protected abstract ValueTask<long> WriteManyAsync(string collection, IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken);

    /// <summary>Says how a search would go.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="filter">Which documents; null: all.</param>
    /// <param name="order">In which order, and which part.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    protected abstract ValueTask<QueryPlan> ExplainRowsAsync(string collection, Filter? filter, DocumentOrder order, CancellationToken cancellationToken);

    /// <summary>Declares an index and completes once it covers the collection.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="index">The index.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="DuplicateKeyException">It is to be unique and two documents have the same value; then it is not declared.</exception>
    /// <exception cref="MosaicException">There is one over the path of the other kind.</exception>
    protected abstract ValueTask EnsureIndexAsync(string collection, DocumentIndex index, CancellationToken cancellationToken);

    /// <summary>Declares texts for search and completes once it finds those that are there.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="paths">The paths, each once.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    protected abstract ValueTask EnsureTextsAsync(string collection, IReadOnlyList<string> paths, CancellationToken cancellationToken);

    /// <summary>Refuses more texts than a collection may have.</summary>
    /// <param name="count">How many it is to have.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are too many.</exception>
    protected static void RequireFewTexts(int count)
    {
        const int TextPathsMax = 64;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, TextPathsMax, "paths");
    }
}
