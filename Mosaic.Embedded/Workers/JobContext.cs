using System.Diagnostics.CodeAnalysis;

namespace Mosaic;

/// <summary>What a handler has: the job, its lease and its store.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "A source without a timer and a wait handle holds nothing.")]
public sealed class JobContext
{
    private readonly CancellationTokenSource _ending = new();
    private JobLease _lease;

    internal JobContext(IMosaic store, JobLease lease, long leasedAt)
    {
        Store = store;
        _lease = lease;
        LeasedAt = leasedAt;
    }

    /// <summary>The job, as it was when it was leased.</summary>
    public Job Job => _lease.Job;

    /// <summary>The lease, as it was renewed last.</summary>
    public JobLease Lease => Volatile.Read(ref _lease);

    /// <summary>The job's store.</summary>
    public IMosaic Store { get; }

    /// <summary>Whether the job has been acknowledged, or given back as failed; then the worker does neither.</summary>
    public bool IsSettled { get; private set; }

    /// <summary>Whether the lease was lost: what the handler does now, another worker does too.</summary>
    public bool IsLeaseLost { get; private set; }

    /// <summary>Whether a transaction that settles it runs: that its lease is gone may mean that it has committed.</summary>
    internal bool IsSettling { get; private set; }

    internal CancellationToken Ending => _ending.Token;

    /// <summary>When it was leased or renewed, by the monotonic clock.</summary>
    internal long LeasedAt { get; private set; }

    /// <summary>The handler returned a result, and the worker is not the one that acknowledges.</summary>
    internal bool HasUnsentResult => Acknowledge is not null;

    /// <summary>What a handler with a result leaves for the worker.</summary>
    internal Func<JobLease, ValueTask>? Acknowledge { get; set; }

    /// <summary>Runs a transaction and acknowledges the job in it: what it writes is written exactly once, together with the acknowledgement.</summary>
    /// <param name="work">What to write; may be called again, when others changed what it read.</param>
    /// <param name="cancellationToken">Cancels the transaction.</param>
    /// <returns>A task that completes once all of it is durable.</returns>
    /// <exception cref="LeaseLostException">The lease is lost; nothing was written.</exception>
    public async ValueTask TransactAsync(Func<IMosaicTransaction, CancellationToken, ValueTask> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        await TransactAsync(
            async (transaction, token) =>
            {
                await work(transaction, token).ConfigureAwait(false);
                await transaction.Queue.AckAsync(Lease, token).ConfigureAwait(false);
                return true;
            },
            static (_, _, _) => ValueTask.CompletedTask,
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs a transaction and acknowledges the job in it, with what <paramref name="work"/> returns as its result.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="work">What to write; may be called again, when others changed what it read.</param>
    /// <param name="cancellationToken">Cancels the transaction.</param>
    /// <returns>The result, once all of it is durable.</returns>
    /// <exception cref="LeaseLostException">The lease is lost; nothing was written.</exception>
    public async ValueTask<TResult> TransactAsync<TResult>(
        Func<IMosaicTransaction, CancellationToken, ValueTask<TResult>> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        return await TransactAsync(work, (transaction, answer, token) => transaction.Queue.AckAsync(Lease, answer, token), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives the job back as failed now, with a delay of the handler's choice.</summary>
    /// <param name="error">What went wrong.</param>
    /// <param name="delay">How long to wait before the next attempt; null: as the retry policy says.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>A task that completes once it is durable.</returns>
    /// <exception cref="LeaseLostException">The lease is lost.</exception>
    public async ValueTask FailAsync(JobError error, TimeSpan? delay = null, CancellationToken cancellationToken = default)
    {
        await Store.Queue.NackAsync(Lease, error, delay, cancellationToken).ConfigureAwait(false);
        IsSettled = true;
    }

    /// <summary>Reports how far the job is; see <see cref="IJobQueue.ReportProgressAsync"/>.</summary>
    /// <typeparam name="T">The type of the progress.</typeparam>
    /// <param name="progress">Any JSON.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>A task that completes once it is durable.</returns>
    /// <exception cref="LeaseLostException">The lease is lost.</exception>
    public ValueTask ReportProgressAsync<T>(T progress, CancellationToken cancellationToken = default) =>
        Store.Queue.ReportProgressAsync(Lease, progress, cancellationToken);

    /// <summary>Adds a line to the job's log; see <see cref="IJobQueue.LogAsync"/>.</summary>
    /// <param name="line">At most 16,384 bytes of UTF-8.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>A task that completes once it is durable.</returns>
    /// <exception cref="LeaseLostException">The lease is lost.</exception>
    public ValueTask LogAsync(string line, CancellationToken cancellationToken = default) => Store.Queue.LogAsync(Lease, line, cancellationToken);

    private async ValueTask<TResult> TransactAsync<TResult>(
        Func<IMosaicTransaction, CancellationToken, ValueTask<TResult>> work,
        Func<IMosaicTransaction, TResult, CancellationToken, ValueTask> acknowledge,
        CancellationToken cancellationToken)
    {
        IsSettling = true;
        try
        {
            var result = await Store.TransactAsync(
                async (transaction, token) =>
                {
                    var answer = await work(transaction, token).ConfigureAwait(false);
                    await acknowledge(transaction, answer, token).ConfigureAwait(false);
                    return answer;
                },
                cancellationToken).ConfigureAwait(false);
            IsSettled = true;
            return result;
        }
        finally
        {
            IsSettling = false;
        }
    }

    internal void Renewed(JobLease lease, long at)
    {
        LeasedAt = at;
        Volatile.Write(ref _lease, lease);
    }

    internal void LoseLease()
    {
        IsLeaseLost = true;
        Cancel();
    }

    /// <summary>Cancels the handler's token. Never waits for what the handler registered there, and never throws it.</summary>
    internal void Cancel() => _ = _ending.CancelAsync();
}
