namespace Mosaic.Storage.Files;

/// <summary>Tells a full disk, which the store survives, from any other I/O error, which poisons it.</summary>
internal static class DiskSpace
{
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;
    private const int DiskFull = unchecked((int)0x80070070);
    private const int HandleDiskFull = unchecked((int)0x80070027);

    public static bool IsExhausted(IOException exception) =>
        exception.HResult is DiskFull or HandleDiskFull
        || (!OperatingSystem.IsWindows() && exception.HResult is NoSpace or QuotaExceeded);

    public static StoreFullException Error(string path, Exception? cause) =>
        new($"There is no space left for '{path}'. Nothing of this write was stored.", cause)
        {
            Operation = "write",
            Target = path,
            Hint = "Free some space on the disk and try again; reads go on meanwhile.",
            IsTransient = true,
        };
}
