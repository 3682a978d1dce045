using Mosaic.Postgres.Sessions;

namespace Mosaic.Postgres.Queue;

/// <summary>Frees the leases of processes that have ended, from time to time: a claim looks for them only when nothing is ready.</summary>
internal sealed class LeaseWatch : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    private readonly PostgresSession _session;
    private readonly QueueUpkeep _upkeep;
    private readonly BackgroundRounds _rounds;

    public LeaseWatch(PostgresSession session, QueueUpkeep upkeep)
    {
        (_session, _upkeep) = (session, upkeep);
        _rounds = new BackgroundRounds(session.Options, "free the leases of ended processes", Period, LookAsync);
    }

    public ValueTask DisposeAsync() => _rounds.DisposeAsync();

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var ownerless = await _session.Reads.RunAsync(
            "find leases of ended processes",
            (connection, token) => connection.QueryAsync(_session.Sql["queue_ownerless"], static row => row.GetBoolean(0), token),
            cancellationToken).ConfigureAwait(false);
        if (ownerless is [true])
        {
            await _upkeep.RunAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
