namespace Mosaic.Backends;

/// <summary>
/// The job queue as one attempt of a transaction sees it: committed jobs plus its own, and leases that it ends, which wait for the commit.
/// </summary>
/// <typeparam name="TDraft">A valid job that is to be enqueued, as the backend keeps it.</typeparam>
/// <param name="json">Between the caller's types and bytes.</param>
/// <param name="gate">Held while the attempt's own state is looked at or changed; its other parts share it.</param>
public abstract class TransactionQueue<TDraft>(JobJson json, Lock gate) : ITransactionQueue
{
    private static readonly EnqueueOptions Plain = new();

    private readonly Dictionary<string, Job> _pending = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Queue, string Key), string> _keys = [];
    private readonly HashSet<LeaseToken> _settled = [];

    /// <inheritdoc/>
    public async ValueTask<string> EnqueueAsync<T>(
        string queue, string type, T data, EnqueueOptions? options = null, CancellationToken cancellationToken = default)
    {
        Begin(cancellationToken);
        JobRules.ValidateName(queue, nameof(queue));
        options ??= Plain;
        var draft = Draft(queue, type, json.Write(data, queue), options);
        if (await TryKeepOutAsync(queue, draft, options, cancellationToken).ConfigureAwait(false) is { } kept)
        {
            return kept;
        }

        var (reserved, job) = await ReserveAsync(draft, cancellationToken).ConfigureAwait(false);
        var taken = options.Id is not null && await ReadAsync(job.Id, cancellationToken).ConfigureAwait(false) is not null;
        lock (gate)
        {
            ThrowIfOver();
            if (taken || !_pending.TryAdd(job.Id, job))
            {
                throw JobErrors.Duplicate(queue, job.Id);
            }

            Enqueue(reserved);
            if (options.DeduplicationKey is { } key)
            {
                _keys[(queue, key)] = job.Id;
            }
        }

        return job.Id;
    }

    /// <inheritdoc/>
    public ValueTask AckAsync(JobLease lease, CancellationToken cancellationToken = default)
    {
        Complete(lease, null, cancellationToken);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask AckAsync<TResult>(JobLease lease, TResult result, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(lease);
        Complete(lease, json.Write(result, lease.Job.Queue), cancellationToken);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask NackAsync(JobLease lease, string? error = null, TimeSpan? delay = null, CancellationToken cancellationToken = default) =>
        Fail(lease, error is null ? null : new JobError(error), delay, cancellationToken);

    /// <inheritdoc/>
    public ValueTask NackAsync(JobLease lease, JobError error, TimeSpan? delay = null, CancellationToken cancellationToken = default) =>
        Fail(lease, error, delay, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<Job?> GetAsync(string jobId, CancellationToken cancellationToken = default)
    {
        Begin(cancellationToken);
        JobRules.ValidateId(jobId, nameof(jobId));
        lock (gate)
        {
            if (_pending.TryGetValue(jobId, out var mine))
            {
                return mine;
            }
        }

        return await ReadAsync(jobId, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Under the gate: whether jobs can be read and written now.</summary>
    /// <exception cref="InvalidOperationException">The callback has returned.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    protected abstract void ThrowIfOver();

    /// <summary>Checks a job that is to be enqueued.</summary>
    /// <param name="queue">Its queue.</param>
    /// <param name="type">Its type.</param>
    /// <param name="data">JSON.</param>
    /// <param name="options">How it is to be enqueued.</param>
    /// <exception cref="ArgumentException">It breaks a rule.</exception>
    protected abstract TDraft Draft(string queue, string type, byte[] data, EnqueueOptions options);

    /// <summary>Gives a job its id before it is there.</summary>
    /// <param name="draft">The job.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The job for <see cref="Enqueue"/>, and as this transaction sees it.</returns>
    protected abstract ValueTask<(TDraft Reserved, Job Job)> ReserveAsync(TDraft draft, CancellationToken cancellationToken);

    /// <summary>Reads a job as it is committed, and remembers how it was found.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>null: it is absent.</returns>
    protected abstract ValueTask<Job?> ReadAsync(string id, CancellationToken cancellationToken);

    /// <summary>Reads which job has a deduplication key, and remembers that.</summary>
    /// <param name="draft">A job with the key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Its id; null: the key is free.</returns>
    protected abstract ValueTask<string?> ReadHolderAsync(TDraft draft, CancellationToken cancellationToken);

    /// <summary>Under the gate: tells early that a lease is lost, where that is known at once; what decides is the commit.</summary>
    /// <param name="lease">The lease.</param>
    /// <param name="token">Its token.</param>
    /// <exception cref="LeaseLostException">It is.</exception>
    protected virtual void ThrowIfLost(JobLease lease, LeaseToken token)
    {
    }

    /// <summary>How long a job waits whose attempt failed.</summary>
    /// <param name="lease">Its lease.</param>
    /// <param name="token">The lease's token.</param>
    /// <returns>null: the commit says it.</returns>
    protected abstract TimeSpan? RetryDelay(JobLease lease, LeaseToken token);

    /// <summary>Under the gate: takes up a write for the commit.</summary>
    /// <param name="reserved">The job.</param>
    protected abstract void Enqueue(TDraft reserved);

    /// <summary>Under the gate: takes up a write for the commit: the time of the job that has the draft's deduplication key begins anew.</summary>
    /// <param name="draft">A job with the key.</param>
    protected abstract void Extend(TDraft draft);

    /// <summary>Under the gate: takes up a write for the commit.</summary>
    /// <param name="lease">The lease.</param>
    /// <param name="token">Its token.</param>
    /// <param name="result">JSON; null: none.</param>
    protected abstract void Complete(JobLease lease, LeaseToken token, byte[]? result);

    /// <summary>Under the gate: takes up a write for the commit.</summary>
    /// <param name="lease">The lease.</param>
    /// <param name="token">Its token.</param>
    /// <param name="error">What went wrong.</param>
    /// <param name="delay">How long the job waits; null: the commit says it.</param>
    protected abstract void Fail(JobLease lease, LeaseToken token, JobError? error, TimeSpan? delay);

    private void Begin(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            ThrowIfOver();
        }
    }

    /// <summary>Decides about a taken deduplication key here; that it still holds is checked with what was read.</summary>
    /// <returns>The id of the job that has the key; null: the new job is to be enqueued.</returns>
    private async ValueTask<string?> TryKeepOutAsync(string queue, TDraft draft, EnqueueOptions options, CancellationToken cancellationToken)
    {
        if (options.DeduplicationKey is not { } key || options.DeduplicationPolicy == DeduplicationPolicy.Replace)
        {
            return null;
        }

        string? id;
        lock (gate)
        {
            _keys.TryGetValue((queue, key), out id);
        }

        id ??= await ReadHolderAsync(draft, cancellationToken).ConfigureAwait(false);
        if (id is not null && options.DeduplicationPolicy == DeduplicationPolicy.Extend)
        {
            lock (gate)
            {
                ThrowIfOver();
                Extend(draft);
            }
        }

        return id;
    }

    private ValueTask Fail(JobLease lease, JobError? error, TimeSpan? delay, CancellationToken cancellationToken)
    {
        JobRules.ValidateNack(error, delay);
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            var token = Settle(lease);
            var wait = delay ?? RetryDelay(lease, token);
            Fail(lease, token, error, wait);
            var state = lease.Job.Attempt >= lease.Job.MaxAttempts ? JobState.DeadLetter : wait == TimeSpan.Zero ? JobState.Waiting : JobState.Scheduled;
            _pending[lease.Job.Id] = lease.Job with { State = state, Error = error?.Message };
            return ValueTask.CompletedTask;
        }
    }

    private void Complete(JobLease lease, byte[]? result, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            var token = Settle(lease);
            Complete(lease, token, result);
            _pending[lease.Job.Id] = lease.Job with { State = JobState.Completed, Error = null, Result = result is null ? null : JobJson.Read(result) };
        }
    }

    /// <summary>Fails early where it can; what decides is the commit.</summary>
    private LeaseToken Settle(JobLease lease)
    {
        ThrowIfOver();
        var token = LeaseToken.Of(lease);
        ThrowIfLost(lease, token);
        return _settled.Add(token) ? token : throw JobErrors.Lost(lease.Job.Id);
    }
}
