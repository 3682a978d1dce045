using Mosaic.Queue.Leases;
using Mosaic.Queue.Rows;
using Mosaic.Transactions;

namespace Mosaic.Queue;

/// <summary>The job queue as one attempt of a transaction sees it.</summary>
internal sealed class TransactionQueue(EngineQueue jobs, TransactionScope scope) : ITransactionQueue
{
    private readonly Dictionary<string, Job> _pending = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Queue, string Key), string> _keys = [];
    private readonly HashSet<LeaseToken> _settled = [];

    public ValueTask<string> EnqueueAsync<T>(
        string queue, string type, T data, EnqueueOptions? options = null, CancellationToken cancellationToken = default)
    {
        lock (scope.Gate)
        {
            Enter(cancellationToken);
            JobRules.ValidateName(queue, nameof(queue));
            var draft = jobs.Draft(queue, type, jobs.ToJson(data, queue), options ?? new EnqueueOptions());
            if (TryKeepOut(draft) is { } kept)
            {
                return ValueTask.FromResult(kept);
            }

            var job = jobs.Reserve(draft);
            var id = jobs.Writer.Id(job, draft.Row);
            if (_pending.ContainsKey(id) || (draft.Row.ChosenId is not null && jobs.Writer.Find(scope.Reads.ReadRow, id) is not null))
            {
                throw JobErrors.Duplicate(queue, id);
            }

            scope.Add(context => jobs.Insert(context, draft, job.Number));
            _pending[id] = jobs.ToJob(job, queue, draft.Row, draft.Row.RunAtTicks > draft.Row.CreatedTicks ? JobState.Scheduled : JobState.Waiting, 0);
            if (draft.Row.DeduplicationKey is { } key)
            {
                _keys[(queue, key)] = id;
            }

            return ValueTask.FromResult(id);
        }
    }

    public ValueTask AckAsync(JobLease lease, CancellationToken cancellationToken = default)
    {
        Complete(lease, null, cancellationToken);
        return ValueTask.CompletedTask;
    }

    public ValueTask AckAsync<TResult>(JobLease lease, TResult result, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(lease);
        Complete(lease, jobs.ToJson(result, lease.Job.Queue), cancellationToken);
        return ValueTask.CompletedTask;
    }

    public ValueTask NackAsync(JobLease lease, string? error = null, TimeSpan? delay = null, CancellationToken cancellationToken = default) =>
        Fail(lease, error is null ? null : new JobError(error), delay, cancellationToken);

    public ValueTask NackAsync(JobLease lease, JobError error, TimeSpan? delay = null, CancellationToken cancellationToken = default) =>
        Fail(lease, error, delay, cancellationToken);

    public ValueTask<Job?> GetAsync(string jobId, CancellationToken cancellationToken = default)
    {
        lock (scope.Gate)
        {
            Enter(cancellationToken);
            JobRules.ValidateId(jobId, nameof(jobId));
            if (_pending.TryGetValue(jobId, out var mine))
            {
                return ValueTask.FromResult<Job?>(mine);
            }

            return ValueTask.FromResult(jobs.Writer.Find(scope.Reads.ReadRow, jobId) is { } found
                ? jobs.ToJob(found)
                : null);
        }
    }

    /// <summary>Decides about a taken deduplication key here; that it still holds is checked with what was read.</summary>
    /// <returns>The id of the job that has the key; null: the new job is to be enqueued.</returns>
    private string? TryKeepOut(JobDraft draft)
    {
        if (draft.Row.DeduplicationKey is not { } key || draft.Options.DeduplicationPolicy == DeduplicationPolicy.Replace)
        {
            return null;
        }

        if (!_keys.TryGetValue((draft.Queue, key), out var id) && (id = jobs.KeyHolder(scope.Reads.ReadRow, draft)) is null)
        {
            return null;
        }

        if (draft.Options.DeduplicationPolicy == DeduplicationPolicy.Extend)
        {
            scope.Add(context => jobs.Extend(context, draft));
        }

        return id;
    }

    private ValueTask Fail(JobLease lease, JobError? error, TimeSpan? delay, CancellationToken cancellationToken)
    {
        lock (scope.Gate)
        {
            JobRules.ValidateNack(error, delay);
            var token = Settle(lease, cancellationToken);
            var wait = delay ?? jobs.RetryDelay(token.Job, lease.Job.Attempt);
            scope.Add(context => jobs.Fail(context, token, error, wait));
            var state = lease.Job.Attempt >= lease.Job.MaxAttempts ? JobState.DeadLetter : wait > TimeSpan.Zero ? JobState.Scheduled : JobState.Waiting;
            _pending[lease.Job.Id] = lease.Job with { State = state, Error = error?.Message };
            return ValueTask.CompletedTask;
        }
    }

    private void Complete(JobLease lease, byte[]? result, CancellationToken cancellationToken)
    {
        lock (scope.Gate)
        {
            var token = Settle(lease, cancellationToken);
            scope.Add(context => jobs.Complete(context, token, result));
            _pending[lease.Job.Id] = lease.Job with
            {
                State = JobState.Completed,
                Error = null,
                Result = result is null ? null : System.Text.Json.JsonElement.Parse(result, EngineQueue.JsonDepth),
            };
        }
    }

    /// <summary>Fails early where it can; what decides is the commit.</summary>
    private LeaseToken Settle(JobLease lease, CancellationToken cancellationToken)
    {
        Enter(cancellationToken);
        var token = EngineQueue.Token(lease);
        jobs.ThrowIfLost(lease, token);
        return _settled.Add(token) ? token : throw EngineQueue.Lost(token, lease.Job.Id);
    }

    private void Enter(CancellationToken cancellationToken)
    {
        scope.ThrowIfOver();
        jobs.Enter(cancellationToken);
    }
}
