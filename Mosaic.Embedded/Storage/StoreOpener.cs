using Microsoft.Extensions.Logging;
using Mosaic.Storage.Blocks;
using Mosaic.Storage.Changes;
using Mosaic.Storage.Commit;
using Mosaic.Storage.Files;
using Mosaic.Storage.Log;
using Mosaic.Storage.Ownership;
using Mosaic.Storage.Pages;
using Mosaic.Storage.Rows;

namespace Mosaic.Storage;

/// <summary>
/// Opens a store: takes the lock, finishes an interrupted checkpoint, applies the log's units, makes a checkpoint of them and
/// begins a new generation of the log before anything is acknowledged.
/// </summary>
internal sealed class StoreOpener(
    StorePaths paths, IStorageFolder folder, MosaicOptions options, StorageLimits limits, ILogger logger)
{
    public StoreCore Open(bool locked)
    {
        var storeLock = locked ? TakeLock() : null;
        var opened = new Stack<IDisposable>();
        try
        {
            return new StoreCore(Assemble(storeLock, opened));
        }
        catch (Exception exception)
        {
            while (opened.TryPop(out var part))
            {
                part.Dispose();
            }

            storeLock?.Dispose();
            if (exception is IOException io && DiskSpace.IsExhausted(io))
            {
                throw new StoreFullException($"There is no space left to open '{paths.Data}'; nothing was lost.", io)
                {
                    Operation = "open",
                    Target = paths.Data,
                    Hint = "Free some space, or open it with MosaicOptions.ReadOnly.",
                };
            }

            if (exception is LiteDB.LiteException or InvalidCastException or IndexOutOfRangeException)
            {
                throw new StoreCorruptException($"'{paths.Data}' is damaged: {exception.Message}", exception)
                {
                    Operation = "open",
                    Target = paths.Data,
                    Hint = "Restore the store from a backup.",
                };
            }

            if (exception is IOException or UnauthorizedAccessException or PageReadException)
            {
                throw NotOpened(exception);
            }

            throw;
        }
    }

    private StoreLock TakeLock()
    {
        try
        {
            if (!options.ReadOnly)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(paths.Data)!);
            }

            return StoreLock.Take(paths, options);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw NotOpened(exception);
        }
    }

    private MosaicException NotOpened(Exception cause) => new($"'{paths.Data}' cannot be opened: {cause.Message}", cause)
    {
        Operation = "open",
        Target = paths.Data,
        Hint = "Check that the path is a file's, that its folder exists, and your rights there.",
    };

    private StoreParts Assemble(StoreLock? storeLock, Stack<IDisposable> opened)
    {
        var writable = !options.ReadOnly;
        if (!folder.Exists(paths.Data))
        {
            StoreCreator.Create(paths, folder, writable);
        }
        else if (writable)
        {
            folder.Delete(paths.NewData);
            folder.Delete(paths.NewLog);
        }

        if (folder.Exists(paths.LiteDbLog))
        {
            throw new StoreCorruptException($"LiteDB's own log '{paths.LiteDbLog}' lies beside the store: another program has written to '{paths.Data}'.")
            {
                Operation = "open",
                Target = paths.Data,
                Hint = "Nothing of that log is in the store. Delete it, and open the file with LiteDB's own tools for reading only.",
            };
        }

        var file = Push(opened, folder.Open(paths.Data, writable ? FileUse.ReadWrite : FileUse.Read));
        var identity = ReadIdentity(file);
        var log = folder.Exists(paths.Log)
            ? Push(opened, ExtentFile.Open(Push(opened, folder.Open(paths.Log, writable ? FileUse.ReadWrite : FileUse.Read)), paths.Log))
            : null;
        if (log is not null && log.StoreId != identity.StoreId)
        {
            throw LogMismatch.Error(log, identity, "belongs to another store");
        }

        if (log is null && !identity.Closed && !options.OpenWithoutLog)
        {
            throw new StoreCorruptException($"The log '{paths.Log}' is missing: '{paths.Data}' was not closed, and its last writes are in the log.")
            {
                Operation = "open",
                Target = paths.Data,
                Hint = "Put the log back beside the file. MosaicOptions.OpenWithoutLog opens the file as of its last checkpoint, without them.",
            };
        }

        var journal = log is null ? null : CheckpointJournal.Find(log, identity);
        if (journal is not null && writable)
        {
            Redo(file, journal);
        }

        var data = new PagedFile(file, paths.Data, journal?.Identity ?? identity);
        if (journal is not null && !writable)
        {
            foreach (var (number, image) in journal.Pages)
            {
                data.OverwritePage(number, image.Span);
            }
        }

        VerifyLength(data);
        var blocks = Push(opened, new BlockStore(new PageStream(data)));
        var health = new StoreHealth(paths.Data, options.ReadOnly, logger);
        var rows = new RowStore(blocks, data.Identity.Sequence, options.CacheBytes, health);
        var counters = new CounterTable();
        counters.Load(rows.Scan(Keys.Of(RowTable.Counter), Keys.After(Keys.Of(RowTable.Counter)), int.MaxValue, int.MaxValue).Rows);
        var trim = new FeedTrim(options.ChangeRecordRowsMax, options.ChangeRecordAgeMax, options.TimeProvider);
        trim.Load(rows.Get(FeedTrim.Key), OldestRecord(rows), data.Identity.Sequence);
        if (log is null && writable)
        {
            log = Push(opened, StoreCreator.CreateLog(paths, folder, limits, identity.StoreId));
        }

        var applier = new Applier(rows, data, log is null || !writable ? null : new Checkpointer(data, log), trim, limits, health, logger);
        var replay = new LogReplay(rows, counters, applier, limits.TableBytesMax);
        var recovered = log is not null && replay.Run(log, data.Identity, options.OpenWithoutLog) > 0;
        var parts = new StoreParts
        {
            Paths = paths,
            Folder = folder,
            Lock = storeLock,
            Data = data,
            Rows = rows,
            Counters = counters,
            Trim = trim,
            Health = health,
            Clock = new StoreClock(options.TimeProvider),
            Applier = applier,
            Recovered = recovered,
        };
        if (recovered)
        {
            logger.LogInformation("Recovered {Units} units of {Path} from its log.", replay.Units, paths.Data);
        }

        if (writable)
        {
            return MakeWritable(parts, log!);
        }

        log?.Dispose(); // what it holds is in memory
        return parts;
    }

    private StoreParts MakeWritable(StoreParts parts, ExtentFile log)
    {
        // Every open makes a checkpoint, an empty one too: its number tells this log from that of an older copy of the file.
        parts.Applier.Drain(LogState.Begins);
        log.ReleaseAll();
        log.TryReserve(2);
        var data = parts.Data;
        var chain = new FrameChain(log, ChainKind.Units, data.Identity.Generation, data.Identity.Sequence, data.Identity.Stamp);
        chain.Begin();
        parts.Applier.Drain(); // from here on the file needs its log
        var unitLog = new UnitLog(log, chain, options.Durability, () => data.Identity.Checkpoint);
        unitLog.StartAt(data.Identity.Sequence);
        parts.Applier.Checkpointed = unitLog.ReleaseThrough;
        parts.Applier.Start();
        var commit = new GroupCommit(parts.Rows, parts.Counters, unitLog, parts.Applier, parts.Health, parts.Clock);
        return parts with
        {
            LogFile = log,
            Log = unitLog,
            Commit = commit,
            Writer = new WriteLoop(commit, parts.Health),
        };
    }

    private FileIdentity ReadIdentity(IStorageFile file)
    {
        Span<byte> sector = stackalloc byte[512];
        if (file.Length < sector.Length)
        {
            throw new StoreCorruptException($"'{paths.Data}' is not a Mosaic store: it has {file.Length} bytes.")
            {
                Operation = "open",
                Target = paths.Data,
                Hint = "Choose another path; the file was not touched.",
            };
        }

        file.Read(0, sector);
        return FileIdentity.Read(sector, paths.Data);
    }

    private static void Redo(IStorageFile file, CheckpointJournal journal)
    {
        foreach (var (number, image) in journal.Pages)
        {
            file.Write((long)number * PageCodec.Size, image.Span);
        }

        file.Sync();
    }

    private static void VerifyLength(PagedFile data)
    {
        var length = (long)data.Identity.Pages * PageCodec.Size;
        if (data.File.Length < length)
        {
            throw new StoreCorruptException($"'{data.Path}' was truncated: {data.File.Length} of {length} bytes are left.")
            {
                Operation = "open",
                Target = data.Path,
                Hint = "Restore the store from a backup.",
            };
        }

        data.ReadPage(0, new byte[PageCodec.Size]);
    }

    private static long? OldestRecord(RowStore rows)
    {
        var first = rows.Scan(Keys.Of(RowTable.Change), Keys.After(Keys.Of(RowTable.Change)), 1, int.MaxValue).Rows;
        return first.Count == 0 ? null : System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(first[0].Key.Span[1..]);
    }

    private static T Push<T>(Stack<IDisposable> opened, T part)
        where T : IDisposable
    {
        opened.Push(part);
        return part;
    }
}
