using Mosaic.Backends;
using Mosaic.Postgres.Sessions;
using static Mosaic.Postgres.Queue.QueueCommands;

namespace Mosaic.Postgres.Queue;

/// <summary>
/// The schedules of a store. A run is one unit that holds the schedule's row: the jobs are enqueued and the row moves on, so a time runs
/// once, however many processes look.
/// </summary>
internal sealed class PostgresSchedules(PostgresQueue queue, PostgresSession session, TeamJobId ids) : IJobSchedules
{
    private const int RunsAtOnce = 200;
    private const int JobsAtOnce = 1_000;
    private const long BytesAtOnce = 32 << 20;

    public async ValueTask<ScheduleStatus> PutAsync(JobSchedule schedule, CancellationToken cancellationToken = default)
    {
        var times = JobRules.Validate(schedule, session.Options.TimeProvider.GetUtcNow());
        var json = schedule.Data is null ? null : queue.ToJson(schedule.Data, schedule.Queue);
        queue.Draft(schedule.Queue, schedule.Type, json, schedule.Options ?? new EnqueueOptions()); // the rules of jobs
        queue.Enter(cancellationToken);
        var row = schedule with { Data = json is null ? null : JobJson.Read(json) };
        return (await queue.UnitAsync(
            "put a schedule",
            async moves =>
            {
                var before = await moves.ScheduleAsync(row.Id).ConfigureAwait(false);
                var put = ScheduleRow.Put(row, before, times, await moves.TimeAsync().ConfigureAwait(false));
                await moves.PutAsync(put).ConfigureAwait(false);
                return put;
            },
            cancellationToken).ConfigureAwait(false)).ToPublic();
    }

    public async ValueTask<ScheduleStatus?> GetAsync(string id, CancellationToken cancellationToken = default)
    {
        JobRules.ValidateName(id, nameof(id));
        return (await ReadAsync(id, cancellationToken).ConfigureAwait(false)).FirstOrDefault();
    }

    public async ValueTask<IReadOnlyList<ScheduleStatus>> ListAsync(CancellationToken cancellationToken = default) => await ReadAsync(null, cancellationToken).ConfigureAwait(false);

    public async ValueTask<bool> DeleteAsync(string id, CancellationToken cancellationToken = default)
    {
        JobRules.ValidateName(id, nameof(id));
        queue.Enter(cancellationToken);
        return await queue.UnitAsync("delete a schedule", moves => moves.DeleteScheduleAsync(id), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<string?> TriggerAsync(string id, CancellationToken cancellationToken = default)
    {
        JobRules.ValidateName(id, nameof(id));
        queue.Enter(cancellationToken);
        return await queue.UnitAsync(
            "trigger a schedule",
            async moves => await moves.ScheduleAsync(id).ConfigureAwait(false) is { } row ? await EnqueueAsync(moves, row, null).ConfigureAwait(false) : null,
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs schedules that are due and in nobody's hands.</summary>
    /// <returns>How many ran.</returns>
    public ValueTask<int> RunAsync(CancellationToken cancellationToken) => queue.UnitAsync(
        "run schedules",
        async moves =>
        {
            var (rows, now) = await moves.DueSchedulesAsync(RunsAtOnce).ConfigureAwait(false);
            var due = rows.ConvertAll(static row => QueueJson.Decode<ScheduleRow>(row));
            await moves.LockAsync(due.Select(static row => row.Schedule.Queue), []).ConfigureAwait(false);
            var (jobs, bytes) = (0, 0L);
            for (var i = 0; i < due.Count; i++)
            {
                if (jobs >= JobsAtOnce || bytes >= BytesAtOnce)
                {
                    break; // due still
                }

                (jobs, bytes) = await RunAsync(moves, due[i], now, jobs, bytes, rows[i].Length).ConfigureAwait(false);
            }

            return rows.Count;
        },
        cancellationToken);

    private async ValueTask<(int Jobs, long Bytes)> RunAsync(JobMoves moves, ScheduleRow row, DateTimeOffset now, int jobs, long bytes, int size)
    {
        CronTimes times;
        try
        {
            times = new CronTimes(row.Schedule.Cron, row.Schedule.TimeZone);
        }
        catch (ArgumentException)
        {
            // It was put on another system: this one does not know its time zone. Another process may.
            return (jobs, bytes);
        }

        var due = times.Due(row.Due!.Value, now, row.Schedule.MissedRuns);
        var next = times.After(now);
        foreach (var time in due)
        {
            if (jobs >= JobsAtOnce || bytes >= BytesAtOnce)
            {
                next = time; // the rest is due still
                break;
            }

            row = row with { Last = time.ToUniversalTime(), LastJobId = await EnqueueAsync(moves, row, time).ConfigureAwait(false) ?? row.LastJobId };
            jobs++;
            bytes += size;
        }

        await moves.PutAsync(row with { Next = next }).ConfigureAwait(false);
        return (jobs, bytes);
    }

    /// <returns>The job's id; null: this run's job is there already.</returns>
    private async ValueTask<string?> EnqueueAsync(JobMoves moves, ScheduleRow row, DateTimeOffset? time)
    {
        var id = time is { } at ? row.JobId(at) : null;
        if (id is not null && await moves.ExistsAsync(id).ConfigureAwait(false))
        {
            return null;
        }

        var data = row.Schedule.Data is System.Text.Json.JsonElement json ? System.Text.Encoding.UTF8.GetBytes(json.GetRawText()) : null;
        var draft = queue.Draft(row.Schedule.Queue, row.Schedule.Type, data, (row.Schedule.Options ?? new EnqueueOptions()) with { Id = id });
        return (await PostgresQueue.InsertAsync(moves, [draft]).ConfigureAwait(false))[0];
    }

    private async ValueTask<List<ScheduleStatus>> ReadAsync(string? id, CancellationToken cancellationToken)
    {
        queue.Enter(cancellationToken);
        await queue.CatchUpAsync(cancellationToken).ConfigureAwait(false);
        _ = ids;
        return await session.Reads.RunAsync(
            "read schedules",
            (connection, stop) => connection.QueryAsync(
                session.Sql["schedule_list"], static reader => QueueJson.Decode<ScheduleRow>(reader.GetFieldValue<byte[]>(0)).ToPublic(), stop, Of(id)),
            cancellationToken).ConfigureAwait(false);
    }
}
