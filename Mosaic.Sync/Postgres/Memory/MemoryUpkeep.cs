using Mosaic.Postgres.Sessions;

namespace Mosaic.Postgres.Memory;

/// <summary>Deletes insights that have expired, in the background. They are not found from that instant on; several processes share the work.</summary>
internal sealed class MemoryUpkeep(MemoryContext context) : IAsyncDisposable
{
    private const int InsightsMax = 500;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    private readonly BackgroundRounds _rounds = new(
        context.Session.Options,
        "delete expired insights",
        Period,
        async cancellationToken =>
        {
            while ((await context.WriteAsync("expire insights", 1, unit => context.Statements.Expire(unit, InsightsMax), cancellationToken).ConfigureAwait(false))[0] == InsightsMax)
            {
                // There are more.
            }
        });

    public ValueTask DisposeAsync() => _rounds.DisposeAsync();
}
