using Mosaic.Backends;
using static Mosaic.Postgres.Queue.QueueCommands;

namespace Mosaic.Postgres.Queue;

/// <summary>The job queue as one attempt of a transaction sees it: what it writes waits for the commit.</summary>
internal sealed class TransactionQueue(PostgresQueue jobs, IQueueScope scope) : ITransactionQueue
{
    private readonly Dictionary<string, Job> _pending = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Queue, string Key), string> _keys = [];
    private readonly HashSet<LeaseToken> _settled = [];

    public async ValueTask<string> EnqueueAsync<T>(
        string queue, string type, T data, EnqueueOptions? options = null, CancellationToken cancellationToken = default)
    {
        JobDraft draft;
        lock (scope.Gate)
        {
            Enter(cancellationToken);
            JobRules.ValidateName(queue, nameof(queue));
            draft = jobs.Draft(queue, type, jobs.ToJson(data, queue), options ?? new EnqueueOptions());
        }

        if (await KeptOutAsync(draft, cancellationToken).ConfigureAwait(false) is { } kept)
        {
            return kept;
        }

        var id = draft.Options.Id;
        if (id is not null)
        {
            var taken = _pending.ContainsKey(id) || await scope.ReadAsync(
                async (connection, token) => await jobs.FindAsync(connection, id, token).ConfigureAwait(false) is not null,
                static (before, now) => before == now,
                cancellationToken).ConfigureAwait(false);
            if (taken)
            {
                throw JobErrors.Duplicate(queue, id);
            }
        }

        var (number, known) = await jobs.ReserveAsync(draft, cancellationToken).ConfigureAwait(false);
        draft = draft with { Number = number };
        lock (scope.Gate)
        {
            Enter(cancellationToken);
            id ??= jobs.Ids.ToText(number, known);
            scope.Add(connection => jobs.RunAsync(connection, moves => PostgresQueue.InsertAsync(moves, [draft])));
            _pending[id] = jobs.ToJob(draft, id);
            if (draft.Options.DeduplicationKey is { } key)
            {
                _keys[(queue, key)] = id;
            }

            return id;
        }
    }

    public ValueTask AckAsync(JobLease lease, CancellationToken cancellationToken = default) => CompleteAsync(lease, null, cancellationToken);

    public ValueTask AckAsync<TResult>(JobLease lease, TResult result, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(lease);
        return CompleteAsync(lease, jobs.ToJson(result, lease.Job.Queue), cancellationToken);
    }

    public ValueTask NackAsync(JobLease lease, string? error = null, TimeSpan? delay = null, CancellationToken cancellationToken = default) =>
        FailAsync(lease, error is null ? null : new JobError(error), delay, cancellationToken);

    public ValueTask NackAsync(JobLease lease, JobError error, TimeSpan? delay = null, CancellationToken cancellationToken = default) =>
        FailAsync(lease, error, delay, cancellationToken);

    public async ValueTask<Job?> GetAsync(string jobId, CancellationToken cancellationToken = default)
    {
        lock (scope.Gate)
        {
            Enter(cancellationToken);
            JobRules.ValidateId(jobId, nameof(jobId));
            if (_pending.TryGetValue(jobId, out var mine))
            {
                return mine;
            }
        }

        return (await scope.ReadAsync(
            async (connection, token) => (
                Row: await jobs.FindAsync(connection, jobId, token).ConfigureAwait(false),
                Job: await jobs.GetAsync(connection, jobId, token).ConfigureAwait(false)),
            static (before, now) => (before.Row?.Number, before.Row?.Row.Version, before.Row?.Secret) == (now.Row?.Number, now.Row?.Row.Version, now.Row?.Secret),
            cancellationToken).ConfigureAwait(false)).Job;
    }

    /// <summary>Decides about a taken deduplication key here; that it still holds is compared at the commit.</summary>
    /// <returns>The id of the job that has the key; null: the new job is to be enqueued.</returns>
    private async ValueTask<string?> KeptOutAsync(JobDraft draft, CancellationToken cancellationToken)
    {
        if (draft.Options.DeduplicationKey is not { } key || draft.Options.DeduplicationPolicy == DeduplicationPolicy.Replace)
        {
            return null;
        }

        if (!_keys.TryGetValue((draft.Queue, key), out var id))
        {
            id = await scope.ReadAsync(
                (connection, token) => jobs.HolderAsync(connection, draft.Queue, key, token), static (before, now) => before == now, cancellationToken).ConfigureAwait(false);
        }

        if (id is not null && draft.Options.DeduplicationPolicy == DeduplicationPolicy.Extend)
        {
            lock (scope.Gate)
            {
                scope.Add(connection => jobs.RunAsync(connection, moves => PostgresQueue.InsertAsync(moves, [draft])));
            }
        }

        return id;
    }

    private async ValueTask FailAsync(JobLease lease, JobError? error, TimeSpan? delay, CancellationToken cancellationToken)
    {
        JobRules.ValidateNack(error, delay);
        await SettleAsync(lease, cancellationToken).ConfigureAwait(false);
        lock (scope.Gate)
        {
            scope.Add(connection => jobs.RunAsync(connection, async moves =>
            {
                await PostgresQueue.FailAsync(moves, lease, error, delay).ConfigureAwait(false);
                return true;
            }));
            var state = lease.Job.Attempt >= lease.Job.MaxAttempts ? JobState.DeadLetter : delay == TimeSpan.Zero ? JobState.Waiting : JobState.Scheduled;
            _pending[lease.Job.Id] = lease.Job with { State = state, Error = JobMachine.Bounded(error?.Message) };
        }
    }

    private async ValueTask CompleteAsync(JobLease lease, byte[]? result, CancellationToken cancellationToken)
    {
        await SettleAsync(lease, cancellationToken).ConfigureAwait(false);
        lock (scope.Gate)
        {
            scope.Add(connection => jobs.RunAsync(connection, async moves =>
            {
                await PostgresQueue.CompleteAsync(moves, [lease], result).ConfigureAwait(false);
                return true;
            }));
            _pending[lease.Job.Id] = lease.Job with { State = JobState.Completed, Error = null, Result = result is null ? null : JobJson.Read(result) };
        }
    }

    /// <summary>Fails early where it can; what decides is the commit.</summary>
    private async ValueTask SettleAsync(JobLease lease, CancellationToken cancellationToken)
    {
        var token = LeaseToken.Of(lease);
        lock (scope.Gate)
        {
            Enter(cancellationToken);
            if (!_settled.Add(token))
            {
                throw JobErrors.Lost(lease.Job.Id);
            }
        }

        if (!await jobs.IsLiveAsync(token, cancellationToken).ConfigureAwait(false))
        {
            throw JobErrors.Lost(lease.Job.Id);
        }
    }

    private void Enter(CancellationToken cancellationToken)
    {
        scope.ThrowIfOver();
        jobs.Enter(cancellationToken);
    }
}
