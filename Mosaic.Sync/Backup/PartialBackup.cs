using System.Security.Cryptography;
using Mosaic.Backends;

namespace Mosaic.Backup;

/// <summary>
/// A backup's file while it is written. What an earlier run left is gone on with if it is of the same kind and store and can be read:
/// up to the last chunk that is whole.
/// </summary>
internal sealed class PartialBackup : IDisposable
{
    private const int CopyBytes = 1 << 20;

    private readonly FileStream _file;
    private readonly IncrementalHash _whole;
    private readonly ChunkCipher? _cipher;
    private readonly FrameWriter _frames;
    private readonly List<ReadOnlyMemory<byte>> _hashes;

    private PartialBackup(FileStream file, IncrementalHash whole, ChunkCipher? cipher, BackupHeader header, LeftChunks left)
    {
        _file = file;
        _whole = whole;
        _cipher = cipher;
        _hashes = [.. left.Hashes];
        Header = header;
        Left = left;
        _frames = new FrameWriter(file, whole, header.Hash, cipher);
    }

    public BackupHeader Header { get; }

    /// <summary>What an earlier run left.</summary>
    public LeftChunks Left { get; }

    /// <param name="path">The file under its temporary name.</param>
    /// <param name="passphrase">null: not encrypted.</param>
    /// <param name="usable">Whether what a header says can be gone on with.</param>
    /// <param name="create">The header of a new one, but for its encryption.</param>
    public static PartialBackup Open(string path, string? passphrase, Func<BackupHeader, bool> usable, Func<BackupHeader> create)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        try
        {
            return TryGoOn(file, passphrase, usable) ?? Begin(file, passphrase, create());
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Appends a chunk.</summary>
    public void Add(byte[] chunk) => _hashes.Add(_frames.Write(new FrameInfo(BackupFormat.ChunkMark, _hashes.Count, chunk.Length), chunk));

    /// <summary>Writes manifest and trailer, and brings all of it to stable storage.</summary>
    public BackupManifest End(BackupManifest manifest)
    {
        manifest = manifest with { ChunkHashes = _hashes };
        var body = ManifestCodec.Encode(manifest);
        var at = _file.Position;
        _frames.Write(new FrameInfo(BackupFormat.ManifestMark, _hashes.Count, body.Length), body);
        var hash = _whole.GetHashAndReset();
        var trailer = new byte[BackupFormat.TrailerBytes];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64LittleEndian(trailer, at);
        hash.CopyTo(trailer, sizeof(long));
        BackupFormat.EndMark.CopyTo(trailer.AsSpan(sizeof(long) + hash.Length));
        _file.Write(trailer);
        _file.SetLength(_file.Position);
        _file.Flush(flushToDisk: true);
        return manifest with { Hash = hash, FileBytes = _file.Length };
    }

    public void Dispose()
    {
        _file.Dispose();
        _whole.Dispose();
        _cipher?.Dispose();
    }

    private static PartialBackup Begin(FileStream file, string? passphrase, BackupHeader header)
    {
        var (cipher, encryption) = passphrase is null ? default : ChunkCipher.Create(passphrase);
        header = header with { Cipher = encryption };
        var bytes = header.Encode();
        header = header with { Hash = bytes[^BackupFormat.HashBytes..] };
        var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        whole.AppendData(bytes);
        file.SetLength(0);
        file.Write(bytes);
        return new PartialBackup(file, whole, cipher, header, LeftChunks.None);
    }

    private static PartialBackup? TryGoOn(FileStream file, string? passphrase, Func<BackupHeader, bool> usable)
    {
        if (file.Length == 0)
        {
            return null;
        }

        ChunkCipher? cipher = null;
        try
        {
            var reader = new BackupReader(file, passphrase);
            if (!usable(reader.Header) || reader.Header.Cipher is null != passphrase is null)
            {
                return Nothing(file);
            }

            cipher = reader.Unlock();
            var left = LeftChunks.Read(reader);
            if (left.Hashes.Count == 0)
            {
                cipher?.Dispose();
                return Nothing(file);
            }

            file.SetLength(left.End);
            file.Position = 0;
            var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[CopyBytes];
            for (int read; (read = file.Read(buffer)) > 0;)
            {
                whole.AppendData(buffer.AsSpan(0, read));
            }

            return new PartialBackup(file, whole, cipher, reader.Header, left);
        }
        catch (MosaicException)
        {
            cipher?.Dispose();
            return Nothing(file); // not one, or another passphrase's: nothing is lost by beginning anew
        }
    }

    private static PartialBackup? Nothing(FileStream file)
    {
        file.Position = 0;
        return null;
    }
}
