namespace Mosaic;

/// <summary>Named queues of durable jobs with leases, retries and dead letters.</summary>
/// <remarks>
/// Thread-safe. At-least-once: a job is never lost and never in two live leases, and a lease that expires returns its job.
/// Exactly-once effects when acknowledged inside a transaction together with what the job wrote. A lease does not outlive its
/// process: at the next open its job is ready again, with the attempt counted. Names are 1 to 128 bytes of UTF-8 without
/// control characters; others are <see cref="ArgumentException"/>. Data and results are JSON of at most 16,000,000 bytes.
/// A queue that never had a job is empty, not an error.
/// </remarks>
public interface IJobQueue
{
    /// <summary>The name of the backend.</summary>
    string Name { get; }

    /// <summary>Schedules that enqueue jobs.</summary>
    IJobSchedules Schedules { get; }

    /// <summary>Enqueues a job without data and with the default options; for other options pass null as the data of the other overload.</summary>
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

    /// <summary>Completes jobs and leases the next ones, in one round trip where the backend can.</summary>
    /// <param name="leases">Live leases; none: it only leases.</param>
    /// <param name="queue">The queue to lease from.</param>
    /// <param name="max">The most to lease, 1 or more.</param>
    /// <param name="options">null: the defaults.</param>
    /// <param name="cancellationToken">Ends the wait; the jobs are completed by then, unless it was cancelled before.</param>
    /// <returns>As <see cref="DequeueManyAsync"/>; the completions are durable.</returns>
    /// <exception cref="LeaseLostException">One of the leases is lost; no job was completed, and none leased.</exception>
    async ValueTask<IReadOnlyList<JobLease>> AckAndDequeueManyAsync(
        IEnumerable<JobLease> leases, string queue, int max, DequeueOptions? options = null, CancellationToken cancellationToken = default)
    {
        JobRules.ValidateName(queue, nameof(queue));
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        JobRules.Validate(options ?? new DequeueOptions());
        await AckManyAsync(leases, cancellationToken).ConfigureAwait(false);
        return await DequeueManyAsync(queue, max, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives a job back as failed: it is retried, or a dead letter after its last attempt.</summary>
    /// <param name="lease">The job's live lease.</param>
    /// <param name="error">What went wrong, kept with the job.</param>
    /// <param name="delay">How long to wait before the next attempt; null: as <see cref="EnqueueOptions.Retry"/> or <see cref="QueueOptions.Retry"/> says.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>A task that completes once the failure is durable.</returns>
    /// <exception cref="LeaseLostException">The lease expired or the job is no longer this lease's.</exception>
    ValueTask NackAsync(JobLease lease, string? error = null, TimeSpan? delay = null, CancellationToken cancellationToken = default);

    /// <summary>Gives a job back as failed, with where it failed; see <see cref="GetAttemptsAsync"/>.</summary>
    /// <param name="lease">The job's live lease.</param>
    /// <param name="error">What went wrong.</param>
    /// <param name="delay">How long to wait before the next attempt; null: as <see cref="EnqueueOptions.Retry"/> or <see cref="QueueOptions.Retry"/> says.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>A task that completes once the failure is durable.</returns>
    /// <exception cref="LeaseLostException">The lease expired or the job is no longer this lease's.</exception>
    ValueTask NackAsync(JobLease lease, JobError error, TimeSpan? delay = null, CancellationToken cancellationToken = default);

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

    /// <summary>Lists the jobs of a queue that are in a state. Waiting ones in the order of running, those that wait for their key last; others in the order of enqueueing.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="state">The state.</param>
    /// <param name="max">The most to return, 1 to 10,000.</param>
    /// <param name="after"><see cref="JobPage.Next"/> of the page before; null: the first page.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The page. A job that changes its state meanwhile may be missed or come twice.</returns>
    ValueTask<JobPage> ListAsync(string queue, JobState state, int max = 100, string? after = null, CancellationToken cancellationToken = default);

    /// <summary>Names the queues that have had a job or settings.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The names, in ordinal order.</returns>
    ValueTask<IReadOnlyList<string>> ListQueuesAsync(CancellationToken cancellationToken = default);

    /// <summary>Tells what happens to jobs: what is kept first, then live, until cancelled.</summary>
    /// <param name="queue">The queue's name; null: all.</param>
    /// <param name="cursor"><see cref="JobEvent.Cursor"/> of the last event seen, also before a restart; null: from the oldest that is kept.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>The events in the order of their commits; as many are kept as of <see cref="IMosaic.Changes"/>.</returns>
    /// <exception cref="FeedTrimmedException">What follows the cursor is not kept any more, or the cursor is of another store.</exception>
    IAsyncEnumerable<JobEvent> ReadEventsAsync(string? queue = null, string? cursor = null, CancellationToken cancellationToken = default);

    /// <summary>Enqueues a job that waits for others, which may wait for others themselves, as one unit.</summary>
    /// <param name="flow">The job that runs last, with its children; at most 100 levels and 10,000 jobs.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>The ids, once all jobs are durable.</returns>
    /// <exception cref="ArgumentException">The flow has a cycle, is too large, or has deduplication keys.</exception>
    /// <exception cref="DuplicateKeyException">A job with an id that the options name exists.</exception>
    ValueTask<FlowReceipt> EnqueueFlowAsync(FlowJob flow, CancellationToken cancellationToken = default);

    /// <summary>Enqueues jobs and one that runs when all of them have ended, whether completed or not, as one unit.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="jobs">At most 9,999 jobs.</param>
    /// <param name="completion">Runs last; <see cref="GetChildrenAsync"/> tells it how the others ended.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>The ids, once all jobs are durable.</returns>
    /// <exception cref="DuplicateKeyException">A job with an id that the options name exists.</exception>
    ValueTask<BatchReceipt> EnqueueBatchAsync(string queue, IEnumerable<NewJob> jobs, NewJob completion, CancellationToken cancellationToken = default);

    /// <summary>Tells how the children of a job ended, with their results.</summary>
    /// <param name="jobId">The parent's id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The children in the order of the flow; empty when there are none, or no such job.</returns>
    ValueTask<IReadOnlyList<ChildJob>> GetChildrenAsync(string jobId, CancellationToken cancellationToken = default);

    /// <summary>Reports how far a job is; <see cref="Job.Progress"/> of <see cref="GetAsync"/> tells the last report.</summary>
    /// <typeparam name="T">The type of the progress.</typeparam>
    /// <param name="lease">The job's live lease.</param>
    /// <param name="progress">Any JSON.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>A task that completes once it is durable.</returns>
    /// <exception cref="LeaseLostException">The lease expired or the job is no longer this lease's.</exception>
    ValueTask ReportProgressAsync<T>(JobLease lease, T progress, CancellationToken cancellationToken = default);

    /// <summary>Adds a line to a job's log; the last 1,000 are kept, as long as the job.</summary>
    /// <param name="lease">The job's live lease.</param>
    /// <param name="line">At most 16,384 bytes of UTF-8.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>A task that completes once it is durable.</returns>
    /// <exception cref="LeaseLostException">The lease expired or the job is no longer this lease's.</exception>
    ValueTask LogAsync(JobLease lease, string line, CancellationToken cancellationToken = default);

    /// <summary>Reads a job's log.</summary>
    /// <param name="jobId">The job's id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The lines, the oldest first; empty when there are none, or no such job.</returns>
    ValueTask<IReadOnlyList<JobLogLine>> GetLogAsync(string jobId, CancellationToken cancellationToken = default);

    /// <summary>Reads the failed attempts of a job, the last 20.</summary>
    /// <param name="jobId">The job's id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The attempts, the oldest first; empty when none failed, or there is no such job.</returns>
    ValueTask<IReadOnlyList<JobAttempt>> GetAttemptsAsync(string jobId, CancellationToken cancellationToken = default);

    /// <summary>Withdraws a job that has not ended. A worker that has it loses its lease.</summary>
    /// <param name="jobId">The job's id.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>Whether the job was withdrawn; false: it has ended, or there is none.</returns>
    ValueTask<bool> CancelAsync(string jobId, CancellationToken cancellationToken = default);

    /// <summary>Deletes a job and all that is kept of it. A worker that has it loses its lease; a parent that waits for it sees it as withdrawn.</summary>
    /// <param name="jobId">The job's id.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>Whether there was such a job.</returns>
    ValueTask<bool> RemoveAsync(string jobId, CancellationToken cancellationToken = default);

    /// <summary>Lets a dead letter, or a cancelled job, begin anew with all its attempts. A parent that failed because of a child waits again for the children that have not completed: redrive
    /// those, too, for neither redrives the other.</summary>
    /// <param name="jobId">The job's id.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>Whether there was such a job.</returns>
    ValueTask<bool> RedriveAsync(string jobId, CancellationToken cancellationToken = default);

    /// <summary>Lets all dead letters of a queue begin anew, 500 a unit.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="cancellationToken">Honoured between units.</param>
    /// <returns>How many.</returns>
    ValueTask<long> RedriveAllAsync(string queue, CancellationToken cancellationToken = default);

    /// <summary>Deletes jobs that have ended, 500 a unit.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="state">Completed, DeadLetter or Cancelled.</param>
    /// <param name="olderThan">Only those that ended at least so long ago; null: all.</param>
    /// <param name="cancellationToken">Honoured between units.</param>
    /// <returns>How many.</returns>
    ValueTask<long> PurgeAsync(string queue, JobState state, TimeSpan? olderThan = null, CancellationToken cancellationToken = default);

    /// <summary>Stops leasing jobs of a queue, for every worker, until it is resumed; also after a restart. Leases that are held go on.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>A task that completes once it is durable and holds.</returns>
    ValueTask PauseAsync(string queue, CancellationToken cancellationToken = default);

    /// <summary>Leases jobs of a paused queue again.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>A task that completes once it is durable and holds.</returns>
    ValueTask ResumeAsync(string queue, CancellationToken cancellationToken = default);

    /// <summary>Sets what a queue is like, all of it: limits, retries, retention. Jobs that are enqueued keep their most attempts.</summary>
    /// <param name="queue">The queue's name; it need not have had a job.</param>
    /// <param name="options">The settings.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>A task that completes once it is durable and holds.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    ValueTask ConfigureAsync(string queue, QueueOptions options, CancellationToken cancellationToken = default);

    /// <summary>Tells what a queue is like.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The settings; the defaults when none were set.</returns>
    ValueTask<QueueOptions> GetOptionsAsync(string queue, CancellationToken cancellationToken = default);
}
