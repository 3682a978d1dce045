using Mosaic.Backends;
using Npgsql;
using NpgsqlTypes;
using static Mosaic.Postgres.Queue.QueueCommands;

namespace Mosaic.Postgres.Queue;

/// <content>What operators do: settings, pause, cancel, remove, redrive, purge.</content>
internal sealed partial class PostgresQueue
{
    private const int PageJobs = 1_000;

    public ValueTask ConfigureAsync(string queue, QueueOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        JobRules.Validate(options);
        return SetAsync(
            queue,
            "queue_configure",
            () =>
            [
                Of(QueueJson.Encode(options)),
                Of(options.MaxAttempts, NpgsqlDbType.Integer),
                Of(options.Concurrency, NpgsqlDbType.Integer),
                Of(options.Rate?.Max, NpgsqlDbType.Integer),
                Of(options.Rate?.Per, NpgsqlDbType.Interval),
                Of(options.KeyConcurrency),
                Of(options.KeyRate?.Max, NpgsqlDbType.Integer),
                Of(options.KeyRate?.Per, NpgsqlDbType.Interval),
            ],
            cancellationToken);
    }

    public async ValueTask<QueueOptions> GetOptionsAsync(string queue, CancellationToken cancellationToken = default)
    {
        JobRules.ValidateName(queue, nameof(queue));
        Enter(cancellationToken);
        var found = await ReadAsync(
            "read settings", "queue_options", static reader => reader.IsDBNull(0) ? null : reader.GetFieldValue<byte[]>(0), cancellationToken, Of(queue)).ConfigureAwait(false);
        return found is [{ } options] ? QueueJson.Decode<QueueOptions>(options) : new QueueOptions();
    }

    public ValueTask PauseAsync(string queue, CancellationToken cancellationToken = default) => SetAsync(queue, "queue_pause", () => [Of(true)], cancellationToken);

    public ValueTask ResumeAsync(string queue, CancellationToken cancellationToken = default) => SetAsync(queue, "queue_pause", () => [Of(false)], cancellationToken);

