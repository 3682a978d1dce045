using Mosaic.Backends;
using Mosaic.Postgres.Units;
using Npgsql;
using static Mosaic.Postgres.Queue.QueueCommands;

namespace Mosaic.Postgres.Queue;

/// <content>How leases end. The statement that ends one checks its secret and its time.</content>
internal sealed partial class PostgresQueue
{
    public ValueTask AckAsync(JobLease lease, CancellationToken cancellationToken = default) => AckAsync([lease], null, cancellationToken);

    public ValueTask AckAsync<TResult>(JobLease lease, TResult result, CancellationToken cancellationToken = default)
    {
        LeaseToken.Of(lease);
        return AckAsync([lease], ToJson(result, lease.Job.Queue), cancellationToken);
    }

    public ValueTask AckManyAsync(IEnumerable<JobLease> leases, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(leases);
        JobLease[] all = [.. leases];
        return all.Length == 0 ? ValueTask.CompletedTask : AckAsync(all, null, cancellationToken);
    }

    public ValueTask NackAsync(JobLease lease, string? error = null, TimeSpan? delay = null, CancellationToken cancellationToken = default) =>
        NackAsync(lease, LeaseToken.Of(lease), error is null ? null : new JobError(error), delay, cancellationToken);

    public ValueTask NackAsync(JobLease lease, JobError error, TimeSpan? delay = null, CancellationToken cancellationToken = default) =>
        NackAsync(lease, LeaseToken.Of(lease), error, delay, cancellationToken);

    public async ValueTask<JobLease> RenewAsync(JobLease lease, CancellationToken cancellationToken = default)
    {
        var token = LeaseToken.Of(lease);
        Enter(cancellationToken);
        var unit = new WriteUnit<DateTimeOffset?>("renew")
        {
            AddStatements = batch => batch.BatchCommands.Add(new NpgsqlBatchCommand(_session.Sql["queue_renew"]) { Parameters = { Of(token.Job.Number), Of(Secret(token)) } }),
            Read = static async reader => await reader.ReadAsync(CancellationToken.None).ConfigureAwait(false) ? StoredJob.Time(reader, 0) : null,
            Recall = static _ => DateTimeOffset.MinValue,
        };
        var until = await _session.Units.RunAsync(unit, cancellationToken).ConfigureAwait(false);
        if (until == DateTimeOffset.MinValue)
        {
            until = (await _session.Reads.RunAsync(
                "renew",
                (connection, stop) => connection.QueryAsync(
                    _session.Sql["queue_renewed"], static reader => StoredJob.Time(reader, 0), stop, Of(token.Job.Number), Of(Secret(token))),
                cancellationToken).ConfigureAwait(false)).FirstOrDefault();
        }

        return until is { } expiresAt ? lease with { ExpiresAt = expiresAt } : throw JobErrors.Lost(lease.Job.Id);
    }

    /// <summary>The statement that completes jobs that concern no others.</summary>
    internal NpgsqlBatchCommand Acking(LeaseToken[] tokens, byte[]? result) => new(_session.Sql["queue_ack"])
    {
        Parameters =
        {
            Of(_ids.Salt),
            Of(Numbers(tokens)),
            Of(Secrets(tokens)),
            Of(result),
        },
    };

    /// <summary>Completes jobs, in somebody's open unit, whatever they concern.</summary>
    internal static async ValueTask CompleteAsync(JobMoves moves, IReadOnlyList<JobLease> leases, byte[]? result)
    {
        var jobs = leases.Select(static lease => LeaseToken.Of(lease).Job).ToList();
        await moves.LockAsync(jobs.Select(static job => job.Queue), jobs.ConvertAll(static job => job.Number)).ConfigureAwait(false);
        foreach (var lease in leases)
        {
            var job = await LiveAsync(moves, lease).ConfigureAwait(false);
            var to = JobMachine.Complete(job.Place, job.Row, job.Row.Attempts, result is null ? null : (ReadOnlyMemory<byte>?)result, moves.Now);
            await moves.MoveAsync(job, to, JobEventKind.Completed).ConfigureAwait(false);
        }
    }

    /// <summary>Gives a job back, in somebody's open unit.</summary>
    internal static async ValueTask FailAsync(JobMoves moves, JobLease lease, JobError? error, TimeSpan? delay)
    {
        var key = LeaseToken.Of(lease).Job;
        await moves.LockAsync([key.Queue], [key.Number]).ConfigureAwait(false);
        await moves.FailAsync(await LiveAsync(moves, lease).ConfigureAwait(false), error, delay).ConfigureAwait(false);
    }

    private static long[] Numbers(LeaseToken[] tokens) => Array.ConvertAll(tokens, static token => token.Job.Number);

    private static long[] Secrets(LeaseToken[] tokens) => Array.ConvertAll(tokens, Secret);

    private static long Secret(LeaseToken token) => unchecked((long)token.Secret);

    /// <exception cref="LeaseLostException">The lease is not live.</exception>
    private static async ValueTask<StoredJob> LiveAsync(JobMoves moves, JobLease lease)
    {
        var token = LeaseToken.Of(lease);
        return await moves.FindAsync(token.Job.Number).ConfigureAwait(false) is { IsLive: true } job && job.Secret == Secret(token) && job.Queue == token.Job.Queue
            ? job
            : throw JobErrors.Lost(lease.Job.Id);
    }

    private async ValueTask AckAsync(JobLease[] leases, byte[]? result, CancellationToken cancellationToken)
    {
        var tokens = Array.ConvertAll(leases, LeaseToken.Of);
        Enter(cancellationToken);
        var unit = new WriteUnit<bool>("acknowledge")
        {
            AddStatements = batch => batch.BatchCommands.Add(Acking(tokens, result)),
            Read = static _ => ValueTask.FromResult(true),
            Recall = static _ => true,
        };
        try
        {
            await _session.Units.RunAsync(unit, cancellationToken).ConfigureAwait(false);
        }
        catch (MosaicException error) when (QueueFaults.Is(error, QueueFaults.LeaseLost))
        {
            var number = QueueFaults.Number(error);
            throw JobErrors.Lost(Array.Find(leases, lease => LeaseToken.Of(lease).Job.Number == number)?.Job.Id);
        }
        catch (MosaicException error) when (QueueFaults.Is(error, QueueFaults.ConcernsOthers))
        {
            await UnitAsync(
                "acknowledge",
                async moves =>
                {
                    await CompleteAsync(moves, leases, result).ConfigureAwait(false);
                    return true;
                },
                cancellationToken).ConfigureAwait(false);
        }

        _retention.Ended(leases[0].Job.Queue, leases.Length);
    }

    private async ValueTask NackAsync(JobLease lease, LeaseToken token, JobError? error, TimeSpan? delay, CancellationToken cancellationToken)
    {
        _ = token;
        JobRules.ValidateNack(error, delay);
        Enter(cancellationToken);
        await UnitAsync(
            "give back",
            async moves =>
            {
                await FailAsync(moves, lease, error, delay).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
        _retention.Ended(lease.Job.Queue, 1);
    }
}
