using System.Diagnostics;
using Mosaic.Postgres.Migrations;
using Mosaic.Postgres.Resilience;
using Npgsql;

namespace Mosaic.Postgres.Sessions;

/// <summary>Asks the server whether it serves this store. It is not repeated: a probe reports what is.</summary>
internal sealed class HealthProbe(NpgsqlDataSource source, Sql sql, Migrator migrator, PostgresErrors errors, long epochAtOpen)
{
    /// <exception cref="MosaicException">The server does not answer, or not as the server of this store.</exception>
    public async Task<PostgresHealth> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using var _ = connection.ConfigureAwait(false);
            var started = Stopwatch.GetTimestamp();
            var (epoch, owner, readOnly) = await ReadEpochAsync(connection, cancellationToken).ConfigureAwait(false);
            var roundTrip = Stopwatch.GetElapsedTime(started);
            var plan = await migrator.ReadPlanAsync(connection, cancellationToken).ConfigureAwait(false);
            return new PostgresHealth(roundTrip, connection.PostgreSqlVersion, epoch, epochAtOpen, owner, plan.Missing.Count, plan.Ahead) { IsReadOnly = readOnly };
        }
        catch (Exception error) when (PostgresErrors.IsKnown(error))
        {
            throw errors.Map(error, "health");
        }
    }

    private async Task<(long Epoch, string Owner, bool ReadOnly)> ReadEpochAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql["health"], connection);
        await using var _ = command.ConfigureAwait(false);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        return (reader.GetInt64(0), reader.GetString(1), reader.GetBoolean(2));
    }
}
