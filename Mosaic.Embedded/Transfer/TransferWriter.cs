using Microsoft.Extensions.Logging.Abstractions;
using Mosaic.Storage;
using Mosaic.Storage.Commit;
using Mosaic.Storage.Files;
using Mosaic.Storage.Maintenance;
using Mosaic.Storage.Ownership;
using Mosaic.Storage.Pages;
using Mosaic.Storage.Rows;
using Mosaic.Transfer;

namespace Mosaic.Backends;

/// <summary>
/// Fills a new store with records: ids, versions, numbers and times as they were. They are gathered in a file beside, in any order; what
/// follows from them is made anew at the end, when the store's file is written in one go and appears whole, by rename.
/// </summary>
/// <remarks>One caller at a time. Disposed before <see cref="CompleteAsync"/> has returned, nothing is left.</remarks>
public sealed class TransferWriter : IAsyncDisposable
{
    private readonly StorePaths _target;
    private readonly StoreLock _lock;
    private readonly StorePaths _scratch;
    private StoreCore? _core;

    private TransferWriter(StorePaths target, StoreLock targetLock, StorePaths scratch, StoreCore core)
    {
        _target = target;
        _lock = targetLock;
        _scratch = scratch;
        _core = core;
    }

    internal static TransferWriter Create(string path)
    {
        var target = new StorePaths(path);
        var scratch = new StorePaths(path + ".gathered");
        StoreLock? targetLock = null;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            targetLock = StoreLock.Take(target, new MosaicOptions { AllowUnlocked = true });
            if (File.Exists(target.Data) || File.Exists(target.Log))
            {
                throw new MosaicException($"There is a store at '{path}' already, or the log of one.")
                {
                    Operation = "restore",
                    Target = path,
                    Hint = "Choose another path, or move what is there away.",
                };
            }

            Delete(scratch);
            var options = new MosaicOptions { Durability = Durability.Relaxed, AllowUnlocked = true, ChangeRecordRowsMax = 1, CacheBytes = 0 };
            var core = new StoreOpener(scratch, DiskFolder.Instance, options, StorageLimits.Default, NullLogger.Instance).Open(locked: true);
            return new TransferWriter(target, targetLock, scratch, core);
        }
        catch (Exception exception)
        {
            if (targetLock is not null)
            {
                Delete(scratch);
                targetLock.Dispose();
            }

            throw Told(exception, path);
        }
    }

    /// <summary>Applies records in their order; about a megabyte at a time is best.</summary>
    /// <param name="records">The records.</param>
    /// <param name="cancellationToken">Honoured before they are applied.</param>
    public async ValueTask ApplyAsync(IReadOnlyList<TransferRecord> records, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        ObjectDisposedException.ThrowIf(_core is null, this);
        try
        {
            await _core.CommitAsync(new DelegateUnit<int>(context => RecordApplier.Apply(context, records)), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw Told(exception, _target.Data);
        }
    }

    /// <summary>Makes what follows from the records, and writes the store's file.</summary>
    /// <param name="at">The unit as of which the store is; its history goes on from there.</param>
    /// <param name="progress">Bytes written, of about how many.</param>
    /// <param name="cancellationToken">Ends it; nothing is left.</param>
    public async ValueTask CompleteAsync(FeedCursor at, IProgress<CopyProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_core is null, this);
        try
        {
            await new DerivedRows(_core).MakeAsync(cancellationToken).ConfigureAwait(false);
            await Task.Factory.StartNew(() => Build(at, progress, cancellationToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
                .ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw Told(exception, _target.Data);
        }

        await DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Takes away what was gathered.</summary>
    public ValueTask DisposeAsync()
    {
        if (_core is { } core)
        {
            _core = null;
            core.Dispose();
            Delete(_scratch);
            _lock.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    private void Build(FeedCursor at, IProgress<CopyProgress>? progress, CancellationToken cancellationToken)
    {
        var folder = DiskFolder.Instance;
        try
        {
            var fileId = (uint)System.Security.Cryptography.RandomNumberGenerator.GetInt32(1, int.MaxValue);
            var identity = new FileIdentity(at.StoreId, fileId, 1, at.Sequence, at.Stamp, 0, 0, Closed: true);
            FileBuilder.Build(folder, _target.NewData, identity, new GatheredRows(_core!).Read(at.Sequence, progress), cancellationToken);
            folder.Rename(_target.NewData, _target.Data);
            folder.SyncFolder(_target.Data);
        }
        catch
        {
            folder.Delete(_target.NewData);
            throw;
        }
    }

    private static void Delete(StorePaths scratch)
    {
        foreach (var path in new[] { scratch.Data, scratch.Log, scratch.NewData, scratch.NewLog, scratch.Leases })
        {
            File.Delete(path);
        }
    }

    private static Exception Told(Exception exception, string path) => exception switch
    {
        IOException io when DiskSpace.IsExhausted(io) => DiskSpace.Error(path, io),
        IOException or UnauthorizedAccessException => new MosaicException($"'{path}' cannot be written: {exception.Message}", exception)
        {
            Operation = "restore",
            Target = path,
            Hint = "Check that the path is a file's and your rights there.",
        },
        _ => exception,
    };
}
