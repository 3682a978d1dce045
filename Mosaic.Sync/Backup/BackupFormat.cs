namespace Mosaic.Backup;

/// <summary>
/// A backup's file: a header, frames, the manifest's frame, a trailer. Each part carries the SHA-256 of itself; the trailer that of all before
/// it, so that no byte is without one. A frame: mark (4), number (4), plain length (4), stored length (4), nonce (12), tag (16),
/// SHA-256 of these and of what is stored (32), what is stored. Numbers are little-endian.
/// </summary>
internal static class BackupFormat
{
    public const int Version = 1;
    public const string PartExtension = ".part";

    public const uint ChunkMark = 0x4B4E4843; // "CHNK"
    public const uint ManifestMark = 0x53464E4D; // "MNFS"

    public const int HashBytes = 32;
    public const int NonceBytes = 12;
    public const int TagBytes = 16;
    public const int SaltBytes = 16;

    public const int FrameFixed = (4 * sizeof(uint)) + NonceBytes + TagBytes;
    public const int FrameHeader = FrameFixed + HashBytes;

    /// <summary>The trailer: where the manifest's frame begins (8), SHA-256 of all before the trailer (32), mark (8).</summary>
    public const int TrailerBytes = sizeof(long) + HashBytes + 8;

    /// <summary>A row has at most 256 MB; what says more is damage and is not made room for.</summary>
    public const int PlainMax = 1 << 30;
    public const int HeaderMax = 1 << 20;

    public static ReadOnlySpan<byte> Mark => "MOSAICBK"u8;

    public static ReadOnlySpan<byte> EndMark => "MOSAICEN"u8;
}
