using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Mosaic.Backends;
using Mosaic.Channels;
using Mosaic.Documents;
using Mosaic.Documents.Catalog;
using Mosaic.Documents.Rows;
using Mosaic.Index;
using Mosaic.Memory;
using Mosaic.Memory.Rows;
using Mosaic.Memory.Search;
using Mosaic.Memory.Vectors;
using Mosaic.Queue;
using Mosaic.Queue.Rows;
using Mosaic.Storage;
using Mosaic.Storage.Files;
using Mosaic.Storage.Maintenance;
using Mosaic.Storage.Ownership;
using Mosaic.Transactions;

namespace Mosaic;

/// <summary>The local tier: one file, owned by one process.</summary>
/// <remarks>
/// Thread-safe. While it is open there are, beside the file, <c>.wal</c> (its log), <c>.lock</c>, <c>.owner</c> and <c>.leases</c>; disposed, the
/// file stands alone but for the folder <c>.index</c>, which may be deleted. An acknowledged write survives what <see cref="MosaicOptions.Durability"/> says. After an I/O error every
/// write is <see cref="StorePoisonedException"/> until the store is disposed and opened again.
/// </remarks>
public sealed class MosaicEngine : IMosaic, ILoggingStore
{
    private readonly StoreCore _core;
    private readonly EngineDocuments _documents;
    private readonly EngineQueue _queue;
    private readonly EngineChannels _channels;
    private readonly SearchIndex _index;
    private readonly EngineVectors? _vectors;
    private readonly EngineMemory _memory;
    private readonly OpenReport _openReport;
    private readonly TransactionRunner _transactions;
    private readonly WriterFence _fence = new();
    private readonly ExpirySweeper? _sweeper;
    private readonly Lock _closing = new();
    private Task? _closed;

    private MosaicEngine(StoreCore core, MosaicOptions options, StorageLimits limits, ILogger logger, long start)
    {
        _core = core;
        Transfer = new StoreTransfer(core);
        LoggerFactory = options.LoggerFactory;
        var recent = new RecentWrites();
        var catalog = new CollectionCatalog(core.Rows);
        var searchable = new SearchableRows(core, catalog);
        _index = new SearchIndex(core, searchable, options.ReadOnly, limits.IndexCommitChanges, logger);
        _documents = new EngineDocuments(core, catalog, _index, recent, _fence, options);
        _vectors = EngineVectors.Create(core, searchable, options, logger);
        var memory = new MemoryParts(core, _index, searchable, _documents.Serializer, _vectors, options);
        _memory = new EngineMemory(memory, UserScope.Everyone);
        _queue = new EngineQueue(core, _documents.Serializer, options, logger);
        _channels = new EngineChannels(core, options, logger);
        _transactions = new TransactionRunner(core, _documents, _queue, memory, _channels, recent, _fence);
        _sweeper = options.ReadOnly ? null : new ExpirySweeper(core, options.TimeProvider, [_documents.Expiry, memory.Expiry]);
        _openReport = new OpenReport(core.Recovered, _index.Rebuilt, Stopwatch.GetElapsedTime(start));
    }

    /// <summary>What opening found and did. Damage of the search index that only using it shows is told from then on.</summary>
    public OpenReport OpenReport => _index.Rebuilt == _openReport.IndexRebuilt ? _openReport : _openReport with { IndexRebuilt = true };

    /// <inheritdoc/>
    public MosaicTier Tier => MosaicTier.Local;

    /// <inheritdoc/>
    public MosaicCapabilities Capabilities => 
        MosaicCapabilities.Transactions | MosaicCapabilities.GapFreeSequence | MosaicCapabilities.InstantLeaseRecovery | MosaicCapabilities.PushWake
        | MosaicCapabilities.DurableChannels | MosaicCapabilities.CaseSensitiveIds | (_vectors is null ? 0 : MosaicCapabilities.VectorSearch);

    /// <inheritdoc/>
    public IJobQueue Queue => _queue;

    /// <inheritdoc/>
    public IChannels Channels => _channels;

