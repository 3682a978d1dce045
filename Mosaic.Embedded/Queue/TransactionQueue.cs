using Mosaic.Queue.Leases;
using Mosaic.Queue.Rows;
using Mosaic.Transactions;

namespace Mosaic.Queue;

/// <summary>The job queue as one attempt of a transaction sees it.</summary>
internal sealed class TransactionQueue(EngineQueue jobs, TransactionScope scope) : ITransactionQueue
{
    private readonly Dictionary<string, Job> _pending = new(StringComparer.Ordinal);
    private readonly HashSet<LeaseToken> _settled = [];

    public ValueTask<string> EnqueueAsync<T>(
        string queue, string type, T data, EnqueueOptions? options = null, CancellationToken cancellationToken = default)
    {
        lock (scope.Gate)
        {
            Enter(cancellationToken);
            JobRules.ValidateName(queue, nameof(queue));
            options ??= new EnqueueOptions();
            var row = jobs.NewRow(type, jobs.ToJson(data, queue), options);
            var job = jobs.Reserve(queue, options.Priority);
            var id = jobs.Writer.Id(job, row);
            if (_pending.ContainsKey(id) || (options.Id is not null && jobs.Writer.Find(scope.Reads.ReadRow, id) is not null))
            {
                throw JobWriter.Duplicate(queue, id);
            }

            scope.Add(context => jobs.Insert(context, queue, job.Number, job.Priority, row));
            _pending[id] = jobs.ToJob(job, queue, row, row.RunAtTicks > row.CreatedTicks ? JobState.Scheduled : JobState.Waiting, 0);
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

    public ValueTask NackAsync(JobLease lease, string? error = null, TimeSpan? delay = null, CancellationToken cancellationToken = default)
    {
        lock (scope.Gate)
        {
            EngineQueue.ValidateNack(error, delay);
            var token = Settle(lease, cancellationToken);
            var wait = delay ?? Backoff.After(lease.Job.Attempt);
            scope.Add(context => jobs.Fail(context, token, error, wait));
            var state = lease.Job.Attempt >= lease.Job.MaxAttempts ? JobState.DeadLetter : wait > TimeSpan.Zero ? JobState.Scheduled : JobState.Waiting;
            _pending[lease.Job.Id] = lease.Job with { State = state, Error = error };
            return ValueTask.CompletedTask;
        }
    }

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
                ? jobs.ToJob(found.Key, found.Place, found.Row)
                : null);
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
                Result = result is null ? null : System.Text.Json.JsonElement.Parse(result),
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
