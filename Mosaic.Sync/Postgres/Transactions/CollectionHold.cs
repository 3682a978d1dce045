using System.Data;
using System.Globalization;
using Mosaic.Postgres.Documents;
using Mosaic.Postgres.Resilience;
using Mosaic.Postgres.Sessions;
using Npgsql;

namespace Mosaic.Postgres.Transactions;

/// <summary>Holds back writers to some collections, of all processes: a session that has the locks of collections, which every unit that writes to one
/// takes shared. The transaction's own reads and its commit run on that session.</summary>
/// <remarks>For a second at most: then the connection is closed, and if this process hangs the server closes it.</remarks>
internal sealed class CollectionHold : IAsyncDisposable
{
    private static readonly TimeSpan HoldMax = TimeSpan.FromSeconds(1);

    private readonly PostgresSession _session;
    private readonly NpgsqlConnection _connection;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly CancellationTokenSource _ended = new();
    private bool _isLifted;

    private CollectionHold(PostgresSession session, NpgsqlConnection connection)
    {
        (_session, _connection) = (session, connection);
        _ = LiftInTimeAsync();
    }

    /// <summary>Waits for those that are writing.</summary>
    /// <returns>null: it cannot be had, and the transaction has to do without.</returns>
    public static async ValueTask<CollectionHold?> TakeAsync(PostgresSession session, IReadOnlySet<string> collections, CancellationToken cancellationToken)
    {
        if (session.BehindTransactionPooler || collections.Count == 0)
        {
            return null; // a lock of a session needs a session
        }

        var connection = session.CreateConnection();
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            var batch = connection.CreateBatch();
            await using var _ = batch.ConfigureAwait(false);
            batch.Add(session.Sql["transaction_hold_limits"], Parameters.Of(Milliseconds(HoldMax)), Parameters.Of(Milliseconds(session.Options.LockTimeout)));
            batch.Add(session.Sql["transaction_hold"], Parameters.Of(collections.ToArray()));
            await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            return new CollectionHold(session, connection);
        }
        catch (Exception error)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            if (PostgresErrors.IsKnown(error))
            {
                return null;
            }

            throw;
        }
    }

    /// <summary>Reads on the session that holds the locks, or on another one when it is gone.</summary>
    public ValueTask<T> ReadAsync<T>(Func<NpgsqlConnection, CancellationToken, ValueTask<T>> read, CancellationToken cancellationToken) => UseAsync(
        async connection =>
        {
            if (connection is not null)
            {
                try
                {
                    return await read(connection, cancellationToken).ConfigureAwait(false);
                }
                catch (Exception error) when (PostgresErrors.IsKnown(error))
                {
                    // Read again, with all that is done about errors of the server.
                }
            }

            return await _session.Reads.RunAsync("transact", read, cancellationToken).ConfigureAwait(false);
        },
        cancellationToken);

    /// <summary>Runs a commit, for which the locks are held until its end. The connection is null when they are no longer held.</summary>
    public async ValueTask<T> UseAsync<T>(Func<NpgsqlConnection?, ValueTask<T>> use, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await use(_isLifted || _connection.State != ConnectionState.Open ? null : _connection).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync().ConfigureAwait(false);
        await LiftAsync().ConfigureAwait(false);
        _ended.Dispose();
    }

    private async Task LiftInTimeAsync()
    {
        await Task.Delay(HoldMax, _ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await LiftAsync().ConfigureAwait(false);
    }

    /// <summary>Once what runs on the connection has ended.</summary>
    private async ValueTask LiftAsync()
    {
        await _gate.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            _isLifted = true;
            await _connection.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    private static string Milliseconds(TimeSpan time) => ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
}
