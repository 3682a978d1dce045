using Npgsql;

namespace Mosaic.Postgres.Sessions;

/// <summary>Connections that stay open for as long as the store.</summary>
internal static class KeptConnections
{
    /// <summary>Has the server give up this connection soon after its client is gone without a word: what hangs on it, locks say, is free then.</summary>
    /// <param name="connection">Open.</param>
    /// <param name="query">connection_kept.sql.</param>
    /// <param name="cancellationToken">Honoured throughout.</param>
    public static async Task KeepAsync(this NpgsqlConnection connection, string query, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(query, connection);
        await using var _ = command.ConfigureAwait(false);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