    /// <inheritdoc/>
    public IDocumentStore Documents => _documents;

    /// <inheritdoc/>
    public IMemoryStore Memory => _memory;

    /// <inheritdoc/>
    public IChangeFeed Changes => _core.Feed;

    /// <summary>What the store holds, out and in again, for tools that copy and move stores.</summary>
    public StoreTransfer Transfer { get; }

    internal StoreCore Core => _core;

    internal EngineVectors? Vectors => _vectors;

    internal ILoggerFactory? LoggerFactory { get; }

    ILoggerFactory? ILoggingStore.LoggerFactory => LoggerFactory;

    /// <summary>Opens the store at <paramref name="path"/>, or creates it there.</summary>
    /// <param name="path">The file. Its folder is created when it is missing.</param>
    /// <param name="options">null: the defaults, which lose nothing.</param>
    /// <param name="cancellationToken">Cancels the call before it begins.</param>
    /// <exception cref="StoreLockedException">Another process, or another instance in this one, has it open.</exception>
    /// <exception cref="StoreCorruptException">Not a Mosaic store, a newer format, damaged, or with a log of another history.</exception>
    /// <exception cref="StoreFullException">The disk is full; nothing was lost.</exception>
    public static ValueTask<MosaicEngine> OpenAsync(string path, MosaicOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (Path.EndsInDirectorySeparator(path))
        {
            throw new ArgumentException($"'{path}' names a folder; a store is a file.", nameof(path));
        }

        cancellationToken.ThrowIfCancellationRequested();
        options = Valid(options);
        var full = Path.GetFullPath(path);
        full = File.Exists(full) ? File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full : full;
        var logger = Logger(options);
        RiskyFolder.Warn(full, logger);
        return OpenRecoveredAsync(() => Open(new StorePaths(full), DiskFolder.Instance, options, logger, locked: true));
    }

    /// <summary>Opens an empty store in memory: the same code, nothing is left when it is disposed.</summary>
    /// <param name="options">null: the defaults.</param>
    /// <param name="cancellationToken">Cancels the call before it begins.</param>
    public static ValueTask<MosaicEngine> OpenInMemoryAsync(MosaicOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        options = Valid(options);
        return ValueTask.FromResult(Open(new StorePaths("memory.mosaic"), new MemoryFolder(), options, Logger(options), locked: false));
    }

    /// <summary>
    /// Checks pages against their checksums, rows against indexes, counters and the change record. Reports; repairs nothing.
    /// Reading goes on meanwhile; so does writing, as far as memory for what waits allows.
    /// </summary>
    /// <param name="cancellationToken">Ends the check.</param>
    public ValueTask<IntegrityReport> CheckAsync(CancellationToken cancellationToken = default) =>
        new(RunLongAsync(() => new IntegrityCheck(
            _core, [report => new DocumentCheck(_core, report), report => new JobCheck(_core, report), report => new MemoryCheck(_core, report)]).Run(cancellationToken)));

