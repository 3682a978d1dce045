using Mosaic.Queue.Leases;
using Mosaic.Queue.Ready;
using Mosaic.Queue.Rows;
using Mosaic.Storage.Commit;
using Mosaic.Storage.Rows;

namespace Mosaic.Queue;

/// <content>What happens without a caller: leases expire, delayed jobs become ready, attempts are counted, old jobs are let go.</content>
internal sealed partial class EngineQueue
{
    private const string EndedWithProcess = "The process that ran this job ended before it acknowledged.";
    private const string Expired = "The lease expired before the job was acknowledged.";
    private const int PageRows = 500;
    private const int TrimSlack = 1_000;

    /// <summary>Attempts that run longer are counted in their rows, for after a power cut.</summary>
    private static readonly TimeSpan RecordAfter = TimeSpan.FromSeconds(1);

    /// <summary>The leases of an earlier process are dead; their attempts count.</summary>
    private async Task RecoverAsync()
    {
        foreach (var page in _leaseFile.ReadLeft().Chunk(PageRows))
        {
            await CommitAsync(
                context =>
                {
                    Array.ForEach(page, left => CountLeft(context, left.Job, left.Attempt));
                    return true;
                },
                CancellationToken.None).ConfigureAwait(false);
        }

        var due = _core.Rows.Scan(Keys.Of(RowTable.JobDue), Keys.After(Keys.Of(RowTable.JobDue)), 1, int.MaxValue).Rows;
        if (due.Count > 0)
        {
            _due.NoLaterThan(TimeSpan.FromTicks(JobKeys.ReadDue(due[0].Key.Span).Ticks - _core.Clock.Now().UtcTicks));
        }
    }

    private void CountLeft(UnitContext context, JobKey job, int attempt)
    {
        if (_catalog.Find(job.Queue) is { } queue && context.Get(JobKeys.Ready(job)) is { } bytes
            && JobRow.Decode(bytes) is var row && row.Attempts < attempt)
        {
            var (place, next) = JobMachine.Fail(row, attempt, EndedWithProcess, TimeSpan.Zero, context.Now);
            _writer.Replace(context, queue, job, (JobPlace.Ready, row), (place, next));
            context.OnPublished(() => Arrived(queue.Name, job, JobPlace.Ready, place, next, endsLease: false));
        }
    }

    private async Task<TimeSpan?> ExpireAsync()
    {
        await RecordAsync(lease => _time.GetElapsedTime(lease.BegunAt) >= RecordAfter).ConfigureAwait(false);
        TimeSpan? again = null;
        foreach (var runtime in _queues.Values)
        {
            foreach (var page in runtime.Leases(lease => _time.GetTimestamp() >= lease.ExpiresAt).Chunk(PageRows))
            {
                await CommitAsync(context => Expire(context, runtime, page), CancellationToken.None).ConfigureAwait(false);
            }

            foreach (var lease in runtime.Leases(static _ => true))
            {
                var left = _time.GetElapsedTime(_time.GetTimestamp(), lease.ExpiresAt);
                left = lease.IsRecorded || left < RecordAfter ? left : RecordAfter;
                again = again is null || left < again ? left : again;
            }
        }

        return again;
    }

    private int Expire(UnitContext context, QueueRuntime runtime, Lease[] leases)
    {
        var count = 0;
        foreach (var lease in leases)
        {
            // Renewed or ended since they were listed: not touched.
            if (runtime.IsExpired(lease, _time.GetTimestamp()))
            {
                End(context, runtime, lease, (job, now) => JobMachine.Fail(job, lease.Attempt, Expired, TimeSpan.Zero, now));
                count++;
            }
        }

        return count;
    }

