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
    /// <summary>As <see cref="Run"/>, on a thread of its own: it blocks on the disk.</summary>
    public static Task RunAsync(StoreCore core, CancellationToken cancellationToken) => Task.Factory.StartNew(
        () => Run(core, cancellationToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

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

    private static void Switch(StoreCore core, FileIdentity identity)
    {
        StorePoisonedException? failure = null;
        core.Rows.ReplaceBlocks(old =>
        {
            var now = core.Data.Identity;
            try
            {
                // Windows replaces no file that is open.
                old.Dispose();
                core.Data.File.Dispose();
                core.Folder.Rename(core.Paths.NewData, core.Paths.Data);
                now = identity;
                core.Folder.SyncFolder(core.Paths.Data);
            }
            catch (Exception exception)
            {
                failure = core.Health.Poison(exception);
            }

            try
            {
                // Either file holds the same rows: reading goes on over the one that is there.
                core.Data.Replace(core.Folder.Open(core.Paths.Data, FileUse.ReadWrite), now);
                return new BlockStore(new PageStream(core.Data));
            }
            catch (Exception exception)
            {
                throw core.Health.Poison(exception);
            }
        });
        if (failure is not null)
        {
            throw failure;
        }
    }
}