    /// <summary>Rewrites the file without the space that deleted rows left. A crash leaves the old file or the new one.</summary>
    /// <param name="cancellationToken">Ends it; the old file stays.</param>
    public async ValueTask CompactAsync(CancellationToken cancellationToken = default)
    {
        _core.Health.ThrowIfUnwritable();
        await Compaction.RunAsync(_core, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Waits until every text that is stored by now has its vector and no model is being trained. Searches need no such wait: they find
    /// every text by its keywords at once, and by its vector as soon as it has one.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that completes at once where there is no <see cref="MosaicOptions.Embedder"/>.</returns>
    /// <exception cref="MosaicException">The embedder failed (transient: it is tried again in the background).</exception>
    public ValueTask CatchUpVectorsAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _core.Health.ThrowIfClosed();
        return _vectors is null ? ValueTask.CompletedTask : new ValueTask(_vectors.CatchUpAsync(cancellationToken));
    }

    /// <summary>An online, consistent, compact copy of the file.</summary>
    /// <param name="path">Where; a file that is there is replaced once the copy is complete and synced.</param>
    /// <param name="progress">Bytes of rows copied, of about how many.</param>
    /// <param name="cancellationToken">Ends it; nothing is left at <paramref name="path"/>.</param>
    public async ValueTask CopyToAsync(string path, IProgress<CopyProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        _core.Health.ThrowIfClosed();
        _core.Health.ThrowIfPoisoned(); // what readers see may not all be in the blocks any more
        // The newest value only, told here: the caller's code runs under no lock and slows nothing.
        var reports = Channel.CreateBounded<CopyProgress>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        var copy = RunLongAsync(() =>
        {
            try
            {
                StoreCopy.Run(_core, Path.GetFullPath(path), reports.Writer, cancellationToken);
            }
            finally
            {
                reports.Writer.Complete();
            }
        });
        try
        {
            await foreach (var report in reports.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
            {
                progress?.Report(report);
            }
        }
        finally
        {
            await copy.ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public ValueTask<T> TransactAsync<T>(Func<IMosaicTransaction, CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        return _transactions.RunAsync(work, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask TransactAsync(Func<IMosaicTransaction, CancellationToken, ValueTask> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        await _transactions.RunAsync(
            async (transaction, token) =>
            {
                await work(transaction, token).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Completes writes that were admitted, fails those that wait, ends feeds, and leaves one file.</summary>
    /// <remarks>Every caller waits until it is done.</remarks>
    public ValueTask DisposeAsync()
    {
        lock (_closing)
        {
            _closed ??= CloseAsync();
            return new ValueTask(_closed);
        }
    }

    private async Task CloseAsync()
    {
        if (_sweeper is not null)
        {
            await _sweeper.DisposeAsync().ConfigureAwait(false);
        }

        await _channels.DisposeAsync().ConfigureAwait(false);
        await _queue.DisposeAsync().ConfigureAwait(false);
        if (_vectors is not null)
        {
            await _vectors.DisposeAsync().ConfigureAwait(false);
        }

        await _index.DisposeAsync().ConfigureAwait(false);
        await RunLongAsync(_core.Dispose).ConfigureAwait(false);
        _queue.EndWaits();
        _fence.Dispose();
    }

    private static async ValueTask<MosaicEngine> OpenRecoveredAsync(Func<MosaicEngine> open)
    {
        var engine = await RunLongAsync(open).ConfigureAwait(false);
        try
        {
            await engine._queue.Recovered.ConfigureAwait(false);
            return engine;
        }
        catch
        {
            await engine.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    internal static MosaicEngine Open(
        StorePaths paths, IStorageFolder folder, MosaicOptions options, ILogger logger, bool locked, StorageLimits? limits = null)
    {
        var start = Stopwatch.GetTimestamp();
        limits ??= StorageLimits.Default;
        var core = new StoreOpener(paths, folder, options, limits, logger).Open(locked);
        try
        {
            return new MosaicEngine(core, options, limits, logger, start);
        }
        catch
        {
            core.Dispose();
            throw;
        }
    }

    private static MosaicOptions Valid(MosaicOptions? options)
    {
        options ??= new MosaicOptions();
        ArgumentNullException.ThrowIfNull(options.TimeProvider);
        ArgumentNullException.ThrowIfNull(options.Json);
        ArgumentNullException.ThrowIfNull(options.Fusion);
        ArgumentOutOfRangeException.ThrowIfNegative(options.VectorBytes);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.EmbedderTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(options.CacheBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(options.ChangeRecordRowsMax);
        ArgumentOutOfRangeException.ThrowIfNegative(options.CompletedJobsMax);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ChangeRecordAgeMax, TimeSpan.Zero);
        if (!Enum.IsDefined(options.Durability))
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.Durability, "Durability is Full or Relaxed.");
        }

        return options;
    }

    private static ILogger Logger(MosaicOptions options) =>
        (options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger("Mosaic.Storage");

    /// <summary>Work of seconds, with a thread of its own: it blocks on the disk.</summary>
    private static Task RunLongAsync(Action work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static Task<T> RunLongAsync<T>(Func<T> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