    /// <summary>Leases do not outlive the process: their attempts have failed.</summary>
    private async Task AbandonAsync()
    {
        foreach (var runtime in _queues.Values)
        {
            foreach (var page in runtime.Leases(static _ => true).Chunk(PageRows))
            {
                await CommitAsync(context => Abandon(context, runtime, page), CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private int Abandon(UnitContext context, QueueRuntime runtime, Lease[] leases)
    {
        foreach (var lease in leases.Where(runtime.IsHeld))
        {
            End(context, runtime, lease, (job, now) => JobMachine.Fail(job, lease.Attempt, EndedWithProcess, TimeSpan.Zero, now));
        }

        return leases.Length;
    }

    /// <summary>Counts attempts that run in their rows.</summary>
    private async Task RecordAsync(Func<Lease, bool> condition)
    {
        foreach (var runtime in _queues.Values)
        {
            foreach (var page in runtime.Leases(lease => !lease.IsRecorded && condition(lease)).Chunk(PageRows))
            {
                await CommitAsync(context => Record(context, runtime, page), CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private int Record(UnitContext context, QueueRuntime runtime, Lease[] leases)
    {
        foreach (var lease in leases)
        {
            if (context.Get(JobKeys.Ready(lease.Job)) is { } bytes && runtime.IsHeld(lease) && JobRow.Decode(bytes) is var row && row.Attempts < lease.Attempt)
            {
                var (place, next) = JobMachine.Record(row, lease.Attempt);
                _writer.Replace(context, _catalog.Find(runtime.Name)!, lease.Job, (JobPlace.Ready, row), (place, next));
                context.OnStaged(() => lease.IsRecorded = true);
            }
        }

        return leases.Length;
    }

    private async Task SettleQuietlyAsync(QueueRuntime runtime, Lease lease, Func<JobRow, DateTimeOffset, (JobPlace, JobRow)> decide)
    {
        try
        {
            await CommitAsync(
                context =>
                {
                    End(context, runtime, lease, decide);
                    return true;
                },
                CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is MosaicException or ObjectDisposedException)
        {
            runtime.GiveBack(lease);
        }
    }

    private async Task<TimeSpan?> PromoteAsync()
    {
        while (true)
        {
            var page = _core.Rows.Scan(Keys.Of(RowTable.JobDue), Keys.After(Keys.Of(RowTable.JobDue)), PageRows, int.MaxValue).Rows
                .ConvertAll(static row => JobKeys.ReadDue(row.Key.Span));
            var now = _core.Clock.Now().UtcTicks;
            var due = page.FindAll(entry => entry.Ticks <= now);
            if (due.Count > 0)
            {
                await CommitAsync(context => Promote(context, due), CancellationToken.None).ConfigureAwait(false);
            }

            if (due.Count < page.Count || page.Count == 0)
            {
                return page.Count == 0 ? null : TimeSpan.FromTicks(page[due.Count].Ticks - now);
            }
        }
    }

    private int Promote(UnitContext context, List<(long Ticks, JobKey Job)> due)
    {
        foreach (var (ticks, job) in due)
        {
            if (_catalog.Find(job.Queue) is { } queue && context.Get(JobPlace.Delayed.Key(job)) is { } bytes
                && JobRow.Decode(bytes) is var row && row.RunAtTicks == ticks)
            {
                var (place, next) = JobMachine.Promote(row);
                _writer.Replace(context, queue, job, (JobPlace.Delayed, row), (place, next));
                context.OnPublished(() => Arrived(queue.Name, job, JobPlace.Delayed, place, next, endsLease: false));
            }
        }

        return due.Count;
    }

    /// <summary>Lets completed jobs go beyond those that are kept, the first enqueued first.</summary>
    private async Task<TimeSpan?> TrimAsync()
    {
        foreach (var queue in _catalog.All)
        {
            var runtime = Runtime(queue.Name);
            while (runtime.Count(JobPlace.Done) > CompletedMax)
            {
                var from = JobKeys.AllAside(RowTable.JobDone, queue.Id);
                var rows = (int)Math.Min(PageRows, runtime.Count(JobPlace.Done) - CompletedMax);
                var jobs = _core.Rows.Scan(from, Keys.After(from), rows, int.MaxValue).Rows.ConvertAll(static row => JobKeys.ReadAside(row.Key.Span));
                if (await CommitAsync(context => Trim(context, queue, jobs), CancellationToken.None).ConfigureAwait(false) == 0)
                {
                    break;
                }
            }
        }

        return null;
    }

    private int Trim(UnitContext context, QueueInfo queue, List<JobKey> jobs)
    {
        var count = 0;
        foreach (var job in jobs)
        {
            if (context.Get(JobPlace.Done.Key(job)) is { } bytes)
            {
                var row = JobRow.Decode(bytes);
                _writer.Remove(context, queue, job, JobPlace.Done, row);
                context.OnPublished(() => Arrived(queue.Name, job, JobPlace.Done, null, row, endsLease: false));
                count++;
            }
        }

        return count;
    }
}
