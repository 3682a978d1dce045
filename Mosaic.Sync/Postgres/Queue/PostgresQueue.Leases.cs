using Mosaic.Backends;
using Npgsql;
using static Mosaic.Postgres.Queue.QueueCommands;

namespace Mosaic.Postgres.Queue;

/// <content>What claims answer.</content>
internal sealed partial class PostgresQueue
{
    /// <summary>What an attempt leased whose answer was lost: the secret names it.</summary>
    private async ValueTask<Claim> RecallAsync(NpgsqlConnection connection, string queue, long secret, CancellationToken cancellationToken)
    {
        var leases = await connection.QueryAsync(
            _session.Sql["queue_claimed"], reader => ReadLease(reader, queue, secret), cancellationToken, Of(queue), Of(secret)).ConfigureAwait(false);
        return new Claim(InOrder(leases), null, false);
    }

    private async ValueTask<Claim?> ReadClaimAsync(NpgsqlDataReader reader, string queue, long secret)
    {
        var leases = new List<(long Number, JobLease Lease)>();
        while (await reader.ReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            if (ReadEnd(reader, leases) is { } claim)
            {
                return claim;
            }

            leases.Add(ReadLease(reader, queue, secret));
        }

        return new Claim(InOrder(leases), null, false);
    }

    /// <summary>The last row of a claim; null: it is a job's.</summary>
    private static Claim? ReadEnd(NpgsqlDataReader reader, List<(long Number, JobLease Lease)> leases) => !reader.IsDBNull(0)
        ? null
        : new Claim(
            InOrder(leases), StoredJob.Time(reader, 16) is { } at ? at - StoredJob.Time(reader, 15)!.Value : null, reader.GetBoolean(17));

    private (long Number, JobLease Lease) ReadLease(NpgsqlDataReader reader, string queue, long secret)
    {
        var number = reader.GetInt64(0);
        var id = reader.GetInt32(1);
        var kind = (KeyKind)reader.GetInt16(12);
        var job = new Job
        {
            Id = reader.IsDBNull(4) ? _ids.ToText(number, id) : JobText.Read(reader.GetString(4)),
            Queue = queue,
            Type = reader.GetString(3),
            Data = reader.IsDBNull(5) ? default : JobJson.Read(reader.GetFieldValue<byte[]>(5)),
            State = JobState.Leased,
            Attempt = reader.GetInt32(6),
            MaxAttempts = reader.GetInt32(7),
            Priority = reader.GetInt32(2),
            CreatedAt = StoredJob.Time(reader, 8)!.Value,
            RunAt = StoredJob.Time(reader, 9)!.Value,
            Error = reader.IsDBNull(10) ? null : System.Text.Encoding.UTF8.GetString(reader.GetFieldValue<byte[]>(10)),
            OrderingKey = kind == KeyKind.Ordering ? reader.GetString(13) : null,
            LimitKey = kind == KeyKind.Limit ? reader.GetString(13) : null,
            ParentId = reader.IsDBNull(14) ? null : JobText.Read(reader.GetString(14)),
            JsonOptions = _json.Options,
        };
        var token = new LeaseToken(new JobKey(id, job.Priority, number), unchecked((ulong)secret));
        return (number, new JobLease(job, token.ToString(), StoredJob.Time(reader, 11)!.Value));
    }

    private static JobLease[] InOrder(List<(long Number, JobLease Lease)> leases) =>
        [.. leases.OrderByDescending(static lease => lease.Lease.Job.Priority).ThenBy(static lease => lease.Number).Select(static lease => lease.Lease)];

    private async ValueTask<List<(long Number, JobLease Lease)>> ReadTurnAsync(NpgsqlDataReader reader, string queue, long secret)
    {
        var leases = new List<(long Number, JobLease Lease)>();
        while (await reader.ReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            if (!await reader.IsDBNullAsync(0, CancellationToken.None).ConfigureAwait(false))
            {
                leases.Add(ReadLease(reader, queue, secret));
            }
        }

        return leases;
    }
}
