using Mosaic.Channels;
using Mosaic.Documents;
using Mosaic.Memory;
using Mosaic.Queue;
using Mosaic.Storage;
using Mosaic.Storage.Commit;

namespace Mosaic.Transactions;

/// <summary>
/// Runs transactions optimistically: no lock while user code awaits; the write loop checks in commit order that everything
/// that was read still holds and then commits all writes as one unit. Stale attempts run again; the last one holds back other
/// writers.
/// </summary>
internal sealed class TransactionRunner(
    StoreCore core, EngineDocuments documents, EngineQueue queue, MemoryParts memory, EngineChannels channels, RecentWrites recent, WriterFence fence)
{
    private const int RetriesMax = 8;
    private const int LastAttempts = 3;
    private readonly AsyncLocal<Running?> _inside = new();

    public async ValueTask<T> RunAsync<T>(Func<IMosaicTransaction, CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        core.Health.ThrowIfUnwritable();
        if (_inside.Value is { Over: false })
        {
            throw new InvalidOperationException(
                "A transaction's callback started another transaction. Use the one that it was given; two would wait for each other.");
        }

        // Of this async flow; work that the callback starts inherits it, and may outlive it.
        var running = new Running();
        _inside.Value = running;
        recent.Watch();
        try
        {
            return await RetryAsync(work, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            running.Over = true;
            recent.Unwatch();
        }
    }

    private async ValueTask<T> RetryAsync<T>(Func<IMosaicTransaction, CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        IReadOnlySet<string> collections = new HashSet<string>();
        for (var attempt = 0; attempt < RetriesMax; attempt++)
        {
            if (attempt > 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(1 << Math.Min(attempt, 5))), cancellationToken).ConfigureAwait(false);
            }

            var transaction = Begin();
            if (await TryAsync(transaction, work, cancellationToken).ConfigureAwait(false) is { } done)
            {
                return done.Value;
            }

            collections = transaction.Scope.Reads.Collections;
        }

        return await fence.HoldAsync(
            collections,
            () => LastAttemptsAsync(work, collections, cancellationToken),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Others are held back, but some may have passed before: their writes go first, and a second try may be needed.</summary>
    private async ValueTask<T> LastAttemptsAsync<T>(
        Func<IMosaicTransaction, CancellationToken, ValueTask<T>> work, IReadOnlySet<string> collections, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < LastAttempts; attempt++)
        {
            await core.CommitAsync(new DelegateUnit<bool>(static _ => true), cancellationToken).ConfigureAwait(false);
            if (await TryAsync(Begin(), work, cancellationToken).ConfigureAwait(false) is { } done)
            {
                return done.Value;
            }
        }

        throw new ConflictException("The transaction's reads kept changing under it.")
        {
            Operation = "transact",
            Target = string.Join(", ", collections),
            Hint = "Read less, or shorten the callback.",
            IsTransient = true,
        };
    }

    private EngineTransaction Begin() => new(documents, queue, memory, new TransactionScope(new ReadSet(core.Rows, documents, recent)));

    private async ValueTask<Done<T>?> TryAsync<T>(
        EngineTransaction transaction, Func<IMosaicTransaction, CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        T answer;
        try
        {
            answer = await work(transaction, cancellationToken).ConfigureAwait(false);
        }
        catch (StaleReadException)
        {
            return null;
        }
        catch (Exception exception) when (exception is not OperationCanceledException && IsStale(transaction))
        {
            return null; // it may have thrown because of what it should not have seen
        }
        finally
        {
            transaction.Scope.End();
        }

        if (IsStale(transaction))
        {
            return null;
        }

        foreach (var collection in transaction.Scope.WrittenCollections)
        {
            await fence.PassAsync(collection, cancellationToken).ConfigureAwait(false);
        }

        if (transaction.Scope.WritesMemory || transaction.Scope.WrittenCollections.Any(name => documents.Catalog.Find(name) is { HasTexts: true }))
        {
            await memory.Index.Lag.PassAsync(cancellationToken).ConfigureAwait(false);
        }

        var unit = new DelegateUnit<bool>(context => Commit(context, transaction));
        if (!await core.CommitAsync(unit, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        foreach (var message in transaction.Messages)
        {
            await channels.DeliverAsync(message, cancellationToken).ConfigureAwait(false);
        }

        return new Done<T>(answer);
    }

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

    private sealed record Done<T>(T Value);

    private sealed class Running
    {
        private volatile bool _over;

        public bool Over
        {
            get => _over;
            set => _over = value;
        }
    }
}