    public ValueTask<bool> CancelAsync(string jobId, CancellationToken cancellationToken = default) => EndAsync(
        jobId,
        async (moves, job) =>
        {
            if (job.Place.IsEnd())
            {
                return false;
            }

            await moves.MoveAsync(job, JobMachine.Cancel(job.Place, job.Row, job.Row.Attempts, moves.Now), JobEventKind.Cancelled).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    public ValueTask<bool> RemoveAsync(string jobId, CancellationToken cancellationToken = default) => EndAsync(
        jobId,
        static async (moves, job) =>
        {
            await moves.RemoveAsync(job).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    public ValueTask<bool> RedriveAsync(string jobId, CancellationToken cancellationToken = default) => ChangeAsync(jobId, RedriveAsync, cancellationToken);

    public async ValueTask<long> RedriveAllAsync(string queue, CancellationToken cancellationToken = default)
    {
        JobRules.ValidateName(queue, nameof(queue));
        Enter(cancellationToken);
        await CatchUpAsync(cancellationToken).ConfigureAwait(false);
        var redriven = 0L;

        // From number to number: what dies again meanwhile is not redriven again.
        for (var after = long.MinValue; await EndedAsync(queue, JobPlace.Dead, after, cancellationToken).ConfigureAwait(false) is { Count: > 0 } page; after = page[^1])
        {
            redriven += await UnitAsync(
                "redrive",
                async moves =>
                {
                    await moves.LockAsync([queue], page).ConfigureAwait(false);
                    return await RedriveAllAsync(moves, page).ConfigureAwait(false);
                },
                cancellationToken).ConfigureAwait(false);
        }

        return redriven;
    }

    public async ValueTask<long> PurgeAsync(string queue, JobState state, TimeSpan? olderThan = null, CancellationToken cancellationToken = default)
    {
        JobRules.ValidateName(queue, nameof(queue));
        var place = JobRules.PurgedPlace(state, olderThan);
        Enter(cancellationToken);
        await CatchUpAsync(cancellationToken).ConfigureAwait(false);
        return await _retention.PurgeAsync(queue, place, olderThan, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<bool> RedriveAsync(JobMoves moves, StoredJob job)
    {
        if (job.Place is not (JobPlace.Dead or JobPlace.Cancelled))
        {
            return false;
        }

        var waits = job.Row.IsParent && await moves.ChildrenLeftAsync(job.Number).ConfigureAwait(false) > 0;
        var free = await moves.IsFreeAsync(job.Queue, job.Row).ConfigureAwait(false);
        await moves.MoveAsync(job, JobMachine.Redrive(job.Place, job.Row, moves.Now, free, waits), JobEventKind.Redriven).ConfigureAwait(false);
        return true;
    }

    /// <summary>In order; those that are of no flow, together.</summary>
    private static async ValueTask<long> RedriveAllAsync(JobMoves moves, List<long> numbers)
    {
        var jobs = (await moves.FindAllAsync(numbers).ConfigureAwait(false)).FindAll(static job => job.Place == JobPlace.Dead);
        for (var from = 0; from < jobs.Count;)
        {
            var to = from;
            while (to < jobs.Count && jobs[to].Row is { IsParent: false, Parent: null })
            {
                to++;
            }

            await moves.MoveAllAsync(
                jobs[from..to],
                (job, free) => JobMachine.Redrive(job.Place, job.Row, moves.Now, free, waits: false),
                JobEventKind.Redriven).ConfigureAwait(false);
            if (to < jobs.Count)
            {
                await RedriveAsync(moves, (await moves.FindAsync(jobs[to].Number).ConfigureAwait(false))!).ConfigureAwait(false);
            }

            from = to + 1;
        }

        return jobs.Count;
    }

    private ValueTask<List<long>> EndedAsync(string queue, JobPlace place, long after, CancellationToken cancellationToken) => ReadAsync(
        "list jobs",
        "queue_ended",
        static reader => reader.GetInt64(0),
        cancellationToken,
        Of(queue),
        Of((short)place, NpgsqlDbType.Smallint),
        Of(after),
        Of(PageJobs));

    /// <summary>As <see cref="ChangeAsync"/>; whoever holds the job's lease is told that it is over, in every process.</summary>
    private async ValueTask<bool> EndAsync(string jobId, Func<JobMoves, StoredJob, ValueTask<bool>> change, CancellationToken cancellationToken)
    {
        var ended = await ChangeAsync(
            jobId,
            async (moves, job) =>
            {
                if (!await change(moves, job).ConfigureAwait(false))
                {
                    return false;
                }

                if (job.Secret is not null)
                {
                    await moves.TellAsync(LeaseEndedTopic, jobId.Contains('\0', StringComparison.Ordinal) ? "" : jobId).ConfigureAwait(false);
                }

                return true;
            },
            cancellationToken).ConfigureAwait(false);
        if (ended)
        {
            LeaseEndedHere?.Invoke(jobId);
        }

        return ended;
    }

    private async ValueTask<bool> ChangeAsync(string jobId, Func<JobMoves, StoredJob, ValueTask<bool>> change, CancellationToken cancellationToken)
    {
        JobRules.ValidateId(jobId, nameof(jobId));
        Enter(cancellationToken);
        await CatchUpAsync(cancellationToken).ConfigureAwait(false);
        return await UnitAsync(
            "change a job",
            async moves => await moves.FindAsync(jobId).ConfigureAwait(false) is { } job && await change(moves, job).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask SetAsync(string queue, string query, Func<NpgsqlParameter[]> parameters, CancellationToken cancellationToken)
    {
        JobRules.ValidateName(queue, nameof(queue));
        Enter(cancellationToken);
        await CatchUpAsync(cancellationToken).ConfigureAwait(false);
        await UnitAsync(
            "configure a queue",
            async moves =>
            {
                await moves.SetAsync(queue, query, parameters()).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }
}
