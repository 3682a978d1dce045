using Npgsql;

namespace Mosaic.Postgres.Sessions;

/// <summary>Finds out whether session locks survive: behind a pooler that gives each transaction another connection they do not.</summary>
internal static class PoolerProbe
{
    /// <summary>A transaction that stays open takes the server's connection that the first one had, if a pooler shares it; then the first one gets another.</summary>
    /// <param name="first">Open, with nothing going on.</param>
    /// <param name="openSecond">Opens another connection to the same place.</param>
    /// <param name="cancellationToken">Honoured throughout.</param>
    public static async Task<bool> IsTransactionPoolerAsync(
        NpgsqlConnection first, Func<CancellationToken, Task<NpgsqlConnection>> openSecond, CancellationToken cancellationToken)
    {
        var before = await BackendAsync(first, cancellationToken).ConfigureAwait(false);
        if (before == first.ProcessID)
        {
            return false; // A pooler introduces itself with a number of its own.
        }

        var second = await openSecond(cancellationToken).ConfigureAwait(false);
        await using var _ = second.ConfigureAwait(false);
        var transaction = await second.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = transaction.ConfigureAwait(false);
        var other = await BackendAsync(second, cancellationToken).ConfigureAwait(false);
        var after = await BackendAsync(first, cancellationToken).ConfigureAwait(false);
        return Decide(before, other, after);
    }

    /// <param name="before">The backend of the first connection.</param>
    /// <param name="other">That of the second, in a transaction.</param>
    /// <param name="after">That of the first again, meanwhile.</param>
    public static bool Decide(int before, int other, int after) => before == other || before != after;

    private static async Task<int> BackendAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand("select pg_backend_pid()", connection);
        await using var _ = command.ConfigureAwait(false);
        return (int)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }
}
