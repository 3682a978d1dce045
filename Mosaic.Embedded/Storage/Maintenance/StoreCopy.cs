using System.Threading.Channels;
using Mosaic.Storage.Rows;

namespace Mosaic.Storage.Maintenance;

/// <summary>A consistent, compact copy while the store goes on: its rows as of one unit, packed anew into another file.</summary>
internal static class StoreCopy
{
    public static void Run(StoreCore core, string path, ChannelWriter<CopyProgress>? progress, CancellationToken cancellationToken)
    {
        if (path == core.Paths.Data)
        {
            throw new ArgumentException("A store cannot be copied onto itself.", nameof(path));
        }

        var temporary = path + ".new";
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
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

            throw;
        }
    }

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
                yield return new RowChange(key.ToArray(), value.ToArray());
            }

            from = page.Next;
            progress?.TryWrite(new CopyProgress(from is null ? total : Math.Min(done, total), total));
        }
    }
}
