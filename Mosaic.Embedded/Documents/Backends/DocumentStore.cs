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
        await foreach (var found in FindRowsAsync(collection, filter, order, cancellationToken).WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            ThrowIfClosed();
            yield return found;
        }
    }
}
