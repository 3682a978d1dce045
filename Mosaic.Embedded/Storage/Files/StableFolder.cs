using Mosaic.Storage.Files;

namespace Mosaic.Backends;

/// <summary>What .NET has no call for: renames and new files that survive a power cut.</summary>
public static class StableFolder
{
    /// <summary>Brings a folder's entries to stable storage: what was created, renamed or deleted in it stays so.</summary>
    /// <remarks>fsync of the folder on Linux and macOS; nothing on Windows, whose NTFS journals them, or where the file system has no such call.</remarks>
    /// <param name="folder">Its path; it exists.</param>
    /// <exception cref="IOException">It cannot be opened, or the device failed.</exception>
    public static void Sync(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        NativeSync.SyncFolder(folder);
    }
}
