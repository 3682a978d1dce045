using Mosaic.Backends;
using Mosaic.Postgres.Units;
using Npgsql;
using static Mosaic.Postgres.Queue.QueueCommands;

namespace Mosaic.Postgres.Queue;

/// <content>What transactions do, in their own unit.</content>
internal sealed partial class PostgresQueue
{
    /// <summary>Runs inside a unit that somebody has open; throws what a call outside would.</summary>
    internal async ValueTask RunAsync<T>(NpgsqlConnection connection, Func<JobMoves, ValueTask<T>> run)
    {
        var moves = new JobMoves(connection, _session.Sql, _ids);
        await run(moves).ConfigureAwait(false);
        await moves.EndAsync().ConfigureAwait(false);
    }

    /// <summary>A number for a job whose id is told before it is written, and its queue's.</summary>
    internal ValueTask<(long Number, int Queue)> ReserveAsync(JobDraft draft, CancellationToken cancellationToken) => _session.Units.RunAsync(
        new LongUnit<(long Number, int Queue)>("enqueue")
        {
            Run = connection => ReserveAsync(connection, draft),
            Recall = static _ => throw new ConflictException("Another attempt drew the number.") { Operation = "enqueue", IsTransient = true },
        },
        cancellationToken);

    private async ValueTask<(long Number, int Queue)> ReserveAsync(NpgsqlConnection connection, JobDraft draft)
    {
        var known = (await connection.QueryAsync(_session.Sql["queue_id"], static reader => reader.GetInt32(0), default, Of(draft.Queue)).ConfigureAwait(false))[0];
        var number = (await connection.QueryAsync(_session.Sql["queue_number"], static reader => reader.GetInt64(0), default).ConfigureAwait(false))[0];
        return (draft.Options.LastInFirstOut ? -number : number, known);
    }

    /// <summary>The id of the job that has a deduplication key; null: it is free.</summary>
    internal async ValueTask<string?> HolderAsync(NpgsqlConnection connection, string queue, string key, CancellationToken cancellationToken) =>
        (await connection.QueryAsync(_session.Sql["queue_holder_id"], static reader => reader.GetString(0), cancellationToken, Of(queue), Of(key)).ConfigureAwait(false))
        .Select(JobText.Read).FirstOrDefault();

    internal async ValueTask<bool> IsLiveAsync(LeaseToken token, CancellationToken cancellationToken) =>
        (await ReadAsync("acknowledge", "queue_live", static _ => true, cancellationToken, Of(token.Job.Number), Of(Secret(token))).ConfigureAwait(false)).Count > 0;

    /// <summary>A job that its transaction has enqueued, by the process's clock.</summary>
    internal Job ToJob(JobDraft draft, string id)
    {
        var now = _time.GetUtcNow();
        var runAt = draft.Options.RunAt ?? (draft.Options.Delay is { } delay ? (delay > DateTimeOffset.MaxValue - now ? DateTimeOffset.MaxValue : now + delay) : now);
        return new Job
        {
            Id = id,
            Queue = draft.Queue,
            Type = draft.Type,
            Data = draft.Data is { } data ? JobJson.Read(data) : default,
            State = runAt > now ? JobState.Scheduled : JobState.Waiting,
            MaxAttempts = draft.Options.MaxAttempts ?? JobRules.AttemptsDefault,
            Priority = draft.Options.Priority,
            CreatedAt = now,
            RunAt = runAt,
            OrderingKey = draft.Options.OrderingKey,
            LimitKey = draft.Options.LimitKey,
            JsonOptions = _json.Options,
        };
    }
}
