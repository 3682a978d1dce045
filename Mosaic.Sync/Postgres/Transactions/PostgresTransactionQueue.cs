using Mosaic.Backends;
using Mosaic.Postgres.Queue;
using Mosaic.Postgres.Sessions;
using Mosaic.Postgres.Units;
using static Mosaic.Postgres.Queue.QueueCommands;

namespace Mosaic.Postgres.Transactions;

/// <summary>The job queue of a transaction over a store on a server.</summary>
internal sealed class PostgresTransactionQueue(PostgresSession session, PostgresQueue jobs, TransactionScope scope)
    : TransactionQueue<JobDraft>(jobs.Json, scope.Gate)
{
    protected override void ThrowIfOver() => scope.ThrowIfOver();

    protected override JobDraft Draft(string queue, string type, byte[] data, EnqueueOptions options) => jobs.Draft(queue, type, data, options);

    protected override async ValueTask<(JobDraft Reserved, Job Job)> ReserveAsync(JobDraft draft, CancellationToken cancellationToken)
    {
        var (queue, number) = await NumberAsync(draft.Queue, cancellationToken).ConfigureAwait(false);
        number = draft.Options.LastInFirstOut ? -number : number;
        var now = session.Options.TimeProvider.GetUtcNow();
        var runAt = draft.Options.RunAt ?? now + (draft.Options.Delay is { } delay && delay <= DateTimeOffset.MaxValue - now ? delay : TimeSpan.Zero);
        var row = new JobRow
        {
            Type = draft.Type,
            ChosenId = draft.Options.Id is { } id ? JobText.Write(id) : null,
            AttemptsMax = draft.Options.MaxAttempts ?? JobRules.AttemptsDefault,
            CreatedTicks = now.UtcTicks,
            RunAtTicks = Math.Max(runAt.UtcTicks, now.UtcTicks),
            KeyKind = draft.Options.OrderingKey is not null ? KeyKind.Ordering : draft.Options.LimitKey is not null ? KeyKind.Limit : KeyKind.None,
            Key = draft.Options.OrderingKey ?? draft.Options.LimitKey,
            DeduplicationKey = draft.Options.DeduplicationKey,
            Data = draft.Data,
        };
        var place = row.RunAtTicks > row.CreatedTicks || draft.Options.Delay > TimeSpan.Zero ? JobPlace.Delayed : JobPlace.Ready;
        return (draft with { Number = number }, jobs.ToJob(new StoredJob(number, queue, draft.Queue, draft.Options.Priority, place, row)));
    }

    protected override async ValueTask<Job?> ReadAsync(string id, CancellationToken cancellationToken)
    {
        // Not part of the unit: what is due is so for everybody.
        await jobs.CatchUpAsync(cancellationToken).ConfigureAwait(false);
        return await scope.Reads.ReadAsync((connection, token) => jobs.FindAsync(connection, id, token), IsSame, cancellationToken).ConfigureAwait(false) is { } job
            ? jobs.ToJob(job)
            : null;
    }

    protected override ValueTask<string?> ReadHolderAsync(JobDraft draft, CancellationToken cancellationToken) => scope.Reads.ReadAsync(
        async (connection, token) =>
        {
            var queues = await connection.QueryAsync(session.Sql["queue_known"], static row => row.GetInt32(0), token, Of(draft.Queue)).ConfigureAwait(false);
            return queues is [var queue]
                ? (await connection.QueryAsync(
                    session.Sql["queue_holder"], static row => JobText.Read(row.GetString(1)), token, Of(queue), Of(draft.Options.DeduplicationKey)).ConfigureAwait(false)).FirstOrDefault()
                : null;
        },
        static (left, right) => left == right,
        cancellationToken);

    protected override TimeSpan? RetryDelay(JobLease lease, LeaseToken token) => null;

    protected override void Enqueue(JobDraft reserved) => Insert(reserved);

    /// <summary>An enqueueing that the key keeps out extends its time.</summary>
    protected override void Extend(JobDraft draft) => Insert(draft);

    protected override void Complete(JobLease lease, LeaseToken token, byte[]? result)
    {
        scope.Ends(lease.Job.Queue, token.Job.Number);
        scope.Add(commit => PostgresQueue.CompleteAsync(commit.Moves, [lease], result));
    }

    protected override void Fail(JobLease lease, LeaseToken token, JobError? error, TimeSpan? delay)
    {
        scope.Ends(lease.Job.Queue, token.Job.Number);
        scope.Add(commit => PostgresQueue.FailAsync(commit.Moves, lease, error, delay));
    }

    private void Insert(JobDraft draft)
    {
        scope.Enqueues(draft);
        scope.Add(async commit => await PostgresQueue.InsertAsync(commit.Moves, [draft]).ConfigureAwait(false));
    }

    private static bool IsSame(StoredJob? left, StoredJob? right) =>
        left?.Number == right?.Number && left?.Row.Version == right?.Row.Version && left?.Place == right?.Place && left?.Secret == right?.Secret
        && left?.Row.Attempts == right?.Row.Attempts;

    /// <summary>A number may go unused. A queue that is not there yet is made by a unit of its own: its number is part of its jobs' ids.</summary>
    private async ValueTask<(int Queue, long Number)> NumberAsync(string queue, CancellationToken cancellationToken)
    {
        var known = await session.Reads.RunAsync(
            "enqueue", (connection, token) => connection.QueryAsync(session.Sql["queue_reserve"], static row => (row.GetInt32(0), row.GetInt64(1)), token, Of(queue)), cancellationToken).ConfigureAwait(false);
        if (known is [var found])
        {
            return found;
        }

        var made = new LongUnit<bool>("enqueue")
        {
            Run = async connection =>
            {
                await connection.QueryAsync(session.Sql["queue_id"], static row => row.GetInt32(0), CancellationToken.None, Of(queue)).ConfigureAwait(false);
                return true;
            },
            Recall = static _ => true,
        };
        await session.Units.RunAsync(made, cancellationToken).ConfigureAwait(false);
        return await NumberAsync(queue, cancellationToken).ConfigureAwait(false);
    }
}
