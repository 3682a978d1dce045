using Mosaic.Backends;
using Mosaic.Documents.Serialization;
using Mosaic.Index;
using Mosaic.Memory.Rows;
using Mosaic.Memory.Search;
using Mosaic.Memory.Vectors;
using Mosaic.Storage;
using Mosaic.Storage.Commit;
using Mosaic.Storage.Maintenance;
using Mosaic.Storage.Rows;

namespace Mosaic.Memory;

/// <summary>What every view of one store's memory shares.</summary>
internal sealed class MemoryParts(
    StoreCore core, SearchIndex index, SearchableRows rows, DocumentSerializer serializer, EngineVectors? vectors, MosaicOptions options)
{
    public StoreCore Core => core;

    public SearchIndex Index => index;

    public DocumentSerializer Serializer => serializer;

    public MemoryDrafts Drafts { get; } = new(serializer.Options);

    /// <summary>A search names its user.</summary>
    public bool RequireUser => options.RequireUser;

    /// <value>null: keywords only.</value>
    public EngineVectors? Vectors => vectors;

    public InsightWriter Insights { get; } = new(index.Written);

    public ExpiryTable Expiry => new(RowTable.InsightExpiry, Insights.Expire);

    public SessionWriter Sessions { get; } = new(index.Written);

    public MemorySearch Search { get; } = new(core, index, rows, vectors, options.Fusion);

    /// <summary>For calls that name no user: only a bound view may make them where the store requires one.</summary>
    /// <exception cref="MosaicException">The store requires a user, and the view is bound to none.</exception>
    public void RequireUserOf(UserScope scope, string operation) => scope.RequireUser(RequireUser, operation);

    public void Enter(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        core.Health.ThrowIfClosed();
    }

    public ValueTask<T> WriteAsync<T>(Func<UnitContext, T> prepare, CancellationToken cancellationToken) =>
        core.CommitAsync(new DelegateUnit<T>(prepare), cancellationToken);

    /// <summary>As <see cref="WriteAsync{T}"/>, for what the index has to take up: it waits while that is far behind.</summary>
    public async ValueTask<T> WriteSearchableAsync<T>(Func<UnitContext, T> prepare, CancellationToken cancellationToken)
    {
        core.Health.ThrowIfUnwritable();
        await index.Lag.PassAsync(cancellationToken).ConfigureAwait(false);
        return await core.CommitAsync(new DelegateUnit<T>(prepare), cancellationToken).ConfigureAwait(false);
    }
}
