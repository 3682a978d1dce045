using Microsoft.Extensions.Logging;
using Mosaic.Postgres.Sessions;
using Npgsql;

namespace Mosaic.Postgres.Memory.Vectors;

/// <summary>
/// Builds the index of nearest vectors (HNSW) of the application's model once there are enough, beside writers, by one process at a time on a
/// connection of its own. What a run that was cut off left behind is dropped and built anew.
/// </summary>
internal sealed partial class NearestIndex(PostgresSession session, VectorSettings settings, ILogger logger) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _building = Task.CompletedTask;

    /// <summary>Begins to build what is missing; does not wait for it.</summary>
    public void Begin(VectorServer server, VectorModel model)
    {
        if (_building.IsCompleted && session.Options.Migrate && !session.BehindTransactionPooler
            && server is { SearchesOn: true, IsFilled: true } && model.Dimensions <= VectorServer.IndexedMax)
        {
            _building = Task.Run(() => TryBuildAsync(server, model, _stopping.Token));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
#pragma warning disable VSTHRD003 // this instance began it, and it waits for no caller's context
        await _building.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
#pragma warning restore VSTHRD003
        _stopping.Dispose();
    }

    private async Task TryBuildAsync(VectorServer server, VectorModel model, CancellationToken stopping)
    {
        try
        {
            var connection = session.CreateConnection();
            await using var _ = connection.ConfigureAwait(false);
            await connection.OpenAsync(stopping).ConfigureAwait(false);
            await BuildAsync(connection, server, model, stopping).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException or IOException or TimeoutException)
        {
            if (!stopping.IsCancellationRequested)
            {
                LogNotBuilt(logger, exception, exception.Message);
            }
        }
    }

    private async Task BuildAsync(NpgsqlConnection connection, VectorServer server, VectorModel model, CancellationToken stopping)
    {
        if ((await connection.QueryAsync(session.Sql["memory_vector_rows"], static row => row.GetInt64(0), stopping).ConfigureAwait(false))[0] < settings.IndexFrom
            || !(await connection.QueryAsync(session.Sql["memory_vector_index_lock"], static row => row.GetBoolean(0), stopping).ConfigureAwait(false))[0])
        {
            return; // too few yet, or another process builds; the lock ends with the connection
        }

        var wanted = $"text_vectors_nearest_{model.Number}";
        var there = false;
        foreach (var (name, isValid) in await connection.QueryAsync(
            session.Sql["memory_vector_indexes"], static row => (row.GetString(0), row.GetBoolean(1)), stopping).ConfigureAwait(false))
        {
            if (isValid && name == wanted)
            {
                there = true;
            }
            else
            {
                await ExecuteAsync(connection, $"drop index concurrently {session.Schema.Quoted}.{name}", stopping).ConfigureAwait(false);
            }
        }

        if (!there)
        {
            LogBuilding(logger, wanted);
            await ExecuteAsync(connection, server.Apply(session.Sql["memory_vector_index"], model), stopping).ConfigureAwait(false);
        }
    }

    /// <summary>For as long as it takes.</summary>
    private static async Task ExecuteAsync(NpgsqlConnection connection, string statement, CancellationToken stopping)
    {
        var command = connection.Command(statement);
        await using var _ = command.ConfigureAwait(false);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(stopping).ConfigureAwait(false);
    }

    [LoggerMessage(7, LogLevel.Information, "The index {Name} is built in the background.")]
    private static partial void LogBuilding(ILogger logger, string name);

    [LoggerMessage(8, LogLevel.Warning, "The index of nearest vectors was not built ({Message}): all vectors of a user are compared. It is tried again.")]
    private static partial void LogNotBuilt(ILogger logger, Exception exception, string message);
}
