using Mosaic.Postgres.Sessions;

namespace Mosaic.Postgres.Queue;

/// <summary>Frees the leases of processes that have ended, from time to time: a claim looks for them only when nothing is ready. Who was
/// gone in one look only has lost a connection, and is back.</summary>
internal sealed class LeaseWatch : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    private readonly PostgresSession _session;
    private readonly QueueUpkeep _upkeep;
    private readonly BackgroundRounds _rounds;
    private HashSet<long> _gone = [];

    public LeaseWatch(PostgresSession session, QueueUpkeep upkeep)
    {
        (_session, _upkeep) = (session, upkeep);
        _rounds = new BackgroundRounds(session.Options, "free the leases of ended processes", Period, LookAsync);
    }

    public ValueTask DisposeAsync() => _rounds.DisposeAsync();

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var gone = await _session.Reads.RunAsync(
            "find leases of ended processes",
            (connection, token) => connection.QueryAsync(_session.Sql["queue_ownerless"], static row => row.GetInt64(0), token),
            cancellationToken).ConfigureAwait(false);
        if (_gone.Overlaps(gone))
        {
            await _upkeep.RunAsync(cancellationToken).ConfigureAwait(false);
        }

        _gone = [.. gone];
    }
}
