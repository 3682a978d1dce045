using System.Security.Cryptography;
using Mosaic.Storage.Blocks;
using Mosaic.Storage.Files;
using Mosaic.Storage.Pages;

namespace Mosaic.Storage.Maintenance;

/// <summary>
/// Rewrites the data file. Commits go on in memory and log while the new file is built; readers wait only for the switch. The
/// log continues either file: both hold the rows as of the same unit.
/// </summary>
internal static class Compaction
{
    public static void Run(StoreCore core, CancellationToken cancellationToken)
    {
        core.Quiesce(() =>
        {
            try
            {
                var fileId = (uint)RandomNumberGenerator.GetInt32(1, int.MaxValue);
                var identity = StoreCopy.Build(core, core.Folder, core.Paths.NewData, null, cancellationToken, fileId);
                Switch(core, identity);
            }
            catch (Exception exception) when (core.Folder.Exists(core.Paths.NewData))
            {
                core.Folder.Delete(core.Paths.NewData);
                if (exception is IOException io && DiskSpace.IsExhausted(io))
                {
                    throw DiskSpace.Error(core.Paths.Data, io);
                }

                throw;
            }
        });
    }

    private static void Switch(StoreCore core, FileIdentity identity) => core.Rows.ReplaceBlocks(old =>
    {
        try
        {
            // Windows replaces no file that is open.
            old.Dispose();
            core.Data.File.Dispose();
            core.Folder.Rename(core.Paths.NewData, core.Paths.Data);
            core.Folder.SyncFolder(core.Paths.Data);
            core.Data.Replace(core.Folder.Open(core.Paths.Data, FileUse.ReadWrite), identity);
            return new BlockStore(new PageStream(core.Data));
        }
        catch (Exception exception)
        {
            throw core.Health.Poison(exception);
        }
    });
}
