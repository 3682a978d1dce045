namespace Mosaic;

/// <summary>Named queues of durable jobs with leases, retries and dead letters.</summary>
/// <remarks>
/// Thread-safe. At-least-once: a job is never lost and never in two live leases, and a lease that expires returns its job.
/// Exactly-once effects when acknowledged inside a transaction together with what the job wrote. A lease does not outlive its
/// process: at the next open its job is ready again, with the attempt counted. Names are 1 to 128 bytes of UTF-8 without
/// control characters; others are <see cref="ArgumentException"/>. Data and results are JSON of at most 16,000,000 bytes.
/// </remarks>
public interface IJobQueue
{
    /// <summary>The name of the backend.</summary>
    string Name { get; }

    /// <summary>Enqueues a job without data.</summary>
    /// <param name="queue">The queue's name; it exists from its first job on.</param>
    /// <param name="type">What kind of work it is.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>The job's id, once the job is durable.</returns>
    ValueTask<string> EnqueueAsync(string queue, string type, CancellationToken cancellationToken = default);

    /// <summary>Enqueues a job.</summary>
    /// <typeparam name="T">The type of the data.</typeparam>
    /// <param name="queue">The queue's name; it exists from its first job on.</param>
    /// <param name="type">What kind of work it is.</param>
    /// <param name="data">What the worker needs, written as JSON.</param>
    /// <param name="options">null: the defaults.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>The job's id, once the job is durable.</returns>
    /// <exception cref="DuplicateKeyException">A job with the id that the options name exists.</exception>
    ValueTask<string> EnqueueAsync<T>(string queue, string type, T data, EnqueueOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Enqueues jobs as one unit: all or none.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="jobs">The jobs, in order.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>The ids in the order of <paramref name="jobs"/>, once all are durable.</returns>
    /// <exception cref="DuplicateKeyException">A job with an id that the options name exists.</exception>
    ValueTask<IReadOnlyList<string>> EnqueueManyAsync(string queue, IEnumerable<NewJob> jobs, CancellationToken cancellationToken = default);

    /// <summary>Leases the next job: highest priority first, then the order of enqueueing.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="options">null: the defaults.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The lease; null when nothing became ready within <see cref="DequeueOptions.Wait"/>.</returns>
    ValueTask<JobLease?> DequeueAsync(string queue, DequeueOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Leases up to <paramref name="max"/> jobs, waiting for the first only.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="max">The most to lease, 1 or more.</param>
    /// <param name="options">null: the defaults.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The leases in the order of the jobs; empty when nothing became ready within <see cref="DequeueOptions.Wait"/>.</returns>
    ValueTask<IReadOnlyList<JobLease>> DequeueManyAsync(string queue, int max, DequeueOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Completes a job.</summary>
    /// <param name="lease">The job's live lease.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>A task that completes once the completion is durable.</returns>
    /// <exception cref="LeaseLostException">The lease expired or the job is no longer this lease's.</exception>
    ValueTask AckAsync(JobLease lease, CancellationToken cancellationToken = default);

    /// <summary>Completes a job with a result.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="lease">The job's live lease.</param>
    /// <param name="result">Kept with the job, as JSON.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>A task that completes once the completion is durable.</returns>
    /// <exception cref="LeaseLostException">The lease expired or the job is no longer this lease's.</exception>
    ValueTask AckAsync<TResult>(JobLease lease, TResult result, CancellationToken cancellationToken = default);

    /// <summary>Completes jobs as one unit: all or none.</summary>
    /// <param name="leases">Live leases.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>A task that completes once the completions are durable.</returns>
    /// <exception cref="LeaseLostException">One of the leases is lost; no job was completed.</exception>
    ValueTask AckManyAsync(IEnumerable<JobLease> leases, CancellationToken cancellationToken = default);

    /// <summary>Gives a job back as failed: it is retried, or a dead letter after its last attempt.</summary>
    /// <param name="lease">The job's live lease.</param>
    /// <param name="error">What went wrong, kept with the job.</param>
    /// <param name="delay">How long to wait before the next attempt; null: a random time of up to 1 s after the first attempt, doubled with each further one, at most 1 h.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>A task that completes once the failure is durable.</returns>
    /// <exception cref="LeaseLostException">The lease expired or the job is no longer this lease's.</exception>
    ValueTask NackAsync(JobLease lease, string? error = null, TimeSpan? delay = null, CancellationToken cancellationToken = default);

    /// <summary>Extends a lease by its visibility timeout, from now.</summary>
    /// <param name="lease">The job's live lease.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The lease to go on with.</returns>
    /// <exception cref="LeaseLostException">The lease expired or the job is no longer this lease's.</exception>
    ValueTask<JobLease> RenewAsync(JobLease lease, CancellationToken cancellationToken = default);

    /// <summary>Counts the jobs that wait to be dequeued.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The count; 0 for a queue that never had a job.</returns>
    ValueTask<long> LengthAsync(string queue, CancellationToken cancellationToken = default);

    /// <summary>Counts the jobs of a queue by state.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The counts at one moment.</returns>
    ValueTask<QueueStats> GetStatsAsync(string queue, CancellationToken cancellationToken = default);

    /// <summary>Reads a job.</summary>
    /// <param name="jobId">The job's id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The job; null when absent.</returns>
    ValueTask<Job?> GetAsync(string jobId, CancellationToken cancellationToken = default);
}
