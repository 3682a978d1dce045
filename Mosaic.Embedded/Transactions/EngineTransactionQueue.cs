using Mosaic.Backends;
using Mosaic.Queue;
using Mosaic.Queue.Leases;
using Mosaic.Queue.Rows;

namespace Mosaic.Transactions;

/// <summary>The job queue of a transaction over a local store.</summary>
internal sealed class EngineTransactionQueue(EngineQueue jobs, TransactionScope scope)
    : TransactionQueue<(JobDraft Draft, JobKey Job)>(jobs.Json, scope.Gate)
{
    protected override void ThrowIfOver()
    {
        scope.ThrowIfOver();
        jobs.Enter(CancellationToken.None);
    }

    protected override (JobDraft Draft, JobKey Job) Draft(string queue, string type, byte[] data, EnqueueOptions options) =>
        (jobs.Draft(queue, type, data, options), default);

    protected override ValueTask<((JobDraft Draft, JobKey Job) Reserved, Job Job)> ReserveAsync((JobDraft Draft, JobKey Job) draft, CancellationToken cancellationToken)
    {
        var (row, key) = (draft.Draft.Row, jobs.Reserve(draft.Draft));
        var job = jobs.ToJob(key, draft.Draft.Queue, row, row.RunAtTicks > row.CreatedTicks ? JobState.Scheduled : JobState.Waiting, 0);
        return ValueTask.FromResult(((draft.Draft, key), job));
    }

    protected override async ValueTask<Job?> ReadAsync(string id, CancellationToken cancellationToken)
    {
        // Not part of the unit: what is due is so for everybody.
        await jobs.CatchUpAsync().ConfigureAwait(false);
        lock (scope.Gate)
        {
            return jobs.Writer.Find(scope.Reads.ReadRow, id) is { } found ? jobs.ToJob(found) : null;
        }
    }

    protected override ValueTask<string?> ReadHolderAsync((JobDraft Draft, JobKey Job) draft, CancellationToken cancellationToken)
    {
        lock (scope.Gate)
        {
            return ValueTask.FromResult(jobs.KeyHolder(scope.Reads.ReadRow, draft.Draft));
        }
    }

    protected override void ThrowIfLost(JobLease lease, LeaseToken token) => jobs.ThrowIfLost(lease, token);

    protected override TimeSpan? RetryDelay(JobLease lease, LeaseToken token) => jobs.RetryDelay(token.Job, lease.Job.Attempt);

    protected override void Enqueue((JobDraft Draft, JobKey Job) reserved) => scope.Add(context => jobs.Insert(context, reserved.Draft, reserved.Job.Number));

    protected override void Extend((JobDraft Draft, JobKey Job) draft) => scope.Add(context => jobs.Extend(context, draft.Draft));

    protected override void Complete(JobLease lease, LeaseToken token, byte[]? result) => scope.Add(context => jobs.Complete(context, token, result));

    protected override void Fail(JobLease lease, LeaseToken token, JobError? error, TimeSpan? delay) => scope.Add(context => jobs.Fail(context, token, error, delay));
}
