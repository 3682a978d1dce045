using System.Text;
using Mosaic.Backends;
using Mosaic.Postgres.Units;
using Npgsql;
using static Mosaic.Postgres.Queue.QueueCommands;

namespace Mosaic.Postgres.Queue;

/// <content>What workers tell of their jobs: progress, log lines, failed attempts.</content>
internal sealed partial class PostgresQueue
{
    public ValueTask ReportProgressAsync<T>(JobLease lease, T progress, CancellationToken cancellationToken = default)
    {
        var token = LeaseToken.Of(lease);
        return NoteAsync(lease, token, ToJson(progress, lease.Job.Queue), null, cancellationToken);
    }

    public ValueTask LogAsync(JobLease lease, string line, CancellationToken cancellationToken = default)
    {
        var token = LeaseToken.Of(lease);
        JobRules.ValidateLine(line);
        return NoteAsync(lease, token, null, Encoding.UTF8.GetBytes(line), cancellationToken);
    }

    public async ValueTask<IReadOnlyList<JobLogLine>> GetLogAsync(string jobId, CancellationToken cancellationToken = default)
    {
        JobRules.ValidateId(jobId, nameof(jobId));
        Enter(cancellationToken);
        return await OfJobAsync(
            jobId,
            "queue_log",
            static reader => new JobLogLine(StoredJob.Time(reader, 0)!.Value, reader.GetInt32(1), Encoding.UTF8.GetString(reader.GetFieldValue<byte[]>(2))),
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<JobAttempt>> GetAttemptsAsync(string jobId, CancellationToken cancellationToken = default)
    {
        JobRules.ValidateId(jobId, nameof(jobId));
        Enter(cancellationToken);
        await CatchUpAsync(cancellationToken).ConfigureAwait(false);
        return await OfJobAsync(
            jobId,
            "queue_attempts",
            static reader => new JobAttempt(reader.GetInt32(0), StoredJob.Time(reader, 1), StoredJob.Time(reader, 2)!.Value, Utf8(reader, 3), Utf8(reader, 4)),
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<ChildJob>> GetChildrenAsync(string jobId, CancellationToken cancellationToken = default)
    {
        JobRules.ValidateId(jobId, nameof(jobId));
        Enter(cancellationToken);
        return await OfJobAsync(
            jobId,
            "queue_children",
            static reader =>
            {
                var state = (JobState)reader.GetInt16(1);
                var completed = state == JobState.Completed;
                return new ChildJob(
                    JobText.Read(reader.GetString(0)),
                    state,
                    completed && !reader.IsDBNull(2) ? JobJson.Read(reader.GetFieldValue<byte[]>(2)) : null,
                    completed ? null : Utf8(reader, 2));
            },
            cancellationToken).ConfigureAwait(false);
    }

    private static string? Utf8(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : Encoding.UTF8.GetString(reader.GetFieldValue<byte[]>(column));

    private async ValueTask<List<T>> OfJobAsync<T>(string jobId, string query, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken) =>
        await _session.Reads.RunAsync(
            "read a job",
            async (connection, stop) => await FindAsync(connection, jobId, stop).ConfigureAwait(false) is { } job
                ? await connection.QueryAsync(_session.Sql[query], read, stop, Of(job.Number)).ConfigureAwait(false)
                : [],
            cancellationToken).ConfigureAwait(false);

    private async ValueTask NoteAsync(JobLease lease, LeaseToken token, byte[]? progress, byte[]? line, CancellationToken cancellationToken)
    {
        Enter(cancellationToken);
        var unit = new WriteUnit<bool>("report")
        {
            AddStatements = batch => batch.BatchCommands.Add(new NpgsqlBatchCommand(_session.Sql["queue_note"])
            {
                Parameters = { Of(token.Job.Number), Of(Secret(token)), Of(_ids.Salt), Of(progress), Of(line), Of(JobRules.LinesKept) },
            }),
            Read = static async reader => await reader.ReadAsync(CancellationToken.None).ConfigureAwait(false),
            Recall = static _ => true,
        };
        if (!await _session.Units.RunAsync(unit, cancellationToken).ConfigureAwait(false))
        {
            throw JobErrors.Lost(lease.Job.Id);
        }
    }
}
