using System.Text;
using Mosaic.Backends;
using Npgsql;
using NpgsqlTypes;
using static Mosaic.Postgres.Queue.QueueCommands;

namespace Mosaic.Postgres.Queue;

/// <summary>
/// Takes jobs from step to step inside somebody's open unit, with all that follows: slots of keys become free, the next of a sequence
/// takes its turn, deduplication keys are released, parents learn of their children. Who takes the locks of a job's queue and of its
/// parents' first may touch jobs that concern others.
/// </summary>
internal sealed partial class JobMoves(NpgsqlConnection connection, Sql sql, TeamJobId ids)
{
    private readonly Dictionary<(int Queue, KeyKind Kind, string Key), (int Held, long Waiting)> _keys = [];
    private readonly List<(string Queue, string Id, long Version, bool Gone)> _changes = [];
    private readonly Dictionary<string, int> _ready = new(StringComparer.Ordinal);

    /// <summary>The job's row, locked; null when there is none.</summary>
    public async ValueTask<StoredJob?> FindAsync(long number) =>
        (await connection.QueryAsync(sql["queue_job_lock"], StoredJob.Read, default, Of(number)).ConfigureAwait(false)).FirstOrDefault();

    /// <summary>The job of an id, with its queue's lock and its own; null when there is none.</summary>
    public async ValueTask<StoredJob?> FindAsync(string id)
    {
        var seen = (await connection.QueryAsync(
            sql["queue_job"],
            StoredJob.Read,
            default,
            Of(ids.TryParse(id, out var number) ? number : null, NpgsqlDbType.Bigint),
            Of(JobText.Write(id))).ConfigureAwait(false)).FirstOrDefault();
        if (seen is null || (seen.Row.ChosenId is null && ids.ToText(seen.Number, seen.Queue) != id))
        {
            return null;
        }

        await LockAsync([seen.Queue], [seen.Number]).ConfigureAwait(false);
        return await FindAsync(seen.Number).ConfigureAwait(false);
    }

    public async ValueTask MoveAsync(StoredJob from, JobStep to, JobEventKind kind)
    {
        await WriteAsync(from, to, kind).ConfigureAwait(false);
        if (await FollowAsync(from.Queue, from.Step, to).ConfigureAwait(false))
        {
            await UnblockAsync(from.Queue, to.Row.KeyKind, to.Row.Key!).ConfigureAwait(false);
        }

        if (to.Place.IsEnd())
        {
            await ReleaseAsync(from).ConfigureAwait(false);
            await TellParentAsync(from, to, forGood: false).ConfigureAwait(false);
        }
        else if (from.Place.IsEnd() && to.Row.Parent is { } parent)
        {
            await connection.ExecuteAsync(sql["queue_child_open"], Of(parent.Job.Number), Of(parent.Ordinal)).ConfigureAwait(false);
        }
    }

    /// <summary>The job is gone, with all that was kept of it. A parent that waits for it sees it as withdrawn.</summary>
    public async ValueTask RemoveAsync(StoredJob job)
    {
        await connection.ExecuteAsync(sql["queue_remove"], Of([job.Number])).ConfigureAwait(false);
        Changed(job, job.Row, JobEventKind.Removed, gone: true);
        if (await FollowAsync(job.Queue, job.Step, null).ConfigureAwait(false))
        {
            await UnblockAsync(job.Queue, job.Row.KeyKind, job.Row.Key!).ConfigureAwait(false);
        }

        await ReleaseAsync(job).ConfigureAwait(false);
        if (job.Place != JobPlace.Done)
        {
            await TellParentAsync(job, new JobStep(JobPlace.Cancelled, job.Row), forGood: true).ConfigureAwait(false);
        }
    }

    /// <summary>An attempt of a leased job failed.</summary>
    public async ValueTask FailAsync(StoredJob job, JobError? error, TimeSpan? delay)
    {
        var wait = delay ?? RetryCodec.After(job.Row.Retry ?? _queues.GetValueOrDefault(job.Queue)?.Retry ?? RetryPolicy.Default, job.Row.Attempts);
        var to = JobMachine.Fail(job.Place, job.Row with { HasAttempts = true }, job.Row.Attempts, error?.Message, wait, Now);
        await connection.ExecuteAsync(
            sql["queue_attempt"],
            Of(job.Number),
            Of(to.Row.Version),
            Of(to.Row.Attempts),
            Of(job.LeasedAt),
            Of((DateTimeOffset?)Now),
            Utf8(to.Row.Error),
            Utf8(JobMachine.Bounded(error?.Stack))).ConfigureAwait(false);
        await MoveAsync(job, to, to.Place == JobPlace.Dead ? JobEventKind.DeadLetter : JobEventKind.Failed).ConfigureAwait(false);
    }

    /// <summary>A row has changed in another way.</summary>
    public void Changed(StoredJob job, JobRow row, JobEventKind kind, bool gone = false) =>
        _changes.Add((job.QueueName, row.ChosenId ?? ids.ToText(job.Number, job.Queue), JobVersion.Pack(row.Version, kind, row.Attempts), gone));

    /// <summary>Tells the change record, and who waits for jobs, all of it; once, last.</summary>
    public async ValueTask EndAsync()
    {
        for (var from = 0; from < _changes.Count;)
        {
            var to = from + 1;
            while (to < _changes.Count && _changes[to].Queue == _changes[from].Queue && _changes[to].Gone == _changes[from].Gone)
            {
                to++;
            }

            var run = _changes[from..to];
            _ready.Remove(run[0].Queue, out var ready);
            await connection.ExecuteAsync(
                sql["queue_changed"],
                Of(run[0].Queue),
                Of(run.Select(static change => change.Id).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text),
                Of(run.Select(static change => change.Version).ToArray()),
                Of(run[0].Gone),
                Of(ready)).ConfigureAwait(false);
            from = to;
        }
    }

    private static NpgsqlParameter Utf8(string? text) => Of(text is null ? null : Encoding.UTF8.GetBytes(text));

    private async ValueTask WriteAsync(StoredJob from, JobStep to, JobEventKind kind)
    {
        var row = to.Row;
        await connection.ExecuteAsync(
            sql["queue_move"],
            Of(from.Number),
            Of((short)to.Place, NpgsqlDbType.Smallint),
            Of(row.Version),
            Of(row.Attempts),
            Of(row.Redrives),
            Of(row.HoldsSlot),
            Of(row.HasAttempts),
            OfTicks(row.RunAtTicks),
            OfTicks(row.EndedTicks),
            Of(row.Result?.ToArray()),
            Utf8(row.Error)).ConfigureAwait(false);
        Changed(from, row, kind);
        Ready(from.QueueName, to);
    }

    /// <summary>Who waits is told of jobs that became ready, of a lease's end too: the queue may be limited.</summary>
    private void Ready(string queue, JobStep to)
    {
        if (to.Place != JobPlace.Parent)
        {
            _ready[queue] = _ready.GetValueOrDefault(queue) + 1;
        }
    }

    private async ValueTask ReleaseAsync(StoredJob job)
    {
        if (job.Row.DeduplicationKey is { } key)
        {
            await connection.ExecuteAsync(sql["queue_release"], Of(job.Queue), Of(key), Of(job.Number)).ConfigureAwait(false);
        }
    }
}
