using System.Security.Cryptography;
using Mosaic.Storage.Files;
using Mosaic.Storage.Log;
using Mosaic.Storage.Pages;

namespace Mosaic.Storage;

/// <summary>
/// Makes the files of a new store; each appears whole, by temporary name and rename. The data file is blank: LiteDB makes it
/// its own when the first rows are applied, at the latest when the store is closed.
/// </summary>
internal static class StoreCreator
{
    public static void Create(StorePaths paths, IStorageFolder folder, bool writable)
    {
        if (!writable)
        {
            throw new MosaicException($"There is no store at '{paths.Data}'.")
            {
                Operation = "open",
                Target = paths.Data,
                Hint = "Opening for reading only does not create a store.",
            };
        }

        if (folder.Exists(paths.Log))
        {
            throw new StoreCorruptException($"The log '{paths.Log}' is there but its data file is not.")
            {
                Operation = "open",
                Target = paths.Data,
                Hint = "Put the data file back. Without it the log cannot be applied; move the log away to begin a new store.",
            };
        }

        var identity = new FileIdentity(Guid.NewGuid(), (uint)RandomNumberGenerator.GetInt32(int.MaxValue), 0, 0, 0, 0, 0, Closed: true);
        var header = new byte[PageCodec.Size];
        identity.WriteBlank(header);
        PageCodec.Seal(header);
        using (var file = folder.Open(paths.NewData, FileUse.Create))
        {
            file.Write(0, header);
            file.Sync();
        }

        folder.Rename(paths.NewData, paths.Data);
        folder.SyncFolder(paths.Data);
    }

    public static ExtentFile CreateLog(StorePaths paths, IStorageFolder folder, StorageLimits limits, Guid storeId)
    {
        var file = folder.Open(paths.NewLog, FileUse.Create);
        var log = ExtentFile.Create(file, paths.Log, storeId, limits.ExtentBytes);
        folder.Rename(paths.NewLog, paths.Log);
        folder.SyncFolder(paths.Log);
        return log;
    }
}
