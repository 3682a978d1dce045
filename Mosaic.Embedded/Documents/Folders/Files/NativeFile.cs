using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Mosaic.Documents.Folders.Files;

/// <summary>What Linux can do with files beyond .NET: exchange two in one step, place one where there is none, ask for writers.</summary>
internal static partial class NativeFile
{
    private const int CurrentFolder = -100;
    private const uint NoReplace = 1;
    private const uint ExchangeBoth = 2;
    private const int NoEntry = 2;
    private const int Exists = 17;

    /// <summary>Exchanges what stands under two names; between them no name is ever without its file.</summary>
    /// <returns>null: this system or file system cannot; false: one of them is not there.</returns>
    public static bool? Exchange(string one, string other) => Rename(one, other, ExchangeBoth);

    /// <summary>Renames, if there is nothing under the new name.</summary>
    /// <returns>null: this system or file system cannot; false: there is something, or nothing to rename.</returns>
    public static bool? Place(string from, string to) => Rename(from, to, NoReplace);

    /// <summary>Whether somebody has the file open for writing; false also where that cannot be told.</summary>
    public static bool HasWriter(SafeFileHandle readOnly)
    {
        const int setLease = 1024;
        const int setSignal = 10;
        const int readLease = 0;
        const int noLease = 2;
        const int urgent = 23; // ignored by default, where a lease's own signal would end the process
        const int again = 11;
        if (!OperatingSystem.IsLinux() || Fcntl(readOnly, setSignal, urgent) != 0)
        {
            return false;
        }

        if (Fcntl(readOnly, setLease, readLease) != 0)
        {
            return Marshal.GetLastPInvokeError() == again;
        }

        _ = Fcntl(readOnly, setLease, noLease);
        return false;
    }

    private static bool? Rename(string from, string to, uint flags)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        try
        {
            if (RenameAt(CurrentFolder, from, CurrentFolder, to, flags) == 0)
            {
                return true;
            }
        }
        catch (EntryPointNotFoundException)
        {
            return null; // a C library without it
        }

        const int notPermitted = 1;
        const int invalid = 22;
        const int noCall = 38;
        const int notSupported = 95;
        return Marshal.GetLastPInvokeError() switch
        {
            NoEntry or Exists => false,
            notPermitted or invalid or noCall or notSupported => null,
            var error => throw new IOException($"'{to}' could not be written: {new Win32Exception(error).Message}", error),
        };
    }

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameAt(int fromFolder, string from, int toFolder, string to, uint flags);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Fcntl(SafeFileHandle handle, int command, int argument);
}
