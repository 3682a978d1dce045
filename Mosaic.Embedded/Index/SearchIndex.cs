using Microsoft.Extensions.Logging;
using Mosaic.Index.Turns;
using Mosaic.Memory.Search;
using Mosaic.Storage;

namespace Mosaic.Index;

/// <summary>
/// The index as the rest of the store sees it. Nothing of Lucene is loaded until something searchable is written or a search
/// comes: opening, documents and jobs do without.
/// </summary>
internal sealed class SearchIndex : IAsyncDisposable
{
    private readonly StoreCore _core;
    private readonly IndexUpdater _updater;
    private readonly IndexProgress _progress = new();
    private readonly bool _expected;
    private readonly bool _hadRows;
    private int _state;

    public SearchIndex(StoreCore core, SearchableRows rows, bool readOnly, long commitChanges, ILogger logger)
    {
        _core = core;
        var folder = core.Folder.IsOnDisk ? core.Paths.Index : null;
        _hadRows = rows.Any;
        _expected = _hadRows && folder is not null && IndexFiles.PeekMark(folder) is { } mark && mark.IsOf(core)
            && (!readOnly || mark.Sequence == core.Rows.Visible);
        _updater = new IndexUpdater(core, rows, new IndexOpener(core, rows, folder, readOnly, logger), Lag, _progress, commitChanges, logger);
    }

    private const int Idle = 0;
    private const int Started = 1;
    private const int Closed = 2;

    /// <summary>
    /// The store had something searchable when it was opened, and no index for it. Known from the mark when the store is opened;
    /// damage that only reading the index shows is known once it is used.
    /// </summary>
    public bool Rebuilt => _hadRows && (!_expected || _updater.Built);

    public IndexLag Lag { get; } = new();

    /// <summary>Begins to open it, on its own thread.</summary>
    public void Start()
    {
        if (Volatile.Read(ref _state) == Idle && Interlocked.CompareExchange(ref _state, Started, Idle) == Idle)
        {
            _updater.Start();
        }
    }

    /// <summary>Something searchable changed and is visible. Called on the write loop.</summary>
    public void Written()
    {
        Lag.Wrote();
        Start();
        _updater.Wake();
    }

    /// <summary>Waits until searches see the store up to a unit.</summary>
    /// <exception cref="MosaicException">They do not within the bound, or the index cannot be had.</exception>
    public ValueTask ReachAsync(long sequence, CancellationToken cancellationToken) => ReachAsync(sequence, null, cancellationToken);

    /// <summary>As the other, however long it takes.</summary>
    public ValueTask TakeUpAsync(long sequence, CancellationToken cancellationToken) => ReachAsync(sequence, Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Rewrites files that hold words of rows that are gone, and makes that durable.</summary>
    public async ValueTask CompactAsync(CancellationToken cancellationToken)
    {
        if (_updater.Index is not { } index)
        {
            return; // it is being built, from the rows alone
        }

        try
        {
            await Task.Factory.StartNew(index.Compact, cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            _updater.Suspect(index, exception); // built anew, it holds none of it
            return;
        }

        await _updater.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The best rows, at most <paramref name="count"/>.</summary>
    public IReadOnlyList<RankedKey> Search(IndexQuery query, int count, Func<byte[], IReadOnlyList<TurnPlace>> turnsOf)
    {
        if (_updater.Index is not { } index)
        {
            throw Lost(null);
        }

        try
        {
            return index.Search(query, count, turnsOf);
        }
        catch (Exception exception)
        {
            _updater.Suspect(index, exception);
            throw Lost(exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _state, Closed) == Started)
        {
            await _updater.StopAsync().ConfigureAwait(false);
        }

        _progress.Close();
    }

    private ValueTask ReachAsync(long sequence, TimeSpan? patience, CancellationToken cancellationToken)
    {
        _core.Health.ThrowIfClosed();
        if (_progress.HasReached(sequence))
        {
            return ValueTask.CompletedTask;
        }

        Start();
        return _progress.WaitAsync(sequence, patience, _updater.Wake, cancellationToken);
    }

    private static MosaicException Lost(Exception? cause) => new("The search index was lost under the search.", cause)
    {
        Operation = "search",
        Hint = "It is built anew from the rows; try again.",
        IsTransient = true,
    };
}
