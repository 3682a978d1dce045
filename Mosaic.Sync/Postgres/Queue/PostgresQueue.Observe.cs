using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Mosaic.Backends;
using Npgsql;
using NpgsqlTypes;
using static Mosaic.Postgres.Queue.QueueCommands;

namespace Mosaic.Postgres.Queue;

/// <content>What can be seen of a queue: counts, jobs by id and by state, events.</content>
internal sealed partial class PostgresQueue
{
    private const int CursorBytes = 17;

    public async ValueTask<long> LengthAsync(string queue, CancellationToken cancellationToken = default) =>
        (await GetStatsAsync(queue, cancellationToken).ConfigureAwait(false)).Waiting;

    public async ValueTask<QueueStats> GetStatsAsync(string queue, CancellationToken cancellationToken = default)
    {
        JobRules.ValidateName(queue, nameof(queue));
        Enter(cancellationToken);
        await CatchUpAsync(cancellationToken).ConfigureAwait(false);
        var found = await ReadAsync(
            "count",
            "queue_stats",
            static reader => new QueueStats(
                reader.GetInt64(1) + reader.GetInt64(6), reader.GetInt64(3), reader.GetInt64(2), reader.GetInt64(4), reader.GetInt64(5), reader.GetBoolean(0))
            {
                Cancelled = reader.GetInt64(8),
                WaitingChildren = reader.GetInt64(7),
                Blocked = reader.GetInt64(6),
            },
            cancellationToken,
            Of(queue)).ConfigureAwait(false);
        return found is [var stats] ? stats : new QueueStats(0, 0, 0, 0, 0, false);
    }

