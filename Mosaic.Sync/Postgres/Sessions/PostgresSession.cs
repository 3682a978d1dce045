using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Mosaic.Postgres.Migrations;
using Mosaic.Postgres.Resilience;
using Mosaic.Postgres.Units;
using Npgsql;

namespace Mosaic.Postgres.Sessions;

/// <summary>An open store on a server: what queue, documents, memory and channels of the team tier work through.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class PostgresSession : IAsyncDisposable
{
    private readonly InstanceLock? _instanceLock;

    private readonly ConnectionSettings _connections;
    private volatile bool _closed;

    private PostgresSession(SessionParts parts, StoreRow store, InstanceLock? instanceLock, ConnectionSettings connections, PostgresOptions options)
    {
        (_instanceLock, _connections) = (instanceLock, connections);
        (Source, Schema, Sql, Errors, Pipelines, Reads) = (parts.Source, parts.Schema, parts.Sql, parts.Errors, parts.Pipelines, parts.Reads);
        (StoreId, Epoch) = (store.StoreId, store.Epoch);
        Units = new UnitRunner(Source, Sql, Pipelines, Errors, new UnitSettings(Schema.Fence, Epoch, options.LockTimeout));
        Health = new HealthProbe(Source, Sql, parts.Migrator, Errors, Epoch);
        Notifications = new(this);
        Options = options;
    }

    public PostgresOptions Options { get; }

    public NpgsqlDataSource Source { get; }

    public SchemaName Schema { get; }

    public Sql Sql { get; }

    public PostgresErrors Errors { get; }

    public ResiliencePipelines Pipelines { get; }

    public ReadRunner Reads { get; }

    public UnitRunner Units { get; }

    public HealthProbe Health { get; }

    public Notifications.Notifications Notifications { get; }

    public Guid StoreId { get; }

    /// <summary>That of the open; writes at another are refused.</summary>
    public long Epoch { get; }

    /// <summary>The number of the advisory lock that this instance holds while it lives; null behind a transaction pooler, where no lock is held.</summary>
    public long? Instance => _instanceLock?.Instance;

    public bool BehindTransactionPooler => _instanceLock is null;

    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="MosaicException">The store cannot be opened; <see cref="MosaicException.Hint"/> says what to do.</exception>
    /// <exception cref="TierMovedException">The store is not here.</exception>
    public static async Task<PostgresSession> OpenAsync(string connectionString, PostgresOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connectionString);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var schema = new SchemaName(options.Schema);
        var connections = new ConnectionSettings(connectionString, options);
        var errors = new PostgresErrors(connections.Target, options.LockTimeout);
        var pipelines = new ResiliencePipelines(new ResilienceSettings(options.RetryTimeout), options.LoggerFactory?.CreateLogger<PostgresMosaic>());
        SessionParts? parts = null;
        InstanceLock? instanceLock = null;
        try
        {
            var pooler = await pipelines.ExecuteAsync(
                static (call, cancellationToken) => ProbeAsync(call.connections, call.options, cancellationToken), (connections, options), cancellationToken).ConfigureAwait(false);
            parts = SessionParts.Create(connections.CreateSource(pooler), schema, errors, pipelines);
            await pipelines.ExecuteAsync(
                static async (call, cancellationToken) => await call.parts.Migrator.RunAsync(call.options.Migrate, cancellationToken).ConfigureAwait(false),
                (parts, options),
                cancellationToken).ConfigureAwait(false);
            var store = await parts.Reads.RunAsync("open", parts.ReadStoreAsync, cancellationToken).ConfigureAwait(false);
            RequireOwner(store, errors);
            instanceLock = pooler ? null : await pipelines.ExecuteAsync(
                static async (call, cancellationToken) => await InstanceLock.TakeAsync(
                    call.connections.CreateConnection, call.kept, call.query, call.logger, cancellationToken).ConfigureAwait(false),
                (connections, kept: parts.Sql["connection_kept"], query: parts.Sql["instance_lock"], logger: (ILogger?)options.LoggerFactory?.CreateLogger<InstanceLock>() ?? NullLogger.Instance),
                cancellationToken).ConfigureAwait(false);
            return new PostgresSession(parts, store, instanceLock, connections, options);
        }
        catch (Exception error)
        {
            if (parts is not null)
            {
                await parts.Source.DisposeAsync().ConfigureAwait(false);
            }

            if (PostgresErrors.IsKnown(error))
            {
                throw errors.Map(error, "open");
            }

            throw;
        }
    }

    /// <summary>One connection and no more, not of the pool.</summary>
    public NpgsqlConnection CreateConnection() => _connections.CreateConnection();

    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public void ThrowIfClosed() => ObjectDisposedException.ThrowIf(_closed, typeof(PostgresMosaic));

    /// <summary>Lets nobody begin anything any more; what ends the store's parts goes on.</summary>
    public void Close() => _closed = true;

    public async ValueTask DisposeAsync()
    {
        _closed = true;
        await Notifications.DisposeAsync().ConfigureAwait(false);
        if (_instanceLock is not null)
        {
            await _instanceLock.DisposeAsync().ConfigureAwait(false);
        }

        await Source.DisposeAsync().ConfigureAwait(false);
    }

    private static async ValueTask<bool> ProbeAsync(ConnectionSettings connections, PostgresOptions options, CancellationToken cancellationToken)
    {
        var connection = connections.CreateConnection();
        await using var _ = connection.ConfigureAwait(false);
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        ServerVersion.Require(connection.PostgreSqlVersion, connections.Target);
        return options.BehindTransactionPooler ?? await PoolerProbe.IsTransactionPoolerAsync(
            connection,
            async cancellationToken =>
            {
                var second = connections.CreateConnection();
                await second.OpenAsync(cancellationToken).ConfigureAwait(false);
                return second;
            },
            cancellationToken).ConfigureAwait(false);
    }

    private static void RequireOwner(StoreRow store, PostgresErrors errors)
    {
        if (store.Owner != "team")
        {
            throw new TierMovedException($"open: the store is not here: its owner is {store.Owner} since epoch {store.Epoch} ({errors.Target}).")
            {
                Operation = "open",
                Target = errors.Target,
                Hint = "Open it with the configuration of the file that it was moved to, or finish the move that began.",
            };
        }
    }
}
