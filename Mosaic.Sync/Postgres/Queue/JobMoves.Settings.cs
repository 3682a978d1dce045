using Mosaic.Backends;
using Npgsql;
using NpgsqlTypes;
using static Mosaic.Postgres.Queue.QueueCommands;

namespace Mosaic.Postgres.Queue;

/// <content>What queues are like, ended jobs, and what upkeep does to jobs that concern others.</content>
internal sealed partial class JobMoves
{
    private const int PromotedAtOnce = 1_000;
    private const int ExpiredAtOnce = 100;

    /// <summary>Sets what a queue is like; keys may have more slots than before.</summary>
    public async ValueTask SetAsync(string queue, string query, NpgsqlParameter[] parameters)
    {
        var locked = await LockAsync(queue).ConfigureAwait(false);
        await connection.ExecuteAsync(sql[query], [Of(locked.Id), .. parameters]).ConfigureAwait(false);
        await connection.ExecuteAsync(sql["queue_set"], Of(queue)).ConfigureAwait(false);
        _queues.Clear();
        await LockAsync([locked.Id], []).ConfigureAwait(false);
        foreach (var key in await connection.QueryAsync(sql["queue_blocked_keys"], static reader => reader.GetString(0), default, Of(locked.Id)).ConfigureAwait(false))
        {
            await UnblockAsync(locked.Id, KeyKind.Limit, key).ConfigureAwait(false);
        }
    }

    public async ValueTask<long> ChildrenLeftAsync(long parent) =>
        (await connection.QueryAsync(sql["queue_children_left"], static reader => reader.GetInt64(0), default, Of(parent)).ConfigureAwait(false))[0];

    public async ValueTask TellAsync(string topic, string content) =>
        await connection.ExecuteAsync(sql["queue_lease_ended"], Of(topic), Of(content)).ConfigureAwait(false);

    /// <summary>Jobs that have ended and are kept, locked; those that concern no others any more go at once.</summary>
    public async ValueTask<long> RemoveEndedAsync(long[] numbers, JobPlace place)
    {
        var jobs = (await connection.QueryAsync(sql["queue_jobs_lock"], StoredJob.Read, default, Of(numbers)).ConfigureAwait(false)).FindAll(job => job.Place == place);
        var alone = jobs.FindAll(static job => job.Place == JobPlace.Done || job.Row.Parent is null);
        if (alone.Count > 0)
        {
            await connection.ExecuteAsync(sql["queue_remove"], Of([.. alone.Select(static job => job.Number)])).ConfigureAwait(false);
            alone.ForEach(job => Changed(job, job.Row, JobEventKind.Removed, gone: true));
        }

        foreach (var job in jobs.Except(alone))
        {
            await RemoveAsync(job).ConfigureAwait(false);
        }

        return jobs.Count;
    }

    /// <summary>Due jobs that concern others, some of them.</summary>
    /// <returns>How many.</returns>
    public async ValueTask<int> CatchUpAsync()
    {
        var due = await connection.QueryAsync(
            sql["queue_special_due"],
            static reader => (Number: reader.GetInt64(0), Queue: reader.GetInt32(1)),
            default,
            Of(PromotedAtOnce),
            Of(ExpiredAtOnce)).ConfigureAwait(false);
        await LockAsync(due.Select(static job => job.Queue), due.ConvertAll(static job => job.Number)).ConfigureAwait(false);
        var jobs = await FindAllAsync(due.ConvertAll(static job => job.Number)).ConfigureAwait(false);
        var delayed = jobs.FindAll(job => job.Place == JobPlace.Delayed && job.Row.RunAtTicks <= Now.UtcTicks);
        await MoveAllAsync(delayed, (job, free) => JobMachine.Promote(job.Place, job.Row, Now, free), JobEventKind.Ready).ConfigureAwait(false);
        foreach (var leased in jobs.Where(static job => job.Secret is not null))
        {
            if (!leased.IsLive || await IsEndedAsync(leased.Number).ConfigureAwait(false))
            {
                var job = (await FindAsync(leased.Number).ConfigureAwait(false))!;
                await FailAsync(job, new JobError(leased.IsLive ? JobErrors.EndedWithProcess : JobErrors.Expired), TimeSpan.Zero).ConfigureAwait(false);
            }
        }

        return due.Count;
    }

    /// <summary>Schedules that are due and in nobody's hands, locked.</summary>
    public async ValueTask<(List<byte[]> Rows, DateTimeOffset Now)> DueSchedulesAsync(int max)
    {
        var due = await connection.QueryAsync(
            sql["schedule_due"], static reader => (Row: reader.GetFieldValue<byte[]>(0), Now: StoredJob.Time(reader, 1)!.Value), default, Of(max)).ConfigureAwait(false);
        return (due.ConvertAll(static row => row.Row), due.Count == 0 ? default : due[0].Now);
    }

    public async ValueTask<ScheduleRow?> ScheduleAsync(string id) =>
        (await connection.QueryAsync(sql["schedule_lock"], static reader => reader.GetFieldValue<byte[]>(0), default, Of(id)).ConfigureAwait(false)) is [var row]
            ? QueueJson.Decode<ScheduleRow>(row)
            : null;

    public async ValueTask<DateTimeOffset> TimeAsync() =>
        (await connection.QueryAsync(sql["time_now"], static reader => StoredJob.Time(reader, 0)!.Value, default).ConfigureAwait(false))[0];

    public async ValueTask PutAsync(ScheduleRow row) => await connection.ExecuteAsync(
        sql["schedule_put"], Of(row.Schedule.Id), Of(row.Schedule.Queue), Of(row.Due), Of(QueueJson.Encode(row))).ConfigureAwait(false);

    /// <returns>Whether there was one.</returns>
    public async ValueTask<bool> DeleteScheduleAsync(string id) =>
        (await connection.QueryAsync(sql["schedule_delete"], static _ => true, default, Of(id)).ConfigureAwait(false)).Count > 0;

    public async ValueTask<bool> ExistsAsync(string chosenId) =>
        (await connection.QueryAsync(sql["queue_job"], static _ => true, default, Of(null, NpgsqlDbType.Bigint), Of(JobText.Write(chosenId))).ConfigureAwait(false)).Count > 0;

    private async ValueTask<bool> IsEndedAsync(long number) =>
        (await connection.QueryAsync(sql["queue_is_ended"], static reader => reader.GetBoolean(0), default, Of(number)).ConfigureAwait(false)) is [true];
}
