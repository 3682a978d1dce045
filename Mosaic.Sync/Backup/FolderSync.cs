using System.Runtime.InteropServices;

namespace Mosaic.Backup;

/// <summary>Makes a rename durable, which .NET has no call for.</summary>
internal static partial class FolderSync
{
    public static void Sync(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // NTFS journals its metadata; a folder cannot be flushed.
        }

        var descriptor = Open(folder, 0);
        if (descriptor < 0)
        {
            throw new IOException($"open({folder}) failed with errno {Marshal.GetLastPInvokeError()}.");
        }

        try
        {
            // Some file systems refuse fsync of a folder (EINVAL): they have nothing more to offer.
            const int invalidArgument = 22;
            if (FSync(descriptor) != 0 && Marshal.GetLastPInvokeError() is var error and not invalidArgument)
            {
                throw new IOException($"fsync({folder}) failed with errno {error}.");
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
