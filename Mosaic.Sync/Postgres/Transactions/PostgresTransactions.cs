using System.Data;
using Mosaic.Backends;
using Mosaic.Postgres.Queue;
using Mosaic.Postgres.Sessions;
using Mosaic.Postgres.Units;
using Npgsql;

namespace Mosaic.Postgres.Transactions;

/// <summary>Transactions over a store on a server: no transaction of the server is open while user code awaits; the commit is one SERIALIZABLE unit
/// that compares what was read and applies what was written.</summary>
internal sealed class PostgresTransactions(PostgresSession session, TransactionParts parts) : OptimisticTransactions<PostgresTransaction>, IDisposable
{
    private readonly AsyncLocal<CollectionHold?> _hold = new();
    private readonly SemaphoreSlim _oneHold = new(1, 1);
    private readonly CancellationTokenSource _closed = new();

    /// <summary>Those that wait to hold others back learn that the store is closed.</summary>
    public void Dispose() => _closed.Cancel();

    protected override void ThrowIfUnwritable() => session.ThrowIfClosed();

    protected override PostgresTransaction Begin()
    {
        var hold = _hold.Value;
        return new PostgresTransaction(
            session, parts, new TransactionScope(session, parts.Documents.Writer, new TransactionReads(session, parts.Documents.Finder, hold)), hold);
    }

    protected override void End(PostgresTransaction attempt) => attempt.Scope.End();

    protected override IReadOnlySet<string> CollectionsOf(PostgresTransaction attempt) => attempt.Scope.Reads.Collections;

    protected override async ValueTask<bool> IsStaleAsync(PostgresTransaction attempt, CancellationToken cancellationToken)
    {
        try
        {
            return await attempt.Scope.Reads.IsStaleAsync(IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
        }
        catch (MosaicException)
        {
            return false; // the callback's own exception says more than that the server is gone
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    protected override async ValueTask<bool> TryCommitAsync(PostgresTransaction attempt, CancellationToken cancellationToken)
    {
        session.ThrowIfClosed();
        cancellationToken.ThrowIfCancellationRequested();
        var scope = attempt.Scope;
        try
        {
            if (scope.Writes.Count == 0 && attempt.Messages.Count == 0)
            {
                // SERIALIZABLE for those that only read as well: two writers and a reader can be out of order together.
                return !await scope.Reads.IsStaleAsync(IsolationLevel.Serializable, cancellationToken).ConfigureAwait(false);
            }

            List<(string Channel, long Number)>? published = null;
            var committed = attempt.Hold is { } hold
                ? await hold.UseAsync(connection => CommitAsync(attempt, connection, numbers => published = numbers, cancellationToken), cancellationToken).ConfigureAwait(false)
                : await CommitAsync(attempt, null, numbers => published = numbers, cancellationToken).ConfigureAwait(false);
            foreach (var queue in scope.EndedIn)
            {
                parts.Queue.Ended(queue, 1);
            }

            foreach (var (channel, number) in published ?? [])
            {
                await parts.Channels.DeliveredAsync(channel, number, cancellationToken).ConfigureAwait(false);
            }

            return committed;
        }
        catch (StaleReadException)
        {
            return false;
        }
        catch (ConflictException exception) when (exception is { IsTransient: true, InnerException: NpgsqlException })
        {
            return false; // the server put others first, each time the unit was tried
        }
        catch (MosaicException exception) when (QueueFaults.IsDuplicateId(exception))
        {
            return false; // a job with the id came between: the next attempt sees it
        }
    }

    protected override async ValueTask<T> HoldBackAsync<T>(IReadOnlySet<string> collections, Func<ValueTask<T>> attempts, CancellationToken cancellationToken)
    {
        await WaitForTurnAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var hold = await CollectionHold.TakeAsync(session, collections, cancellationToken).ConfigureAwait(false);
            try
            {
                _hold.Value = hold;
                return await attempts().ConfigureAwait(false);
            }
            finally
            {
                _hold.Value = null;
                if (hold is not null)
                {
                    await hold.DisposeAsync().ConfigureAwait(false);
                }
            }
        }
        finally
        {
            _oneHold.Release();
        }
    }

    /// <summary>A process holds others back for one transaction at a time.</summary>
    private async ValueTask WaitForTurnAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closed.Token);
        try
        {
            await _oneHold.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ObjectDisposedException(nameof(PostgresMosaic));
        }
    }

    private ValueTask<bool> CommitAsync(
        PostgresTransaction attempt, NpgsqlConnection? held, Action<List<(string Channel, long Number)>> published, CancellationToken cancellationToken)
    {
        var unit = new LongUnit<bool>("transact")
        {
            Serializable = true,
            Held = held,
            Run = async connection =>
            {
                await attempt.Scope.Reads.CheckAsync(connection).ConfigureAwait(false);
                var commit = new TransactionCommit(connection, parts.Queue);
                await attempt.Scope.LockAsync(commit).ConfigureAwait(false);
                foreach (var write in attempt.Scope.Writes)
                {
                    await write(commit).ConfigureAwait(false);
                }

                await commit.EndAsync().ConfigureAwait(false);
                var numbers = new List<(string Channel, long Number)>();
                foreach (var (channel, content) in attempt.Messages)
                {
                    numbers.Add((channel, await parts.Channels.PublishAsync(connection, channel, content).ConfigureAwait(false)));
                }

                published(numbers);
                return true;
            },
            Recall = static _ => true,
        };
        return session.Units.RunAsync(unit, cancellationToken);
    }
}
