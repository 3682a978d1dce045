using System.Runtime.CompilerServices;
using Mosaic.Backends;
using Mosaic.Documents.Catalog;
using Mosaic.Documents.Query;
using Mosaic.Documents.Rows;
using Mosaic.Index;
using Mosaic.Storage;
using Mosaic.Storage.Commit;
using Mosaic.Storage.Maintenance;
using Mosaic.Storage.Rows;
using Mosaic.Transactions;

namespace Mosaic.Documents;

/// <summary>The documents of a local store.</summary>
internal sealed partial class EngineDocuments : DocumentStore
{
    private readonly StoreCore _core;
    private readonly WriterFence _fence;
    private readonly SearchIndex _index;

    public EngineDocuments(
        StoreCore core, CollectionCatalog catalog, SearchIndex index, RecentWrites recent, WriterFence fence, MosaicOptions options)
        : base(options.Json)
    {
        _core = core;
        _fence = fence;
        _index = index;
        Catalog = catalog;
        Writer = new DocumentWriter(Catalog, recent, index.Written);
        Finder = new DocumentFinder(core.Rows, Catalog, core.Clock);
    }

    public override string Name => "local";

    public CollectionCatalog Catalog { get; }

    public DocumentWriter Writer { get; }

    public ExpiryTable Expiry => new(RowTable.Expiry, Writer.Expire);

    public DocumentFinder Finder { get; }

    protected internal override DateTimeOffset Now() => _core.Clock.Now();

    internal void RequireOpen() => _core.Health.ThrowIfClosed();

    protected override void ThrowIfClosed() => RequireOpen();

    protected override ValueTask<StoredDocument?> GetRowAsync(string collection, string id, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Finder.Get(collection, id)?.ToStored(id));

    protected override IAsyncEnumerable<StoredDocument> FindRowsAsync(
        string collection, Filter? filter, DocumentOrder order, CancellationToken cancellationToken) => Finder.FindAsync(collection, filter, order);

    protected override async ValueTask<long> CountRowsAsync(string collection, Filter? filter, CancellationToken cancellationToken)
    {
        if (filter is null)
        {
            return KeptCount(collection);
        }

        var count = 0L;
        await foreach (var _ in Finder.FindAsync(collection, filter).WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            _core.Health.ThrowIfClosed();
            count++;
        }

        return count;
    }

    protected override ValueTask<QueryPlan> ExplainRowsAsync(string collection, Filter? filter, DocumentOrder order, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Finder.Explain(collection, filter, KeptCount(collection), order.SortTerms, FindOrder.Kept(order.Skip, order.Limit)));

    protected override async IAsyncEnumerable<string> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (var collection in Catalog.All)
        {
            yield return collection.Name;
        }
    }

    protected override ValueTask<StoredDocument?> WriteAsync(string collection, DocumentWrite write, CancellationToken cancellationToken) =>
        CommitAsync(collection, new DocumentUnit(Writer, collection, write), cancellationToken);

    protected override ValueTask<long> WriteManyAsync(string collection, IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken) =>
        WriteAsync(collection, context => writes.LongCount(write => Writer.Apply(context, collection, write) is not null), cancellationToken);

    internal ValueTask<T> WriteAsync<T>(string collection, Func<UnitContext, T> prepare, CancellationToken cancellationToken) =>
        CommitAsync(collection, new DelegateUnit<T>(prepare), cancellationToken);

    private ValueTask<T> CommitAsync<T>(string collection, WriteUnit<T> unit, CancellationToken cancellationToken)
    {
        var pass = _fence.PassAsync(collection, cancellationToken);
        return pass.IsCompletedSuccessfully && Catalog.Find(collection) is not { HasTexts: true }
            ? _core.CommitAsync(unit, cancellationToken)
            : CommitLaterAsync(pass, collection, unit, cancellationToken);
    }

    private async ValueTask<T> CommitLaterAsync<T>(ValueTask pass, string collection, WriteUnit<T> unit, CancellationToken cancellationToken)
    {
        await pass.ConfigureAwait(false);
        if (Catalog.Find(collection) is { HasTexts: true })
        {
            await _index.Lag.PassAsync(cancellationToken).ConfigureAwait(false);
        }

        return await _core.CommitAsync(unit, cancellationToken).ConfigureAwait(false);
    }

    private long KeptCount(string collection) => Catalog.Find(collection) is { } info ? _core.Counters[info.Counter] - Finder.CountExpired(info) : 0;
}
