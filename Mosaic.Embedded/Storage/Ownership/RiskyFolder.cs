using Microsoft.Extensions.Logging;

namespace Mosaic.Storage.Ownership;

/// <summary>Warns of folders where a store is at risk: those that another program copies behind its back, and network shares.</summary>
internal static class RiskyFolder
{
    private static readonly string[] Synced = ["OneDrive", "Dropbox", "Google Drive", "GoogleDrive", "iCloud Drive", "Mobile Documents", "Nextcloud", "pCloud"];

    public static void Warn(string path, ILogger logger)
    {
        if (!logger.IsEnabled(LogLevel.Warning))
        {
            return; // asking the system for its drives takes ten milliseconds
        }

        var folders = Path.GetDirectoryName(path)!.Split(Path.DirectorySeparatorChar);
        if (Array.Find(folders, folder => Array.Exists(Synced, name => folder.StartsWith(name, StringComparison.OrdinalIgnoreCase))) is { } synced)
        {
            logger.LogWarning(
                "The store {Path} lies under {Folder}, which another program copies while it changes: keep the store on a local folder and copy it there with CopyToAsync.",
                path,
                synced);
        }
        else if (IsNetwork(path))
        {
            logger.LogWarning("The store {Path} lies on a network share, where locks and syncs may not hold: keep it on a local disk.", path);
        }
    }

    private static bool IsNetwork(string path)
    {
        if (path.StartsWith(@"\\", StringComparison.Ordinal))
        {
            return true;
        }

        try
        {
            var root = DriveInfo.GetDrives().Where(drive => path.StartsWith(drive.Name, StringComparison.Ordinal)).MaxBy(static drive => drive.Name.Length);
            return root?.DriveType == DriveType.Network;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
