using System.Runtime.CompilerServices;
using System.Text.Json;
using Mosaic.Documents.Json;

namespace Mosaic.Backends;

/// <summary>
/// A store of documents over a backend's own rows: what is the same for each of them (serializing, validating, the rules of a write,
/// query texts) is here, and a backend reads, finds and applies.
/// </summary>
/// <remarks>Every method that a backend overrides is called with a collection and ids that are valid, and after <see cref="ThrowIfClosed"/>.</remarks>
public abstract partial class DocumentStore : IDocumentStore
{
    /// <param name="options">How values become JSON.</param>
    protected DocumentStore(JsonSerializerOptions options)
    {
        Serializer = new DocumentSerializer(options);
    }

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public JsonSerializerOptions JsonOptions => Serializer.Options;

    /// <summary>Between the caller's types and a document's bytes.</summary>
    protected internal DocumentSerializer Serializer { get; }

#pragma warning disable VSTHRD103 // it has completed
    /// <inheritdoc/>
    public ValueTask<T?> ReadAsync<T>(string collection, string id, CancellationToken cancellationToken = default)
    {
        var found = RowAsync(collection, id, cancellationToken);
        return found.IsCompletedSuccessfully ? ValueTask.FromResult(Read(found.Result)) : WaitAsync(found);

        T? Read(StoredDocument? row) => row is { } document ? Serializer.Deserialize<T>(document.Json.Span, collection, id) : default;

        async ValueTask<T?> WaitAsync(ValueTask<StoredDocument?> found) => Read(await found.ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public ValueTask<Document<T>?> GetAsync<T>(string collection, string id, CancellationToken cancellationToken = default)
    {
        var found = RowAsync(collection, id, cancellationToken);
        return found.IsCompletedSuccessfully ? ValueTask.FromResult(Read(found.Result)) : WaitAsync(found);

        Document<T>? Read(StoredDocument? row) => row is { } document ? Serializer.ToDocument<T>(document, collection) : null;

        async ValueTask<Document<T>?> WaitAsync(ValueTask<StoredDocument?> found) => Read(await found.ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> GetJsonAsync(string collection, string id, CancellationToken cancellationToken = default)
    {
        var found = RowAsync(collection, id, cancellationToken);
        return found.IsCompletedSuccessfully ? ValueTask.FromResult(found.Result?.Json) : WaitAsync(found);

        static async ValueTask<ReadOnlyMemory<byte>?> WaitAsync(ValueTask<StoredDocument?> found) => (await found.ConfigureAwait(false))?.Json;
    }
#pragma warning restore VSTHRD103

    /// <inheritdoc/>
    public async IAsyncEnumerable<T> FindAsync<T>(
        string collection, Filter? filter = null, FindOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var found in FindRowsAsync(collection, filter, options, cancellationToken).ConfigureAwait(false))
        {
            yield return Serializer.Deserialize<T>(found.Json.Span, collection, found.Id);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<Document<T>> FindDocumentsAsync<T>(
        string collection, Filter? filter = null, FindOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var found in FindRowsAsync(collection, filter, options, cancellationToken).ConfigureAwait(false))
        {
            yield return Serializer.ToDocument<T>(found, collection);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<Document<ReadOnlyMemory<byte>>> FindJsonAsync(
        string collection, Filter? filter = null, FindOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var found in FindRowsAsync(collection, filter, options, cancellationToken).ConfigureAwait(false))
        {
            yield return new Document<ReadOnlyMemory<byte>>(found.Id, found.Version, found.ModifiedAt, found.Json);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<T?> FindOneAsync<T>(string collection, Filter filter, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        await foreach (var found in FindRowsAsync(collection, filter, new FindOptions { Limit = 1 }, cancellationToken).ConfigureAwait(false))
        {
            return Serializer.Deserialize<T>(found.Json.Span, collection, found.Id);
        }

        return default;
    }

    /// <inheritdoc/>
    public ValueTask<long> CountAsync(string collection, Filter? filter = null, CancellationToken cancellationToken = default)
    {
        Enter(collection, cancellationToken);
        return CountRowsAsync(collection, filter, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask EnsureIndexAsync(string collection, string path, bool unique = false, CancellationToken cancellationToken = default)
    {
        Enter(collection, cancellationToken);
        return EnsureIndexAsync(collection, new DocumentIndex(path, unique), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask EnsureTextIndexAsync(string collection, IEnumerable<string> paths, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        Enter(collection, cancellationToken);
        string[] declared = [.. paths.Distinct(StringComparer.Ordinal)];
        ArgumentOutOfRangeException.ThrowIfZero(declared.Length, nameof(paths));
        Array.ForEach(declared, static path => JsonPath.Parse(path));
        return EnsureTextsAsync(collection, declared, cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListCollectionsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ThrowIfClosed();
        await foreach (var name in ListAsync(cancellationToken).ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return name;
        }
    }

    /// <summary>The units that an import of JSON Lines is best written in: how many documents and bytes at most.</summary>
    protected internal virtual (int Documents, int Bytes) ImportUnit => (1_000, 1 << 20);

    /// <summary>What each operation on a collection begins with.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <exception cref="InvalidDocumentException">The name breaks a rule.</exception>
    protected internal void Enter(string collection, CancellationToken cancellationToken)
    {
        CollectionName.Validate(collection);
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfClosed();
    }

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

    private ValueTask<StoredDocument?> RowAsync(string collection, string id, CancellationToken cancellationToken)
    {
        Enter(collection, cancellationToken);
        DocumentId.Validate(id);
        return GetRowAsync(collection, id, cancellationToken);
    }

    private async IAsyncEnumerable<StoredDocument> FindRowsAsync(
        string collection, Filter? filter, FindOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var found in WatchedAsync(collection, filter, DocumentOrder.Of(options), cancellationToken).ConfigureAwait(false))
        {
            yield return found;
        }
    }

    private async IAsyncEnumerable<StoredDocument> WatchedAsync(
        string collection, Filter? filter, DocumentOrder order, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Enter(collection, cancellationToken);
        await foreach (var found in FindRowsAsync(collection, filter, order, cancellationToken).ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            ThrowIfClosed();
            yield return found;
        }
    }
}
