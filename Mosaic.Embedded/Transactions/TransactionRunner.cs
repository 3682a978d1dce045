using Mosaic.Backends;
using Mosaic.Channels;
using Mosaic.Documents;
using Mosaic.Memory;
using Mosaic.Queue;
using Mosaic.Storage;
using Mosaic.Storage.Commit;

namespace Mosaic.Transactions;

/// <summary>Transactions of a local store: the write loop checks in commit order that everything that was read still holds and then
/// commits all writes as one unit.</summary>
internal sealed class TransactionRunner(
    StoreCore core, EngineDocuments documents, EngineQueue queue, MemoryParts memory, EngineChannels channels, RecentWrites recent, WriterFence fence)
    : OptimisticTransactions<EngineTransaction>
{
    protected override void ThrowIfUnwritable() => core.Health.ThrowIfUnwritable();

    protected override void Started() => recent.Watch();

    protected override void Ended() => recent.Unwatch();

    protected override EngineTransaction Begin() => new(documents, queue, memory, new TransactionScope(new ReadSet(core.Rows, documents, recent)));

    protected override void End(EngineTransaction attempt) => attempt.Scope.End();

    protected override IReadOnlySet<string> CollectionsOf(EngineTransaction attempt) => attempt.Scope.Reads.Collections;

    protected override ValueTask<bool> IsStaleAsync(EngineTransaction attempt, CancellationToken cancellationToken) => ValueTask.FromResult(IsStale(attempt));

    protected override async ValueTask<bool> TryCommitAsync(EngineTransaction attempt, CancellationToken cancellationToken)
    {
        if (IsStale(attempt))
        {
            return false;
        }

        foreach (var collection in attempt.Scope.WrittenCollections)
        {
            await fence.PassAsync(collection, cancellationToken).ConfigureAwait(false);
        }

        if (attempt.Scope.WritesMemory || attempt.Scope.WrittenCollections.Any(name => documents.Catalog.Find(name) is { HasTexts: true }))
        {
            await memory.Index.Lag.PassAsync(cancellationToken).ConfigureAwait(false);
        }

        var unit = new DelegateUnit<bool>(context => Commit(context, attempt));
        if (!await core.CommitAsync(unit, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        foreach (var message in attempt.Messages)
        {
            await channels.DeliverAsync(message, cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    protected override ValueTask<T> HoldBackAsync<T>(IReadOnlySet<string> collections, Func<ValueTask<T>> attempts, CancellationToken cancellationToken) =>
        fence.HoldAsync(collections, attempts, cancellationToken);

    /// <summary>An empty unit of the write loop comes after all that passed the fence.</summary>
    protected override async ValueTask SettleAsync(CancellationToken cancellationToken) =>
        await core.CommitAsync(new DelegateUnit<bool>(static _ => true), cancellationToken).ConfigureAwait(false);

    private bool Commit(UnitContext context, EngineTransaction transaction)
    {
        if (!transaction.Scope.Reads.IsCurrent((collection, id) => documents.Writer.Find(context, collection, id), context.Get))
        {
            return false;
        }

        foreach (var write in transaction.Scope.Writes)
        {
            write(context);
        }

        foreach (var message in transaction.Messages)
        {
            channels.Keep(context, message);
        }

        return true;
    }

    private static bool IsStale(EngineTransaction transaction)
    {
        try
        {
            transaction.Scope.Reads.ThrowIfStale();
            return false;
        }
        catch (StaleReadException)
        {
            return true;
        }
    }
}
