using Mosaic.Storage.Changes;
using Mosaic.Storage.Commit;
using Mosaic.Storage.Files;
using Mosaic.Storage.Log;
using Mosaic.Storage.Ownership;
using Mosaic.Storage.Pages;
using Mosaic.Storage.Rows;

namespace Mosaic.Storage;

/// <summary>An open store: rows to read, a loop to commit through, a feed of what was committed.</summary>
internal sealed class StoreCore : IDisposable
{
    private readonly StoreParts _parts;
    private readonly Lock _closing = new();
    private bool _disposed;

    public StoreCore(StoreParts parts)
    {
        _parts = parts;
        Feed = new ChangeFeed(this);
        if (parts.Commit is { } commit)
        {
            commit.Committed += Feed.Signal;
        }
    }

    public StorePaths Paths => _parts.Paths;

    public IStorageFolder Folder => _parts.Folder;

    public Guid StoreId => _parts.Data.Identity.StoreId;

    public RowStore Rows => _parts.Rows;

    public CounterTable Counters => _parts.Counters;

    public StoreHealth Health => _parts.Health;

    public StoreClock Clock => _parts.Clock;

    public PagedFile Data => _parts.Data;

    public Applier Applier => _parts.Applier;

    public FeedTrim Trim => _parts.Trim;

    public UnitLog? Log => _parts.Log;

    public ChangeFeed Feed { get; }

    public bool Recovered => _parts.Recovered;

    public ValueTask<T> CommitAsync<T>(WriteUnit<T> unit, CancellationToken cancellationToken)
    {
        if (_parts.Writer is null)
        {
            Health.ThrowIfUnwritable();
        }

        return _parts.Writer!.CommitAsync(unit, cancellationToken);
    }

    /// <summary>Has a tap told of every row that is written from now on.</summary>
    public async ValueTask AttachAsync(WriteTap tap)
    {
        if (_parts.Commit is { } commit)
        {
            await OnLoopAsync(() => commit.Attach(tap)).ConfigureAwait(false);
        }
    }

    /// <summary>Ends that; also of a store that takes no more writes.</summary>
    public async ValueTask DetachAsync(WriteTap tap)
    {
        if (_parts.Commit is { } commit)
        {
            try
            {
                await OnLoopAsync(() => commit.Detach(tap)).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is MosaicException or ObjectDisposedException)
            {
                // Nothing is written any more.
            }
        }
    }

    private async ValueTask OnLoopAsync(Action action) => await CommitAsync(
        new DelegateUnit<bool>(_ =>
        {
            action();
            return true;
        }),
        CancellationToken.None).ConfigureAwait(false);

    /// <summary>Brings everything committed so far into the data file.</summary>
    public void Checkpoint()
    {
        Health.ThrowIfUnwritable();
        try
        {
            _parts.Applier.Quietly(() =>
            {
                do
                {
                    _parts.Applier.ApplyFrozen();
                }
                while (!_parts.Writer!.TryFreeze());

                _parts.Applier.Drain();
            });
        }
        catch (IOException exception) when (DiskSpace.IsExhausted(exception))
        {
            throw DiskSpace.Error(Paths.Data, exception);
        }
        catch (Exception exception) when (exception is not (MosaicException or ObjectDisposedException))
        {
            // The system tells a failed sync once: a writer's own would succeed after it.
            throw Health.Poison(exception);
        }
    }

    /// <summary>
    /// Brings everything committed so far into the blocks and runs <paramref name="action"/> while they stand still; commits
    /// go on in memory and log.
    /// </summary>
    public void Quiesce(Action action) => _parts.Applier.Quietly(() =>
    {
        if (_parts.Writer is not null && !Health.IsPoisoned)
        {
            Checkpoint();
        }

        action();
    });

    /// <summary>
    /// Completes admitted units and, unless poisoned, checkpoints and removes the log, so that one file remains. When the
    /// disk is full the log stays and the next open applies it.
    /// </summary>
    public void Dispose()
    {
        lock (_closing)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
        }

        Health.Close();
        _parts.Writer?.Dispose();
        Feed.Close();
        _parts.Applier.Dispose();
        try
        {
            if (_parts.Writer is not null && !Health.IsPoisoned)
            {
                _parts.Applier.Drain(LogState.Ends);
                _parts.LogFile!.Dispose();
                _parts.Folder.Delete(_parts.Paths.Log);
                _parts.Folder.SyncFolder(_parts.Paths.Data);
            }
        }
        catch (Exception exception) when (exception is StoreFullException || (exception is IOException io && DiskSpace.IsExhausted(io)))
        {
            // Everything acknowledged is in the log, for the next open.
        }
        catch (Exception exception)
        {
            Health.Poison(exception); // told to the log; what was acknowledged is in the store's
        }
        finally
        {
            _parts.LogFile?.Dispose();
            _parts.Rows.Dispose();
            _parts.Data.Dispose();
            _parts.Lock?.Dispose();
        }
    }
}