    public async ValueTask<IReadOnlyList<string>> ListQueuesAsync(CancellationToken cancellationToken = default)
    {
        Enter(cancellationToken);
        var names = await ReadAsync("list queues", "queue_names", static reader => reader.GetString(0), cancellationToken).ConfigureAwait(false);
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    public async ValueTask<Job?> GetAsync(string jobId, CancellationToken cancellationToken = default)
    {
        JobRules.ValidateId(jobId, nameof(jobId));
        Enter(cancellationToken);
        await CatchUpAsync(cancellationToken).ConfigureAwait(false);
        return await _session.Reads.RunAsync("read a job", (connection, stop) => GetAsync(connection, jobId, stop), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads a job on a connection that somebody has open.</summary>
    internal async ValueTask<Job?> GetAsync(NpgsqlConnection connection, string jobId, CancellationToken cancellationToken)
    {
        if (await FindAsync(connection, jobId, cancellationToken).ConfigureAwait(false) is not { } job)
        {
            return null;
        }

        var progress = job.Row.HasNotes
            ? (await connection.QueryAsync(
                _session.Sql["queue_progress"], static reader => reader.IsDBNull(0) ? null : reader.GetFieldValue<byte[]>(0), cancellationToken, Of(job.Number)).ConfigureAwait(false)).FirstOrDefault()
            : null;
        return ToJob(job) with { Progress = progress is null ? null : JobJson.Read(progress) };
    }

    /// <summary>A job's row on a connection that somebody has open; null when there is none.</summary>
    internal async ValueTask<StoredJob?> FindAsync(NpgsqlConnection connection, string jobId, CancellationToken cancellationToken)
    {
        var made = _ids.TryParse(jobId, out var number);
        var found = await connection.QueryAsync(
            _session.Sql["queue_job"], StoredJob.Read, cancellationToken, Of(made ? number : null, NpgsqlDbType.Bigint), Of(JobText.Write(jobId))).ConfigureAwait(false);
        return found is [var job] && Id(job) == jobId ? job : null;
    }

    public async ValueTask<JobPage> ListAsync(string queue, JobState state, int max = 100, string? after = null, CancellationToken cancellationToken = default)
    {
        JobRules.ValidateName(queue, nameof(queue));
        JobRules.ValidateList(max, state);
        Enter(cancellationToken);
        await CatchUpAsync(cancellationToken).ConfigureAwait(false);
        var jobs = new List<StoredJob>();
        var places = state.Places();
        var begin = after is null ? null : await CursorAsync(after, queue, places, cancellationToken).ConfigureAwait(false);
        foreach (var place in places)
        {
            if (begin is not null && begin.Value.Place != place)
            {
                continue; // a page before ended in a later place
            }

            jobs.AddRange(await ListAsync(queue, place, state, begin, max + 1 - jobs.Count, cancellationToken).ConfigureAwait(false));
            begin = null;
            if (jobs.Count > max)
            {
                return new JobPage(jobs.GetRange(0, max).ConvertAll(ToJob), Cursor(jobs[max]));
            }
        }

        return new JobPage(jobs.ConvertAll(ToJob), null);
    }

    /// <summary>Ready and leased ones in the order of running, others in that of enqueueing.</summary>
    private ValueTask<List<StoredJob>> ListAsync(
        string queue, JobPlace place, JobState state, (JobPlace Place, int Priority, long Number)? begin, int max, CancellationToken cancellationToken) =>
        place == JobPlace.Ready
            ? ReadAsync(
                "list jobs",
                state == JobState.Leased ? "queue_list_leased" : "queue_list_ready",
                StoredJob.Read,
                cancellationToken,
                Of(queue),
                Of(begin?.Priority ?? int.MaxValue),
                Of(begin?.Number ?? long.MinValue),
                Of(max))
            : ReadAsync(
                "list jobs",
                "queue_list_aside",
                StoredJob.Read,
                cancellationToken,
                Of(queue),
                Of((short)place, NpgsqlDbType.Smallint),
                Of(begin?.Number ?? long.MinValue),
                Of(max));

    internal async ValueTask<StoredJob?> FindAsync(string jobId, CancellationToken cancellationToken) =>
        await _session.Reads.RunAsync("read a job", (connection, stop) => FindAsync(connection, jobId, stop), cancellationToken).ConfigureAwait(false);

    /// <summary>What is due by the server's clock is so for who asks now.</summary>
    internal async ValueTask CatchUpAsync(CancellationToken cancellationToken)
    {
        if ((await ReadAsync("look", "queue_due", static reader => reader.GetBoolean(0), cancellationToken).ConfigureAwait(false))[0])
        {
            await _upkeep.RunAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private ValueTask<List<T>> ReadAsync<T>(string operation, string query, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params NpgsqlParameter[] parameters) =>
        _session.Reads.RunAsync(
            operation,
            (connection, stop) => connection.QueryAsync(_session.Sql[query], read, stop, Array.ConvertAll(parameters, static parameter => parameter.Clone())),
            cancellationToken);

    private static string Cursor(StoredJob job)
    {
        var bytes = new byte[CursorBytes];
        BinaryPrimitives.WriteInt32BigEndian(bytes, job.Queue);
        bytes[4] = (byte)job.Place;
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(5), job.Priority);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(9), job.Number);
        return Convert.ToHexStringLower(bytes);
    }

    private async ValueTask<(JobPlace Place, int Priority, long Number)?> CursorAsync(string after, string queue, JobPlace[] places, CancellationToken cancellationToken)
    {
        byte[] bytes;
        try
        {
            bytes = Convert.FromHexString(after);
        }
        catch (FormatException)
        {
            throw JobErrors.NoPage(nameof(after));
        }

        var known = await ReadAsync("list jobs", "queue_known", static reader => reader.GetInt32(0), cancellationToken, Of(queue)).ConfigureAwait(false);
        return bytes.Length == CursorBytes && known is [var id] && BinaryPrimitives.ReadInt32BigEndian(bytes) == id && Array.IndexOf(places, (JobPlace)bytes[4]) >= 0
            ? ((JobPlace)bytes[4], BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(5)), BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(9)))
            : throw JobErrors.NoPage(nameof(after));
    }

    public async IAsyncEnumerable<JobEvent> ReadEventsAsync(
        string? queue = null, string? cursor = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (queue is not null)
        {
            JobRules.ValidateName(queue, nameof(queue));
        }

        await foreach (var change in _changes(cursor, cancellationToken).ConfigureAwait(false))
        {
            if (change.Kind == "job" && (queue is null || change.Collection == queue))
            {
                yield return new JobEvent(
                    change.Cursor, change.Collection, JobText.Read(change.Id), JobVersion.Kind(change.Version), JobVersion.Attempt(change.Version), change.At);
            }
        }
    }
}
