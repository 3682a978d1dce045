using System.Data;
using System.Globalization;
using Mosaic.Postgres.Resilience;
using Npgsql;

namespace Mosaic.Postgres.Units;

/// <summary>Applies write units: each begins with the fence, the epoch and its idempotency key, and is run again, as a whole and on
/// another connection, for as long as its outcome is not known.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class UnitRunner(NpgsqlDataSource source, Sql sql, ResiliencePipelines pipelines, PostgresErrors errors, UnitSettings settings)
{
    private readonly string _lockWait = ((long)settings.LockTimeout.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
    private int _units;
    private Guid _trimmedTo;

    /// <param name="unit">What to apply.</param>
    /// <param name="cancellationToken">Honoured until the unit is sent the first time.</param>
    /// <exception cref="TierMovedException">The store is not here any more.</exception>
    /// <exception cref="MosaicException">It was not applied; or, if the message says so, that is not known.</exception>
    public ValueTask<T> RunAsync<T>(WriteUnit<T> unit, CancellationToken cancellationToken) =>
        RunAsync(unit.Operation, (runner: this, unit), static (call, admission) => call.runner.AttemptAsync(call.unit, admission), cancellationToken);

    /// <param name="unit">What to apply.</param>
    /// <param name="cancellationToken">Honoured until the unit begins the first time.</param>
    /// <exception cref="TierMovedException">The store is not here any more.</exception>
    /// <exception cref="MosaicException">It was not applied; or, if the message says so, that is not known.</exception>
    public ValueTask<T> RunAsync<T>(LongUnit<T> unit, CancellationToken cancellationToken) =>
        RunAsync(unit.Operation, (runner: this, unit), static (call, admission) => call.runner.AttemptAsync(call.unit, admission), cancellationToken);

    private async ValueTask<T> RunAsync<TCall, T>(
        string operation, TCall call, Func<TCall, Admission, ValueTask<T>> attempt, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var admission = new Admission(cancellationToken);
        try
        {
            return await pipelines.ExecuteAsync(
                static (state, _) => state.attempt(state.call, state.admission), (call, attempt, admission), admission.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception error) when (PostgresErrors.IsKnown(error))
        {
            throw errors.Map(error, operation, admission.Uncertain);
        }
    }

    private async ValueTask<T> AttemptAsync<T>(WriteUnit<T> unit, Admission admission)
    {
        var connection = await source.OpenConnectionAsync(admission.Token).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var batch = connection.CreateBatch();
        await using var __ = batch.ConfigureAwait(false);

        var trims = !unit.Serializable && Interlocked.Increment(ref _units) % settings.TrimEvery == 0;

        // Without BEGIN the batch is a transaction by itself, which ends with the message that ends the batch.
        if (unit.Serializable)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand("begin isolation level serializable"));
        }

        batch.BatchCommands.Add(unit.Whole?.Invoke(Beginning(unit.Key)) ?? Begin(unit.Key));
        unit.AddStatements(batch);
        if (unit.Serializable)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand("commit"));
        }
        else if (trims)
        {
            batch.BatchCommands.Add(Trim());
        }

        admission.Admit();
        try
        {
            var reader = await batch.ExecuteReaderAsync(CancellationToken.None).ConfigureAwait(false);
            await using var ___ = reader.ConfigureAwait(false);
            if (unit.Whole is null)
            {
                await reader.NextResultAsync(CancellationToken.None).ConfigureAwait(false);
            }

            var answer = await unit.Read(reader).ConfigureAwait(false);
            while (await reader.NextResultAsync(CancellationToken.None).ConfigureAwait(false))
            {
                // Only the end of the answer says that it was committed.
                if (trims && reader.GetName(0) == "trimmed_to" && await reader.ReadAsync(CancellationToken.None).ConfigureAwait(false))
                {
                    _trimmedTo = await reader.IsDBNullAsync(0, CancellationToken.None).ConfigureAwait(false) ? Guid.Empty : reader.GetGuid(0);
                }
            }

            return answer;
        }
        catch (PostgresException error) when (error.SqlState == PostgresFaults.AppliedAlready)
        {
            admission.Uncertain = false;
            return await RecallAsync(unit.Key, unit.Recall).ConfigureAwait(false);
        }
        catch (Exception error) when (!PostgresFaults.IsCertain(error))
        {
            admission.Uncertain = true;
            throw;
        }
    }

    private async ValueTask<T> AttemptAsync<T>(LongUnit<T> unit, Admission admission)
    {
        if (unit.Held is { State: ConnectionState.Open } held)
        {
            return await AttemptAsync(unit, held, admission).ConfigureAwait(false);
        }

        var connection = await source.OpenConnectionAsync(admission.Token).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        return await AttemptAsync(unit, connection, admission).ConfigureAwait(false);
    }

    private async ValueTask<T> AttemptAsync<T>(LongUnit<T> unit, NpgsqlConnection connection, Admission admission)
    {
        admission.Admit();
        var transaction = await connection.BeginTransactionAsync(
            unit.Serializable ? IsolationLevel.Serializable : IsolationLevel.ReadCommitted, CancellationToken.None).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);
        var committing = false;
        try
        {
            // Npgsql sends BEGIN together with it.
            var begin = connection.CreateBatch();
            await using (begin.ConfigureAwait(false))
            {
                begin.BatchCommands.Add(Begin(unit.Key));
                await begin.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
            }

            var answer = await unit.Run(connection).ConfigureAwait(false);
            committing = true;
            await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
            return answer;
        }
        catch (PostgresException error) when (error.SqlState == PostgresFaults.AppliedAlready)
        {
            admission.Uncertain = false;
            return await RecallAsync(unit.Key, unit.Recall).ConfigureAwait(false);
        }
        catch (Exception error) when (committing && !PostgresFaults.IsCertain(error))
        {
            admission.Uncertain = true;
            throw;
        }
    }

    private async ValueTask<T> RecallAsync<T>(Guid key, Func<byte[]?, T> recall)
    {
        var command = source.CreateCommand(sql["unit_result"]);
        await using var _ = command.ConfigureAwait(false);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = key });
        return recall(await command.ExecuteScalarAsync(CancellationToken.None).ConfigureAwait(false) as byte[]);
    }

    private NpgsqlBatchCommand Begin(Guid key)
    {
        var begin = new NpgsqlBatchCommand(sql["unit_begin"]);
        foreach (var parameter in Beginning(key))
        {
            begin.Parameters.Add(parameter);
        }

        return begin;
    }

    private NpgsqlParameter[] Beginning(Guid key) =>
    [
        new NpgsqlParameter<Guid> { TypedValue = key },
        new NpgsqlParameter<long> { TypedValue = settings.Fence },
        new NpgsqlParameter<long> { TypedValue = settings.Epoch },
        new NpgsqlParameter<string> { TypedValue = _lockWait },
    ];

    private NpgsqlBatchCommand Trim() => new(sql["unit_trim"])
    {
        Parameters =
        {
            new NpgsqlParameter<TimeSpan> { TypedValue = settings.KeptFor },
            new NpgsqlParameter<int> { TypedValue = 4 * settings.TrimEvery },
            new NpgsqlParameter<Guid> { TypedValue = _trimmedTo },
        },
    };
}
