namespace Mosaic.Backup;

/// <summary>What is told of backups that cannot be used or written.</summary>
internal static class BackupErrors
{
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;
    private const int DiskFull = unchecked((int)0x80070070);
    private const int HandleDiskFull = unchecked((int)0x80070027);

    public static BackupCorruptException Corrupt(string path, string what, Exception? cause = null) => new($"The backup '{path}' cannot be used. {what}", cause)
    {
        Operation = "read a backup",
        Target = path,
        Hint = "Take another copy of it, or an earlier backup.",
    };

    public static BackupPassphraseException Passphrase(string path, string what) => new($"The backup '{path}' {what}.")
    {
        Operation = "read a backup",
        Target = path,
        Hint = "Give the passphrase with which it was made; without it nobody can read the backup.",
    };

    public static Exception Written(string path, Exception exception) => exception switch
    {
        IOException io when IsFull(io) => new StoreFullException($"There is no space left for '{path}'.", io)
        {
            Operation = "backup",
            Target = path,
            Hint = "Free some space and make the backup again: it goes on where it was.",
            IsTransient = true,
        },
        IOException or UnauthorizedAccessException => new MosaicException($"The backup '{path}' cannot be written: {exception.Message}", exception)
        {
            Operation = "backup",
            Target = path,
            Hint = "Check that the path is a file's, your rights there, and that no other backup is being written to it.",
        },
        _ => exception,
    };

    private static bool IsFull(IOException exception) =>
        exception.HResult is DiskFull or HandleDiskFull || (!OperatingSystem.IsWindows() && exception.HResult is NoSpace or QuotaExceeded);
}
