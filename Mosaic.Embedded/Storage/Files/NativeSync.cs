using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Mosaic.Storage.Files;

/// <summary>
/// The cheapest call of each system that brings a file's data to stable storage: fdatasync on Linux (.NET's own flush is
/// fsync), F_FULLFSYNC on macOS (fsync there leaves data in the drive's cache), FlushFileBuffers on Windows.
/// </summary>
internal static partial class NativeSync
{
    private const int FullFsync = 51;

    public static void SyncData(SafeFileHandle handle, string path)
    {
        if (OperatingSystem.IsLinux())
        {
            while (FDataSync(handle) != 0)
            {
                ThrowUnlessInterrupted("fdatasync", path);
            }
        }
        else if (OperatingSystem.IsMacOS())
        {
            if (Fcntl(handle, FullFsync, 0) != 0)
            {
                RandomAccess.FlushToDisk(handle);
            }
        }
        else
        {
            RandomAccess.FlushToDisk(handle);
        }
    }

    public static void SyncFolder(string folder)
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

    private static void ThrowUnlessInterrupted(string call, string path)
    {
        const int interrupted = 4;
        var error = Marshal.GetLastPInvokeError();
        if (error != interrupted)
        {
            throw new IOException($"{call}({path}) failed with errno {error}.", error);
        }
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FDataSync(SafeFileHandle handle);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Fcntl(SafeFileHandle handle, int command, int argument);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
