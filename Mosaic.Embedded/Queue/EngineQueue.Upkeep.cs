using Mosaic.Queue.Leases;
using Mosaic.Queue.Moves;
using Mosaic.Queue.Ready;
using Mosaic.Queue.Rows;
using Mosaic.Storage.Commit;
using Mosaic.Storage.Rows;

namespace Mosaic.Queue;

/// <content>What happens without a caller: leases expire, delayed jobs become ready, attempts are counted.</content>
internal sealed partial class EngineQueue
{
    private const int PageRows = 500;

    /// <summary>Attempts that run longer are counted in their rows, for after a power cut.</summary>
    private static readonly TimeSpan RecordAfter = TimeSpan.FromSeconds(1);

    /// <summary>The leases of an earlier process are dead; their attempts count.</summary>
    private async Task RecoverAsync()
    {
        if (_leaseFile.ReadLeft() is { Count: > 0 } left)
        {
            await CountLeftAsync(left).ConfigureAwait(false);
        }

        _schedules.Load();
        var due = _core.Rows.Scan(Keys.Of(RowTable.JobDue), Keys.After(Keys.Of(RowTable.JobDue)), 1, int.MaxValue).Rows;
        if (due.Count > 0)
        {
            DueNoLaterThan(JobKeys.ReadDue(due[0].Key.Span).Ticks);
        }
    }

    private async Task CountLeftAsync(IReadOnlyList<LeftAttempt> attempts)
    {
        foreach (var page in attempts.Chunk(PageRows))
        {
            await _core.CommitSplitAsync(page, CountLeft, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private int CountLeft(UnitContext context, IReadOnlyList<LeftAttempt> attempts)
    {
        foreach (var left in attempts)
        {
            CountLeft(context, left);
        }

        return attempts.Count;
    }

    private void CountLeft(UnitContext context, LeftAttempt left)
    {
        if (_catalog.Find(left.Job.Queue) is { } queue && context.Get(JobKeys.Ready(left.Job)) is { } bytes
            && JobRowCodec.Decode(bytes) is var row && row.Redrives == left.Redrives
            && (row.Attempts < left.Attempt || (row.IsRunning && row.Attempts == left.Attempt)))
        {
            var from = new JobStep(JobPlace.Ready, row);
            var to = Failed(context, left.Job, from, left.Attempt, null, new JobError(JobErrors.EndedWithProcess), TimeSpan.Zero);
            _moves.Move(context, queue, left.Job, from, to, to.Place == JobPlace.Dead ? JobEventKind.DeadLetter : JobEventKind.Failed);
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
                await _core.CommitSplitAsync(page, (context, some) => Expire(context, runtime, some), CancellationToken.None).ConfigureAwait(false);
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

    private int Expire(UnitContext context, QueueRuntime runtime, IReadOnlyList<Lease> leases)
    {
        var count = 0;
        foreach (var lease in leases)
        {
            // Renewed or ended since they were listed: not touched.
            if (runtime.IsExpired(lease))
            {
                Fail(context, runtime, lease, lease.Attempt, new JobError(JobErrors.Expired), TimeSpan.Zero);
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
                await _core.CommitSplitAsync(page, (context, some) => Abandon(context, runtime, some), CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private int Abandon(UnitContext context, QueueRuntime runtime, IReadOnlyList<Lease> leases)
    {
        foreach (var lease in leases.Where(runtime.IsHeld))
        {
            Fail(context, runtime, lease, lease.Attempt, new JobError(JobErrors.EndedWithProcess), TimeSpan.Zero);
        }

        return leases.Count;
    }

    /// <summary>Counts attempts that run in their rows.</summary>
    private async Task RecordAsync(Func<Lease, bool> condition)
    {
        foreach (var runtime in _queues.Values)
        {
            foreach (var page in runtime.Leases(lease => !lease.IsRecorded && condition(lease)).Chunk(PageRows))
            {
                await _core.CommitSplitAsync(page, (context, some) => Record(context, runtime, some), CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private int Record(UnitContext context, QueueRuntime runtime, IReadOnlyList<Lease> leases)
    {
        foreach (var lease in leases)
        {
            if (context.Get(JobKeys.Ready(lease.Job)) is { } bytes && runtime.IsHeld(lease) && JobRowCodec.Decode(bytes) is var row && row.Attempts < lease.Attempt)
            {
                // No move: the lease goes on.
                var to = JobMachine.Record(JobPlace.Ready, row, lease.Attempt);
                _writer.Replace(context, _catalog.Find(runtime.Name)!, lease.Job, new JobStep(JobPlace.Ready, row), to, JobEventKind.Running);
                context.OnStaged(() => lease.IsRecorded = true);
            }
        }

        return leases.Count;
    }

    private async Task<TimeSpan?> PromoteAsync()
    {
        while (true)
        {
            Volatile.Write(ref _nextDueTicks, long.MaxValue); // what becomes delayed from here on lowers it again
            var page = _core.Rows.Scan(Keys.Of(RowTable.JobDue), Keys.After(Keys.Of(RowTable.JobDue)), PageRows, int.MaxValue).Rows
                .ConvertAll(static row => JobKeys.ReadDue(row.Key.Span));
            var now = _core.Clock.Now().UtcTicks;
            var due = page.FindAll(entry => entry.Ticks <= now);
            if (due.Count > 0)
            {
                await _core.CommitSplitAsync(due, Promote, CancellationToken.None).ConfigureAwait(false);
            }

            if (due.Count < page.Count || page.Count == 0)
            {
                if (page.Count > 0)
                {
                    DueNoLaterThan(page[due.Count].Ticks);
                }

                return null;
            }
        }
    }

    private int Promote(UnitContext context, IReadOnlyList<(long Ticks, JobKey Job)> due)
    {
        foreach (var (ticks, job) in due)
        {
            if (_catalog.Find(job.Queue) is { } queue && context.Get(JobPlace.Delayed.Key(job)) is { } bytes
                && JobRowCodec.Decode(bytes) is var row && row.RunAtTicks == ticks)
            {
                var to = JobMachine.Promote(JobPlace.Delayed, row, context.Now, KeySlots.IsFree(context, queue, row));
                _moves.Move(context, queue, job, new JobStep(JobPlace.Delayed, row), to, JobEventKind.Ready);
            }
        }

        return due.Count;
    }

    /// <summary>Delays end by the wall clock, which may jump; the timer's does not.</summary>
    private void DueNoLaterThan(long ticks)
    {
        long next;
        while (ticks < (next = Volatile.Read(ref _nextDueTicks)) && Interlocked.CompareExchange(ref _nextDueTicks, ticks, next) != next)
        {
        }

        _due.NoLaterThan(TimeSpan.FromTicks(ticks - _core.Clock.Now().UtcTicks));
    }
}
