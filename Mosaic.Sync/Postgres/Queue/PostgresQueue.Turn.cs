using System.Collections.Concurrent;
using Mosaic.Backends;
using Mosaic.Postgres.Units;
using Npgsql;
using NpgsqlTypes;
using static Mosaic.Postgres.Queue.QueueCommands;

namespace Mosaic.Postgres.Queue;

/// <content>Acknowledging and leasing in one statement.</content>
internal sealed partial class PostgresQueue
{
    /// <summary>How long a queue goes the longer road at once, after it had to.</summary>
    private static readonly TimeSpan LongerRoadFor = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, long> _longerRoads = new(StringComparer.Ordinal);

    /// <summary>Completes jobs of a queue and leases its next ones, if nothing stands in the way.</summary>
    /// <returns>null: nothing was done. Due: they are completed, but nothing was ready.</returns>
    private async ValueTask<Claim?> TurnAsync(JobLease[] done, string queue, int max, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if ((_longerRoads.TryGetValue(queue, out var since) && _time.GetElapsedTime(since) < LongerRoadFor)
            || !Array.TrueForAll(done, lease => lease.Job.Queue == queue))
        {
            return null;
        }

        var tokens = Array.ConvertAll(done, LeaseToken.Of);
        var secret = NewSecret();
        var unit = new WriteUnit<Claim?>("dequeue")
        {
            Whole = beginning =>
            {
                var turn = new NpgsqlBatchCommand(_session.Sql["queue_turn"]);
                foreach (var parameter in (NpgsqlParameter[])
                [
                    .. beginning, Of(queue), Of(_ids.Salt), Of(Numbers(tokens)), Of(Secrets(tokens)), Of(max), Of(secret), Of(timeout),
                    Of(_session.Instance, NpgsqlDbType.Bigint),
                ])
                {
                    turn.Parameters.Add(parameter);
                }

                return turn;
            },
            Read = async reader => (Claim?)new Claim(InOrder(await ReadTurnAsync(reader, queue, secret).ConfigureAwait(false)), null, false),
            Recall = static _ => null,
        };
        try
        {
            var claim = await _session.Units.RunAsync(unit, cancellationToken).ConfigureAwait(false)
                ?? await _session.Reads.RunAsync("dequeue", (connection, token) => RecallAsync(connection, queue, secret, token), CancellationToken.None).ConfigureAwait(false);
            _retention.Ended(queue, done.Length);

            // When to look again, and whether something is due, is found out by a claim of its own.
            return claim with { IsDue = claim.Leases.Count == 0 };
        }
        catch (MosaicException error) when (QueueFaults.Is(error, QueueFaults.LongerRoad))
        {
            _longerRoads[queue] = _time.GetTimestamp();
            return null;
        }
    }
}
