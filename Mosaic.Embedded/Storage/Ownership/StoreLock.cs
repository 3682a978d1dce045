using System.Globalization;

namespace Mosaic.Storage.Ownership;

/// <summary>
/// One process owns a store. The lock file is opened for nobody else and deleted on close, and in this combination .NET
/// checks after opening that the name still leads to the same file; the system frees it when the process dies. The owner's
/// name stands in a file beside it that anyone may read.
/// </summary>
internal sealed class StoreLock : IDisposable
{
    private const int AttemptsMax = 30;

    private readonly FileStream? _file;
    private readonly string _ownerPath;

    private StoreLock(FileStream? file, string ownerPath)
    {
        _file = file;
        _ownerPath = ownerPath;
    }

    /// <exception cref="StoreLockedException">Another process, or another instance in this one, has the store open.</exception>
    public static StoreLock Take(StorePaths paths, MosaicOptions options)
    {
        // The lock may have come free since, or its new owner may be about to write its name.
        var pause = new SpinWait();
        for (var attempt = 1; attempt < AttemptsMax; attempt++)
        {
            if (TryTake(paths, options, lastAttempt: false) is { } taken)
            {
                return taken;
            }

            pause.SpinOnce();
        }

        return TryTake(paths, options, lastAttempt: true)!;
    }

    private static StoreLock? TryTake(StorePaths paths, MosaicOptions options, bool lastAttempt)
    {
        FileStream? file = null;
        try
        {
            file = new FileStream(paths.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            if (!IsExclusive(paths.Lock) && !options.AllowUnlocked)
            {
                file.Dispose();
                throw new MosaicException($"The file system of '{paths.Data}' does not support file locks.")
                {
                    Operation = "open",
                    Target = paths.Data,
                    Hint = "Put the store on a local disk, or set MosaicOptions.AllowUnlocked if nothing else can open it.",
                };
            }

            WriteOwner(paths);
        }
        catch (UnauthorizedAccessException) when (options.ReadOnly)
        {
            return new StoreLock(null, paths.Owner); // nobody can write here, so nobody can own it
        }
        catch (IOException exception) when (options.ReadOnly && file is null && !IsSharingViolation(exception))
        {
            return new StoreLock(null, paths.Owner);
        }
        catch (UnauthorizedAccessException exception)
        {
            file?.Dispose();
            throw new MosaicException($"The folder of '{paths.Data}' cannot be written: {exception.Message}", exception)
            {
                Operation = "open",
                Target = paths.Data,
                Hint = "Choose a folder with write permission, or open the store with MosaicOptions.ReadOnly.",
            };
        }
        catch (IOException exception) when (file is null)
        {
            var held = IsHeld(paths.Lock);
            var owner = ReadOwner(paths);
            if (exception is not DirectoryNotFoundException && !lastAttempt && (owner is null || !held))
            {
                return null;
            }

            if (exception is DirectoryNotFoundException || !held)
            {
                throw new MosaicException($"'{paths.Data}' cannot be opened: {exception.Message}", exception)
                {
                    Operation = "open",
                    Target = paths.Data,
                    Hint = "Check that the folder exists and can be written; ReadOnly opens a store in a read-only folder.",
                };
            }

            owner = $"{owner ?? "another process"}{(owner?.StartsWith($"process {Environment.ProcessId} ", StringComparison.Ordinal) == true ? ", this one" : "")}";
            throw new StoreLockedException($"The store '{paths.Data}' is open in {owner}.", exception)
            {
                Owner = owner,
                Operation = "open",
                Target = paths.Data,
                Hint = "Close it there; one process owns a store at a time.",
                IsTransient = true,
            };
        }

        return new StoreLock(file, paths.Owner);
    }

    public void Dispose()
    {
        if (_file is null)
        {
            return;
        }

        // The owner's name goes first: it is ours as long as the lock is.
        try
        {
            File.Delete(_ownerPath);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A stale name is harmless: it is read only while the lock is held.
        }

        _file.Dispose();
    }

    /// <summary>With locks, a second opening fails even in the same process.</summary>
    private static bool IsExclusive(string path)
    {
        try
        {
            using var second = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static bool IsHeld(string path) => File.Exists(path) && IsExclusive(path);

    /// <summary>Whether the lock is held, rather than the medium read-only: EWOULDBLOCK (Linux 11, macOS 35) or ERROR_SHARING_VIOLATION.</summary>
    private static bool IsSharingViolation(IOException exception) => exception.HResult is 11 or 35 or unchecked((int)0x80070020);

    private static void WriteOwner(StorePaths paths)
    {
        var temporary = paths.Owner + ".new";
        try
        {
            File.WriteAllText(temporary, string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId} ({Environment.ProcessPath ?? "unknown"}) on {Environment.MachineName}"));
            File.Move(temporary, paths.Owner, overwrite: true);
        }
        catch (IOException)
        {
            // The name is a help for the one refused; a full disk must not keep the owner out.
        }
    }

    private static string? ReadOwner(StorePaths paths)
    {
        try
        {
            return File.ReadAllText(paths.Owner);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
