using System.Threading.Channels;
using Mosaic.Storage.Rows;

namespace Mosaic.Storage.Maintenance;

/// <summary>A consistent, compact copy while the store goes on: its rows as of one unit, packed anew into another file.</summary>
internal static class StoreCopy
{
    public static void Run(StoreCore core, string path, ChannelWriter<CopyProgress>? progress, CancellationToken cancellationToken)
    {
        path = File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path;
        if (core.Paths.All.Contains(path, StringComparer.Ordinal))
        {
            throw new ArgumentException("A store cannot be copied onto itself.", nameof(path));
        }

        var temporary = path + ".new";
        var target = new StorePaths(path);
        using var targetLock = TakeTarget(target);
        if (File.Exists(target.Log))
        {
            throw new MosaicException($"'{path}' is a store that was not closed: its log is beside it.")
            {
                Operation = "copy",
                Target = path,
                Hint = "Choose another path, or open and close that store first.",
            };
        }

        var folder = Files.DiskFolder.Instance;
        try
        {
            Build(core, folder, temporary, progress, cancellationToken);
            folder.Rename(temporary, path);
            folder.SyncFolder(path);
        }
        catch (Exception exception)
        {
            folder.Delete(temporary);
            if (exception is IOException io && Files.DiskSpace.IsExhausted(io))
            {
                throw Files.DiskSpace.Error(path, io);
            }

            if (exception is IOException or UnauthorizedAccessException)
            {
                throw Refused(path, exception);
            }

            throw;
        }
    }

    /// <summary>Nobody has the store open that the copy replaces, and nobody opens it meanwhile.</summary>
    private static Ownership.StoreLock TakeTarget(StorePaths target)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target.Data)!);
            return Ownership.StoreLock.Take(target, new MosaicOptions { AllowUnlocked = true });
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Refused(target.Data, exception);
        }
    }

    private static MosaicException Refused(string path, Exception cause) => new($"The store cannot be copied to '{path}': {cause.Message}", cause)
    {
        Operation = "copy",
        Target = path,
        Hint = "Check that the path is a file's and your rights there.",
    };

    /// <summary>Builds the copy while nothing is applied: the blocks stand still, commits go on in memory and log.</summary>
    public static Pages.FileIdentity Build(
        StoreCore core, Files.IStorageFolder folder, string path, ChannelWriter<CopyProgress>? progress, CancellationToken cancellationToken, uint fileId = 0)
    {
        var built = default(Pages.FileIdentity);
        core.Quiesce(() =>
        {
            var identity = core.Data.Identity with
            {
                FileId = fileId == 0 ? core.Data.Identity.FileId + 1 : fileId,
                Checkpoint = core.Data.Identity.Checkpoint + 1,
                Closed = fileId == 0, // a copy has no log beside it
            };
            built = FileBuilder.Build(folder, path, identity, Rows(core, progress), cancellationToken);
        });
        return built;
    }

    private static IEnumerable<RowChange> Rows(StoreCore core, ChannelWriter<CopyProgress>? progress)
    {
        const int pageBytes = 1 << 20;
        var total = (long)core.Data.Pages * Pages.PageCodec.Size;
        var done = 0L;
        byte[]? from = [0];
        while (from is not null)
        {
            var page = core.Rows.ScanBlocks(from, pageBytes);
            foreach (var (key, value) in page.Rows)
            {
                done += key.Length + value.Length;
                yield return new RowChange(key, value);
            }

            from = page.Next;
            progress?.TryWrite(new CopyProgress(from is null ? total : Math.Min(done, total), total));
        }
    }
}
