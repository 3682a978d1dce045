namespace Mosaic;

/// <summary>The job queue within a transaction.</summary>
/// <remarks>
/// Not thread-safe, and valid only while the transaction's callback runs. What is enqueued here can be dequeued after the
/// commit; an acknowledgement counts only if the whole unit commits, which makes the job's effects exactly-once.
/// </remarks>
public interface ITransactionQueue
{
    /// <summary>Enqueues a job with the commit.</summary>
    /// <typeparam name="T">The type of the data.</typeparam>
    /// <param name="queue">The queue's name.</param>
    /// <param name="type">What kind of work it is.</param>
    /// <param name="data">What the worker needs, written as JSON.</param>
    /// <param name="options">null: the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The job's id.</returns>
    ValueTask<string> EnqueueAsync<T>(string queue, string type, T data, EnqueueOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Completes a job with the commit.</summary>
    /// <param name="lease">The job's lease, live at the commit.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that completes once the acknowledgement is part of the unit.</returns>
    /// <exception cref="LeaseLostException">The lease expired or the job is no longer this lease's; it may come from the commit.</exception>
    ValueTask AckAsync(JobLease lease, CancellationToken cancellationToken = default);

    /// <summary>Completes a job with a result, with the commit.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="lease">The job's lease, live at the commit.</param>
    /// <param name="result">Kept with the job, as JSON.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that completes once the acknowledgement is part of the unit.</returns>
    /// <exception cref="LeaseLostException">The lease expired or the job is no longer this lease's; it may come from the commit.</exception>
    ValueTask AckAsync<TResult>(JobLease lease, TResult result, CancellationToken cancellationToken = default);

    /// <summary>Gives a job back as failed, with the commit.</summary>
    /// <param name="lease">The job's lease, live at the commit.</param>
    /// <param name="error">What went wrong, kept with the job.</param>
    /// <param name="delay">How long to wait before the next attempt; null: the queue's backoff, as <see cref="IJobQueue.NackAsync(JobLease, string?, TimeSpan?, CancellationToken)"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that completes once the failure is part of the unit.</returns>
    /// <exception cref="LeaseLostException">The lease expired or the job is no longer this lease's; it may come from the commit.</exception>
    ValueTask NackAsync(JobLease lease, string? error = null, TimeSpan? delay = null, CancellationToken cancellationToken = default);

    /// <summary>Gives a job back as failed, with where it failed, with the commit.</summary>
    /// <param name="lease">The job's lease, live at the commit.</param>
    /// <param name="error">What went wrong.</param>
    /// <param name="delay">How long to wait before the next attempt; null: the queue's backoff, as <see cref="IJobQueue.NackAsync(JobLease, JobError, TimeSpan?, CancellationToken)"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that completes once the failure is part of the unit.</returns>
    /// <exception cref="LeaseLostException">The lease expired or the job is no longer this lease's; it may come from the commit.</exception>
    ValueTask NackAsync(JobLease lease, JobError error, TimeSpan? delay = null, CancellationToken cancellationToken = default);

    /// <summary>Reads a job as this unit sees it.</summary>
    /// <param name="jobId">The job's id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The job; null when absent.</returns>
    ValueTask<Job?> GetAsync(string jobId, CancellationToken cancellationToken = default);
}
