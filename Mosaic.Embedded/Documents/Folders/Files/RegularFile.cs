using System.Runtime.InteropServices;

namespace Mosaic.Documents.Folders.Files;

/// <summary>Whether a name is a file with contents, or of nothing: to open a named pipe waits for someone at its other end.</summary>
internal static partial class RegularFile
{
    private const int TypeMask = 0xF000;
    private const int Regular = 0x8000;

    /// <param name="path">The full path.</param>
    /// <param name="size">What it says of its size: pipes and devices have none on Linux.</param>
    public static bool Is(string path, long size)
    {
        if (OperatingSystem.IsWindows() || (size > 0 && OperatingSystem.IsLinux()))
        {
            return true;
        }

        try
        {
            Span<int> status = stackalloc int[64];
            return Status(path, ref MemoryMarshal.GetReference(status)) != 0 || (status[1] & TypeMask) == Regular;
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            return true;
        }
    }

    /// <summary>The runtime's own; it says flags, mode and more, and is laid out alike on all systems, which that of libc is not.</summary>
    [LibraryImport("libSystem.Native", EntryPoint = "SystemNative_LStat", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Status(string path, ref int status);
}
