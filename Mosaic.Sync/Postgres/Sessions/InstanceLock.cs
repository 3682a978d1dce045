using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Mosaic.Postgres.Sessions;

/// <summary>Shows the other processes that this instance is alive: a session advisory lock of its number, on a connection of its own,
/// which ends with the process and is taken again when the connection drops.</summary>
internal sealed class InstanceLock : IAsyncDisposable
{
    private readonly Func<NpgsqlConnection> _create;
    private readonly string _kept;
    private readonly string _query;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _closing = new();
    private Task _holding = Task.CompletedTask;

    private InstanceLock(Func<NpgsqlConnection> create, string kept, string query, ILogger logger)
    {
        _create = create;
        _kept = kept;
        _query = query;
        _logger = logger;
    }

    /// <summary>The number that this instance's leases bear: positive, and random.</summary>
    public long Instance { get; } = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(8)) & long.MaxValue;

    /// <param name="create">Makes a connection that is not of a pool.</param>
    /// <param name="kept">Has the server notice a client that is gone.</param>
    /// <param name="query">Takes the lock, and waits for an earlier session of this instance that the server has not given up.</param>
    /// <param name="logger">Told when the lock is lost.</param>
    /// <param name="cancellationToken">Honoured until the lock is held.</param>
    public static async Task<InstanceLock> TakeAsync(Func<NpgsqlConnection> create, string kept, string query, ILogger logger, CancellationToken cancellationToken)
    {
        var made = new InstanceLock(create, kept, query, logger);
        try
        {
            var connection = await made.ConnectAsync(cancellationToken).ConfigureAwait(false);
            made._holding = made.HoldAsync(connection);
            return made;
        }
        catch
        {
            made._closing.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_closing.IsCancellationRequested)
        {
            return;
        }

        await _closing.CancelAsync().ConfigureAwait(false);
#pragma warning disable VSTHRD003 // this instance began it, and it waits for no caller's context
        await _holding.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
#pragma warning restore VSTHRD003
        _closing.Dispose();
    }

    private async Task HoldAsync(NpgsqlConnection connection)
    {
        while (true)
        {
            await using (connection.ConfigureAwait(false))
            {
                try
                {
                    while (true)
                    {
                        // Returns with a notification, which nobody asked for; keep-alives notice a silent end.
                        await connection.WaitAsync(_closing.Token).ConfigureAwait(false);
                    }
                }
                catch (Exception error) when (error is not OperationCanceledException)
                {
                    // The lock is free, and another process may take the leases. Their tokens fence this one.
                    _logger.LogWarning(error, "The connection dropped by which other processes know that this one is alive: until it is back they may take its leases.");
                }
            }

            connection = await Reconnection.Pipeline.ExecuteAsync(
                static async (made, cancellationToken) => await made.ConnectAsync(cancellationToken).ConfigureAwait(false), this, _closing.Token).ConfigureAwait(false);
        }
    }

    private async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var connection = _create();
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            await connection.KeepAsync(_kept, cancellationToken).ConfigureAwait(false);
            var command = new NpgsqlCommand(_query, connection) { CommandTimeout = 0 };
            await using var _ = command.ConfigureAwait(false);
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = Instance });
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
