using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Mosaic.Backup;

/// <summary>Appends frames to a backup's file: compressed, encrypted if it is to be, with their checksums.</summary>
/// <param name="file">The file, standing where the next frame goes.</param>
/// <param name="whole">Hashes all of the file; has seen what stands before.</param>
/// <param name="headerHash">SHA-256 of the header.</param>
/// <param name="cipher">null: not encrypted.</param>
internal sealed class FrameWriter(FileStream file, IncrementalHash whole, byte[] headerHash, ChunkCipher? cipher)
{
    private const int Quality = 1; // of Brotli: the levels above cost more time than reading rows does
    private const int Window = 18;

    private byte[] _packed = [];
    private byte[] _stored = [];

    /// <returns>The frame's SHA-256.</returns>
    public byte[] Write(in FrameInfo frame, ReadOnlySpan<byte> plain)
    {
        var most = BrotliEncoder.GetMaxCompressedLength(plain.Length);
        if (_packed.Length < most)
        {
            _packed = new byte[most];
            _stored = new byte[BackupFormat.FrameHeader + most];
        }

        // What does not become smaller is stored as it is, which its length tells.
        ReadOnlySpan<byte> packed = BrotliEncoder.TryCompress(plain, _packed, out var length, Quality, Window) && length < plain.Length ? _packed.AsSpan(0, length) : plain;
        var bytes = _stored.AsSpan(0, BackupFormat.FrameHeader + packed.Length);
        bytes[..BackupFormat.FrameHeader].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, frame.Mark);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], frame.Number);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], frame.PlainLength);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[12..], packed.Length);
        var stored = bytes[BackupFormat.FrameHeader..];
        if (cipher is null)
        {
            packed.CopyTo(stored);
        }
        else
        {
            cipher.Encrypt(frame, headerHash, packed, stored, bytes.Slice(16, BackupFormat.NonceBytes), bytes.Slice(16 + BackupFormat.NonceBytes, BackupFormat.TagBytes));
        }

        var hash = FrameHash.Of(bytes);
        hash.CopyTo(bytes[BackupFormat.FrameFixed..]);
        whole.AppendData(bytes);
        file.Write(bytes);
        return hash;
    }
}
