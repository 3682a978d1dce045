using System.Security.Cryptography;

namespace Mosaic.Documents.Folders.Files;

/// <summary>What a file holds, as its length and hash. Times are too coarse to tell two edits apart.</summary>
internal sealed record FileContent(long Size, string Hash)
{
    private const int PatienceMilliseconds = 50;

    public static FileContent Of(ReadOnlySpan<byte> bytes) => new(bytes.Length, HashOf(SHA256.HashData(bytes)));

    /// <summary>What a file holds, however much.</summary>
    public static FileContent In(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);
        var hash = HashOf(SHA256.HashData(stream));
        return new FileContent(stream.Position, hash);
    }

    /// <summary>Whether the file holds this now; not if it cannot be read, or is a link.</summary>
    public bool IsIn(string path)
    {
        try
        {
            return IsFile(path) && new FileInfo(path).Length == Size && In(path) == this;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>As <see cref="IsIn"/>, for a file that was taken from its place: first lets those end who have it open for writing, for a while.</summary>
    public bool IsStillIn(string path)
    {
        WaitForWriters(path);
        return IsIn(path);
    }

    /// <summary>Lets those end who have a file open for writing, for a while.</summary>
    /// <returns>Whether there was anybody.</returns>
    public static bool WaitForWriters(string path)
    {
        if (!IsFile(path) || !HasWriter(path))
        {
            return false;
        }

        SpinWait.SpinUntil(() => !IsFile(path) || !HasWriter(path), PatienceMilliseconds);
        return true;
    }

    private static string HashOf(byte[] hash) => Convert.ToHexStringLower(hash.AsSpan(0, 16));

    private static bool IsFile(string path) =>
        new FileInfo(path) is { Exists: true } file && !file.Attributes.HasFlag(FileAttributes.ReparsePoint) && RegularFile.Is(path, file.Length);

    private static bool HasWriter(string path)
    {
        try
        {
            using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return NativeFile.HasWriter(handle);
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception is IOException; // somebody has it for himself
        }
    }
}
