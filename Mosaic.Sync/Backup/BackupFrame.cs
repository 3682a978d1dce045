namespace Mosaic.Backup;

/// <summary>A frame that was read and found whole.</summary>
/// <param name="Info">What it says of itself.</param>
/// <param name="Hash">Its SHA-256.</param>
/// <param name="Plain">What it holds; valid until the next frame is read.</param>
internal readonly record struct BackupFrame(FrameInfo Info, byte[] Hash, ReadOnlyMemory<byte> Plain);
