using System.Security.Cryptography;

namespace Mosaic.Backup;

/// <summary>A frame's checksum: of all of it but the checksum itself.</summary>
internal static class FrameHash
{
    public static byte[] Of(ReadOnlySpan<byte> frame) => Of(frame[..BackupFormat.FrameFixed], frame[BackupFormat.FrameHeader..]);

    public static byte[] Of(ReadOnlySpan<byte> head, ReadOnlySpan<byte> stored)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(head);
        hash.AppendData(stored);
        return hash.GetHashAndReset();
    }
}
