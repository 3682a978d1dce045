using System.Runtime.CompilerServices;
using System.Text.Json;
using Mosaic.Documents.Catalog;
using Mosaic.Documents.Json;
using Mosaic.Documents.Query;
using Mosaic.Documents.Rows;
using Mosaic.Documents.Serialization;
using Mosaic.Index;
using Mosaic.Storage;
using Mosaic.Storage.Rows;
using Mosaic.Storage.Maintenance;
using Mosaic.Storage.Commit;
using Mosaic.Transactions;

namespace Mosaic.Documents;

/// <summary>The documents of a local store.</summary>
internal sealed partial class EngineDocuments : IDocumentStore
{
    private static readonly WriteOptions Plain = new();
    private static readonly WriteOptions Upserting = new() { Upsert = true };

    private readonly StoreCore _core;
    private readonly WriterFence _fence;
    private readonly SearchIndex _index;

    public EngineDocuments(
        StoreCore core, CollectionCatalog catalog, SearchIndex index, RecentWrites recent, WriterFence fence, MosaicOptions options)
    {
        _core = core;
        _fence = fence;
        _index = index;
        Catalog = catalog;
        Writer = new DocumentWriter(Catalog, recent, index.Written);
        Finder = new DocumentFinder(core.Rows, Catalog, core.Clock);
        Serializer = new DocumentSerializer(options.Json);
    }

    public string Name => "local";

    public JsonSerializerOptions JsonOptions => Serializer.Options;

    public CollectionCatalog Catalog { get; }

    public DocumentWriter Writer { get; }

    public ExpiryTable Expiry => new(RowTable.Expiry, Writer.Expire);

    public DocumentFinder Finder { get; }

    public DocumentSerializer Serializer { get; }

    public ValueTask<T?> ReadAsync<T>(string collection, string id, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Row(collection, id, cancellationToken) is { } row ? Serializer.Deserialize<T>(row.Json.Span, collection, id) : default);

    public ValueTask<Document<T>?> GetAsync<T>(string collection, string id, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Row(collection, id, cancellationToken) is { } row ? Serializer.ToDocument<T>(id, row, collection) : null);

    public ValueTask<ReadOnlyMemory<byte>?> GetJsonAsync(string collection, string id, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Row(collection, id, cancellationToken)?.Json);

    public async IAsyncEnumerable<T> FindAsync<T>(
        string collection, Filter? filter = null, FindOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var found in FindRowsAsync(collection, filter, options, cancellationToken).ConfigureAwait(false))
        {
            yield return Serializer.Deserialize<T>(found.Row.Json.Span, collection, found.Id);
        }
    }

    public async IAsyncEnumerable<Document<T>> FindDocumentsAsync<T>(
        string collection, Filter? filter = null, FindOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var found in FindRowsAsync(collection, filter, options, cancellationToken).ConfigureAwait(false))
        {
            yield return Serializer.ToDocument<T>(found.Id, found.Row, collection);
        }
    }

    public async IAsyncEnumerable<Document<ReadOnlyMemory<byte>>> FindJsonAsync(
        string collection, Filter? filter = null, FindOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var found in FindRowsAsync(collection, filter, options, cancellationToken).ConfigureAwait(false))
        {
            yield return new Document<ReadOnlyMemory<byte>>(found.Id, found.Row.Version, found.Row.ModifiedAt, found.Row.Json);
        }
    }

    public async ValueTask<T?> FindOneAsync<T>(string collection, Filter filter, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        await foreach (var found in FindRowsAsync(collection, filter, null, cancellationToken).ConfigureAwait(false))
        {
            return Serializer.Deserialize<T>(found.Row.Json.Span, collection, found.Id);
        }

        return default;
    }

    public async ValueTask<long> CountAsync(string collection, Filter? filter = null, CancellationToken cancellationToken = default)
    {
        Enter(collection, cancellationToken);
        if (filter is null)
        {
            return Catalog.Find(collection) is { } info ? _core.Counters[info.Counter] - Finder.CountExpired(info) : 0;
        }

        var count = 0L;
        await foreach (var _ in FindRowsAsync(collection, filter, null, cancellationToken).ConfigureAwait(false))
        {
            count++;
        }

        return count;
    }

    public async IAsyncEnumerable<string> ListCollectionsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        _core.Health.ThrowIfClosed();
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (var collection in Catalog.All)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return collection.Name;
        }
    }

    internal void Enter(string collection, CancellationToken cancellationToken)
    {
        CollectionName.Validate(collection);
        cancellationToken.ThrowIfCancellationRequested();
        _core.Health.ThrowIfClosed();
    }

    internal DateTimeOffset Now() => _core.Clock.Now();

    private DocumentRow? Row(string collection, string id, CancellationToken cancellationToken)
    {
        Enter(collection, cancellationToken);
        DocumentId.Validate(id);
        return Finder.Get(collection, id);
    }

    private IAsyncEnumerable<FoundDocument> FindRowsAsync(string collection, Filter? filter, FindOptions? options, CancellationToken cancellationToken) =>
        WatchedAsync(collection, () => Finder.FindAsync(collection, filter, options), cancellationToken);

    private async IAsyncEnumerable<FoundDocument> WatchedAsync(
        string collection, Func<IAsyncEnumerable<FoundDocument>> find, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Enter(collection, cancellationToken);
        await foreach (var found in find().WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            _core.Health.ThrowIfClosed();
            yield return found;
        }
    }

    internal ValueTask<T> WriteAsync<T>(string collection, Func<UnitContext, T> prepare, CancellationToken cancellationToken)
    {
        var pass = _fence.PassAsync(collection, cancellationToken);
        return pass.IsCompletedSuccessfully && Catalog.Find(collection) is not { HasTexts: true }
            ? _core.CommitAsync(new DelegateUnit<T>(prepare), cancellationToken)
            : WriteLaterAsync(pass, collection, prepare, cancellationToken);
    }

    private async ValueTask<T> WriteLaterAsync<T>(ValueTask pass, string collection, Func<UnitContext, T> prepare, CancellationToken cancellationToken)
    {
        await pass.ConfigureAwait(false);
        if (Catalog.Find(collection) is { HasTexts: true })
        {
            await _index.Lag.PassAsync(cancellationToken).ConfigureAwait(false);
        }

        return await _core.CommitAsync(new DelegateUnit<T>(prepare), cancellationToken).ConfigureAwait(false);
    }
}
