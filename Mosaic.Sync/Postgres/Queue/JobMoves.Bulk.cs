using Mosaic.Backends;
using NpgsqlTypes;
using static Mosaic.Postgres.Queue.QueueCommands;

namespace Mosaic.Postgres.Queue;

/// <content>Many jobs at once, in few statements: steps that neither end a job nor free a slot, so that no other job follows.</content>
internal sealed partial class JobMoves
{
    /// <summary>Jobs' rows, locked, in the order of the numbers; without data, result, error and retry.</summary>
    public async ValueTask<List<StoredJob>> FindAllAsync(IReadOnlyList<long> numbers)
    {
        var found = (await connection.QueryAsync(sql["queue_heads_lock"], StoredJob.Read, default, Of([.. numbers])).ConfigureAwait(false)).ToDictionary(static job => job.Number);
        return [.. numbers.Where(found.ContainsKey).Select(number => found[number])];
    }

    /// <summary>Jobs whose queues' locks are held take a step, one after the other as far as their keys are concerned.</summary>
    /// <param name="jobs">The jobs.</param>
    /// <param name="step">From a job, and whether its key has a free slot.</param>
    /// <param name="kind">What it is called.</param>
    public async ValueTask MoveAllAsync(IReadOnlyList<StoredJob> jobs, Func<StoredJob, bool, JobStep> step, JobEventKind kind)
    {
        if (jobs.Count == 0)
        {
            return;
        }

        await KnowKeysAsync(jobs).ConfigureAwait(false);
        var steps = new JobStep[jobs.Count];
        for (var i = 0; i < steps.Length; i++)
        {
            var job = jobs[i];
            var to = steps[i] = step(job, await IsFreeAsync(job.Queue, job.Row).ConfigureAwait(false));
            await FollowAsync(job.Queue, job.Step, to).ConfigureAwait(false);
            Changed(job, to.Row, kind);
            Ready(job.QueueName, to);
        }

        await connection.ExecuteAsync(
            sql["queue_move_all"],
            Of([.. jobs.Select(static job => job.Number)]),
            Of(Array.ConvertAll(steps, static to => (short)to.Place), NpgsqlDbType.Array | NpgsqlDbType.Smallint),
            Of(Array.ConvertAll(steps, static to => to.Row.Version), NpgsqlDbType.Array | NpgsqlDbType.Integer),
            Of(Array.ConvertAll(steps, static to => to.Row.Attempts), NpgsqlDbType.Array | NpgsqlDbType.Integer),
            Of(Array.ConvertAll(steps, static to => to.Row.Redrives), NpgsqlDbType.Array | NpgsqlDbType.Integer),
            Of(Array.ConvertAll(steps, static to => to.Row.HoldsSlot), NpgsqlDbType.Array | NpgsqlDbType.Boolean),
            Of(Array.ConvertAll(steps, static to => new DateTime(to.Row.RunAtTicks, DateTimeKind.Utc)), NpgsqlDbType.Array | NpgsqlDbType.TimestampTz)).ConfigureAwait(false);
    }

    /// <summary>Reads what is not known of the jobs' keys, before their rows are written.</summary>
    private async ValueTask KnowKeysAsync(IReadOnlyList<StoredJob> jobs)
    {
        var unknown = jobs
            .Where(static job => job.Row.Key is not null)
            .Select(static job => (job.Queue, Kind: job.Row.KeyKind, Key: job.Row.Key!))
            .Distinct()
            .Where(key => !_keys.ContainsKey(key))
            .ToArray();
        if (unknown.Length == 0)
        {
            return;
        }

        foreach (var (key, state) in await connection.QueryAsync(
            sql["queue_keys"],
            static reader => ((reader.GetInt32(0), (KeyKind)reader.GetInt16(1), reader.GetString(2)), (reader.GetInt32(3), reader.GetInt64(4))),
            default,
            Of(Array.ConvertAll(unknown, static key => key.Queue), NpgsqlDbType.Array | NpgsqlDbType.Integer),
            Of(Array.ConvertAll(unknown, static key => (short)key.Kind), NpgsqlDbType.Array | NpgsqlDbType.Smallint),
            Of(Array.ConvertAll(unknown, static key => key.Key), NpgsqlDbType.Array | NpgsqlDbType.Text)).ConfigureAwait(false))
        {
            _keys[key] = state;
        }
    }
}
