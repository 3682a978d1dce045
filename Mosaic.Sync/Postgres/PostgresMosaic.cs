using Microsoft.Extensions.Logging;
using Mosaic.Backends;
using Mosaic.Postgres.Changes;
using Mosaic.Postgres.Channels;
using Mosaic.Postgres.Documents;
using Mosaic.Postgres.Memory;
using Mosaic.Postgres.Memory.Vectors;
using Mosaic.Postgres.Queue;
using Mosaic.Postgres.Sessions;
using Mosaic.Postgres.Transactions;

namespace Mosaic;

/// <summary>The team tier: a schema of a PostgreSQL database, shared by many processes.</summary>
/// <remarks>
/// Thread-safe. What is written bears the server's time. A write whose connection drops is repeated and applied once
/// (<see cref="PostgresOptions.RetryTimeout"/>). Memory is searched by keywords, and by vectors
/// where the options have an embedder.
/// </remarks>
public sealed class PostgresMosaic : IMosaic, ILoggingStore
{
    private readonly PostgresSession _session;
    private readonly PostgresQueue _queue;
    private readonly PostgresChannels _channels;
    private readonly PostgresChanges _changes;
    private readonly ChangeTrim _changeTrim;
    private readonly MemoryUpkeep _memoryUpkeep;
    private readonly PostgresVectors? _vectors;
    private readonly Lock _closing = new();
    private readonly PostgresDocuments _documents;
    private readonly PostgresTransactions _transactions;
    private Task? _closed;

    private PostgresMosaic(PostgresSession session)
    {
        _session = session;
        _vectors = session.Options.Embedder is null ? null : new PostgresVectors(session);
        _documents = new PostgresDocuments(session) { Texts = new DocumentTexts(session.Sql, _vectors) };
        _channels = new PostgresChannels(session);
        _changes = new PostgresChanges(session);
        _changeTrim = new ChangeTrim(session);
        _queue = new PostgresQueue(session, _changes.ReadPackedAsync);
        var memory = new MemoryContext(session, _vectors);
        Memory = new PostgresMemory(memory, UserScope.Everyone);
        _memoryUpkeep = new MemoryUpkeep(memory);
        _transactions = new PostgresTransactions(session, new TransactionParts(_documents, _queue, memory, _channels));
    }

    /// <inheritdoc/>
    public MosaicTier Tier => MosaicTier.Team;

    /// <inheritdoc/>
    public MosaicCapabilities Capabilities =>
        MosaicCapabilities.Transactions | MosaicCapabilities.DurableChannels | MosaicCapabilities.CaseSensitiveIds | (_vectors is null ? 0 : MosaicCapabilities.VectorSearch)
        | (_session.BehindTransactionPooler ? 0 : MosaicCapabilities.InstantLeaseRecovery | MosaicCapabilities.PushWake);

    /// <inheritdoc/>
    public IJobQueue Queue => _queue;

    /// <inheritdoc/>
    public IChannels Channels => _channels;

    /// <inheritdoc/>
    public IDocumentStore Documents => _documents;

    /// <inheritdoc/>
    public IMemoryStore Memory { get; }

    /// <inheritdoc/>
    public IChangeFeed Changes => _changes;

    internal PostgresSession Session => _session;

    /// <summary>A psql script that makes two roles, an owner who migrates and an application that may only work, and says at its top how it is run.</summary>
    public static string RolesScript => Postgres.Sql.Read("sql/roles");

    ILoggerFactory? ILoggingStore.LoggerFactory => _session.Options.LoggerFactory;

    /// <summary>Opens the store in a database, or creates it there.</summary>
    /// <param name="connectionString">As Npgsql takes it.</param>
    /// <param name="options">null: the defaults.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <exception cref="MosaicException">It cannot be opened; <see cref="MosaicException.Hint"/> says what to do.</exception>
    /// <exception cref="TierMovedException">The store was moved elsewhere.</exception>
    public static async ValueTask<PostgresMosaic> OpenAsync(
        string connectionString, PostgresOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        var session = await PostgresSession.OpenAsync(connectionString, options ?? new PostgresOptions(), cancellationToken).ConfigureAwait(false);
        try
        {
            return new PostgresMosaic(session);
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Waits until every text that is there has its vector and no model is being made, whichever process makes them.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="MosaicException">Vectors cannot be made now; it is tried again in the background.</exception>
    public ValueTask CatchUpVectorsAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _session.ThrowIfClosed();
        return _vectors is null ? ValueTask.CompletedTask : new ValueTask(_vectors.CatchUpAsync(cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask<T> TransactAsync<T>(Func<IMosaicTransaction, CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken = default) =>
        _transactions.RunAsync(work, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask TransactAsync(Func<IMosaicTransaction, CancellationToken, ValueTask> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        await TransactAsync(
            async (transaction, token) =>
            {
                await work(transaction, token).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks the server whether it serves this store: one look, not repeated, since a probe reports what is.</summary>
    /// <param name="cancellationToken">Honoured throughout.</param>
    /// <returns>What the server said. It may have answered and still take no writes: <see cref="PostgresHealth.TakesWrites"/>.</returns>
    /// <exception cref="MosaicException">The server does not answer, or not as the server of this store.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public async ValueTask<PostgresHealth> CheckHealthAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _session.ThrowIfClosed();
        return await _session.Health.RunAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        lock (_closing)
        {
            _session.Close();
            _closed ??= CloseAsync();
            return new ValueTask(_closed);
        }
    }

    private async Task CloseAsync()
    {
        _transactions.Dispose();
        await _documents.DisposeAsync().ConfigureAwait(false);
        await _queue.DisposeAsync().ConfigureAwait(false);
        await _channels.DisposeAsync().ConfigureAwait(false);
        await _changes.DisposeAsync().ConfigureAwait(false);
        await _changeTrim.DisposeAsync().ConfigureAwait(false);
        await _memoryUpkeep.DisposeAsync().ConfigureAwait(false);
        if (_vectors is not null)
        {
            await _vectors.DisposeAsync().ConfigureAwait(false);
        }

        await _session.DisposeAsync().ConfigureAwait(false);
    }
}
