using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Mosaic.Postgres.Sessions;
using Npgsql;
using static Mosaic.Postgres.Documents.Parameters;

namespace Mosaic.Postgres.Memory.Vectors;

/// <summary>
/// Whether the database has pgvector. It, and the column of its type, are made by whoever opens the store and may; no migration depends on
/// them, and without them vectors are compared here.
/// </summary>
internal sealed partial class VectorExtension(PostgresSession session, VectorUnits units, VectorSettings settings, ILogger logger)
{
    private const string Create =
        "do $$ begin if exists (select from pg_available_extensions where name = 'vector') then create extension if not exists vector; end if; end $$";

    private const int FilledRows = 500;
    private static readonly TimeSpan LookedAgain = TimeSpan.FromMinutes(1);

    private VectorServer? _known;
    private long _lookedAt;

    /// <returns>null: it is not there, or too old.</returns>
    public async ValueTask<VectorServer?> FindAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var at = Volatile.Read(ref _lookedAt);
        if (at != 0 && (_known is { IsFilled: true } || Stopwatch.GetElapsedTime(at) < LookedAgain))
        {
            return _known;
        }

        return await LookAsync(connection, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes what is missing, if that is allowed.</summary>
    /// <returns>null: it is not there.</returns>
    public ValueTask<VectorServer?> PrepareAsync(CancellationToken cancellationToken) => session.Reads.RunAsync("prepare vectors", PrepareAsync, cancellationToken);

    private async ValueTask<VectorServer?> PrepareAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var server = await LookAsync(connection, cancellationToken).ConfigureAwait(false);
        if (!session.Options.Migrate || !settings.UseExtension)
        {
            return server;
        }

        if (server is null)
        {
            await TryAsync(connection, Create).ConfigureAwait(false);
            server = await LookAsync(connection, cancellationToken).ConfigureAwait(false);
        }

        if (server is { HasColumn: false })
        {
            await TryAsync(connection, $"begin; {server.Apply(session.Sql["memory_vector_column"])}; commit").ConfigureAwait(false);
            server = await LookAsync(connection, cancellationToken).ConfigureAwait(false);
        }

        if (server is { HasColumn: true, IsFilled: false })
        {
            await FillAsync(server, cancellationToken).ConfigureAwait(false);
            server = await LookAsync(connection, cancellationToken).ConfigureAwait(false);
        }

        return server;
    }

    /// <summary>What was written before the column was there.</summary>
    private async Task FillAsync(VectorServer server, CancellationToken cancellationToken)
    {
        var fill = server.Apply(session.Sql["memory_vector_embed"]);
        while (await units.RunTextAsync(fill, static row => row.GetInt64(0), cancellationToken, Of(FilledRows)).ConfigureAwait(false) is not [0])
        {
            // There are more.
        }

        await units.ExecuteAsync("memory_vector_embedded", cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<VectorServer?> LookAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var found = await connection.QueryAsync(
            session.Sql["memory_vector_extension"],
            static row => (Schema: row.GetString(0), Version: row.GetString(1), HasColumn: row.GetBoolean(2), IsFilled: row.GetBoolean(3)),
            cancellationToken).ConfigureAwait(false);
        _known = settings.UseExtension && found is [var one] && Version.TryParse(one.Version, out var version) && version >= VectorServer.Oldest
            ? new VectorServer($"\"{one.Schema.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", version, one.HasColumn, one.HasColumn && one.IsFilled)
            : null;
        Volatile.Write(ref _lookedAt, Stopwatch.GetTimestamp());
        return _known;
    }

    /// <summary>Where the server does not allow it, or another process is quicker, it is as it is.</summary>
    private async Task TryAsync(NpgsqlConnection connection, string statements)
    {
        try
        {
            await connection.ExecuteAsync(statements).ConfigureAwait(false);
        }
        catch (PostgresException exception) when (!exception.SqlState.StartsWith("57P", StringComparison.Ordinal))
        {
            LogNotPrepared(logger, exception.MessageText);
            await connection.ExecuteAsync("rollback").ConfigureAwait(false);
        }
    }

    [LoggerMessage(6, LogLevel.Information, "pgvector could not be made ready ({Message}): vectors are compared without it, or without its index.")]
    private static partial void LogNotPrepared(ILogger logger, string message);
}
