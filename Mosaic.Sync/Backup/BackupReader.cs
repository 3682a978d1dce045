using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Mosaic.Backup;

/// <summary>Reads a backup's file from its beginning to its end, and looks at every byte of it.</summary>
internal sealed class BackupReader : IDisposable
{
    private readonly FileStream _file;
    private readonly IncrementalHash _whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<ReadOnlyMemory<byte>> _hashes = [];
    private readonly string? _passphrase;
    private readonly byte[] _head = new byte[BackupFormat.FrameHeader];
    private ChunkCipher? _cipher;
    private byte[] _stored = [];
    private byte[] _packed = [];
    private byte[] _plain = [];

    /// <summary>Reads a file that is open, from where it stands.</summary>
    public BackupReader(FileStream file, string? passphrase)
    {
        _file = file;
        _passphrase = passphrase;
        Header = BackupHeader.Read(ReadExactly, file.Name);
    }

    public string Path => _file.Name;

    public BackupHeader Header { get; }

    /// <summary>Set when the last frame was read.</summary>
    public BackupManifest? Manifest { get; private set; }

    /// <summary>Bytes read.</summary>
    public long Position => _file.Position;

    public long Length => _file.Length;

    public static BackupReader Open(string path, string? passphrase)
    {
        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
            return new BackupReader(file, passphrase);
        }
        catch (Exception exception)
        {
            file?.Dispose();
            throw (exception is IOException or UnauthorizedAccessException
                ? BackupErrors.Corrupt(path, $"It cannot be read: {exception.Message}", exception)
                : exception);
        }
    }

    /// <summary>The next chunk; null: that was the last, the manifest says the same and nothing follows.</summary>
    /// <exception cref="BackupCorruptException">Something is damaged, missing, in another place or too much.</exception>
    public BackupFrame? Next()
    {
        var start = _file.Position;
        var frame = ReadFrame();
        if (frame.Info.Mark == BackupFormat.ChunkMark)
        {
            _hashes.Add(frame.Hash);
            return frame;
        }

        Manifest = ManifestCodec.Decode(frame.Plain, Header);
        ReadTrailer(start);
        return null;
    }

    /// <summary>Derives the key, which takes a moment, so that a wrong passphrase is told first.</summary>
    /// <returns>null: it is not encrypted.</returns>
    public ChunkCipher? Unlock() => _cipher ??= ChunkCipher.Open(Header.Cipher, _passphrase, Path);

    /// <summary>The manifest, without reading what stands before it.</summary>
    public BackupManifest ReadManifest()
    {
        if (_file.Length < BackupFormat.TrailerBytes)
        {
            throw BackupErrors.Corrupt(Path, "Its end is missing.");
        }

        var trailer = new byte[BackupFormat.TrailerBytes];
        _file.Position = _file.Length - trailer.Length;
        _file.ReadExactly(trailer);
        var at = BinaryPrimitives.ReadInt64LittleEndian(trailer);
        if (!trailer.AsSpan().EndsWith(BackupFormat.EndMark) || at <= 0 || at >= _file.Length - trailer.Length)
        {
            throw BackupErrors.Corrupt(Path, "Its end is missing.");
        }

        _file.Position = at;
        var frame = ReadFrame(anyNumber: true);
        return frame.Info.Mark == BackupFormat.ManifestMark
            ? ManifestCodec.Decode(frame.Plain, Header) with { Hash = trailer.AsMemory(sizeof(long), BackupFormat.HashBytes), FileBytes = _file.Length }
            : throw BackupErrors.Corrupt(Path, "Its manifest is not where its end says.");
    }

    public void Dispose()
    {
        _cipher?.Dispose();
        _whole.Dispose();
        _file.Dispose();
    }

    private BackupFrame ReadFrame(bool anyNumber = false)
    {
        var number = _hashes.Count;
        ReadExactly(_head);
        var info = new FrameInfo(
            BinaryPrimitives.ReadUInt32LittleEndian(_head),
            BinaryPrimitives.ReadInt32LittleEndian(_head.AsSpan(4)),
            BinaryPrimitives.ReadInt32LittleEndian(_head.AsSpan(8)));
        var length = BinaryPrimitives.ReadInt32LittleEndian(_head.AsSpan(12));
        if (info.Mark is not (BackupFormat.ChunkMark or BackupFormat.ManifestMark)
            || info.PlainLength is < 0 or > BackupFormat.PlainMax || length < 0 || length > info.PlainLength || length > _file.Length - _file.Position)
        {
            throw BackupErrors.Corrupt(Path, $"Chunk {number} is damaged.");
        }

        Grow(ref _stored, length);
        var stored = _stored.AsMemory(0, length);
        ReadExactly(stored);
        var hash = FrameHash.Of(_head.AsSpan(0, BackupFormat.FrameFixed), stored.Span);
        if (!hash.AsSpan().SequenceEqual(_head.AsSpan(BackupFormat.FrameFixed)))
        {
            throw BackupErrors.Corrupt(Path, $"Chunk {number} is damaged.");
        }

        if (!anyNumber && info.Number != number)
        {
            throw BackupErrors.Corrupt(Path, $"Where chunk {number} should be stands chunk {info.Number}: one is missing, or they were exchanged.");
        }

        return new BackupFrame(info, hash, Unpack(info, Decrypt(info, stored)));
    }

    private ReadOnlyMemory<byte> Decrypt(in FrameInfo info, ReadOnlyMemory<byte> stored)
    {
        Unlock();
        if (_cipher is null)
        {
            return stored;
        }

        Grow(ref _packed, stored.Length);
        try
        {
            _cipher.Decrypt(
                info, Header.Hash, stored.Span, _packed.AsSpan(0, stored.Length),
                _head.AsSpan(16, BackupFormat.NonceBytes), _head.AsSpan(16 + BackupFormat.NonceBytes, BackupFormat.TagBytes));
        }
        catch (CryptographicException exception)
        {
            throw BackupErrors.Corrupt(Path, $"Chunk {info.Number} is not the one that was encrypted there.", exception);
        }

        return _packed.AsMemory(0, stored.Length);
    }

    private ReadOnlyMemory<byte> Unpack(in FrameInfo info, ReadOnlyMemory<byte> packed)
    {
        if (packed.Length == info.PlainLength)
        {
            return packed;
        }

        Grow(ref _plain, info.PlainLength);
        if (!BrotliDecoder.TryDecompress(packed.Span, _plain.AsSpan(0, info.PlainLength), out var length) || length != info.PlainLength)
        {
            throw BackupErrors.Corrupt(Path, $"Chunk {info.Number} cannot be decompressed.");
        }

        return _plain.AsMemory(0, length);
    }

    private void ReadTrailer(long manifestAt)
    {
        var whole = _whole.GetCurrentHash();
        var trailer = new byte[BackupFormat.TrailerBytes];
        ReadExactly(trailer);
        if (BinaryPrimitives.ReadInt64LittleEndian(trailer) != manifestAt || !trailer.AsSpan().EndsWith(BackupFormat.EndMark)
            || !trailer.AsSpan(sizeof(long), BackupFormat.HashBytes).SequenceEqual(whole))
        {
            throw BackupErrors.Corrupt(Path, "Its end is damaged.");
        }

        if (_file.Position != _file.Length)
        {
            throw BackupErrors.Corrupt(Path, $"{_file.Length - _file.Position} bytes follow its end.");
        }

        if (Manifest!.ChunkHashes.Count != _hashes.Count
            || Manifest.ChunkHashes.Where((hash, index) => !hash.Span.SequenceEqual(_hashes[index].Span)).Any())
        {
            throw BackupErrors.Corrupt(Path, "Its chunks are not those that its manifest lists.");
        }

        Manifest = Manifest with { Hash = whole, FileBytes = _file.Length };
    }

    private void ReadExactly(Memory<byte> buffer)
    {
        try
        {
            _file.ReadExactly(buffer.Span);
        }
        catch (EndOfStreamException exception)
        {
            throw BackupErrors.Corrupt(Path, "It was cut off.", exception);
        }
        catch (IOException exception)
        {
            throw BackupErrors.Corrupt(Path, $"It cannot be read: {exception.Message}", exception);
        }

        _whole.AppendData(buffer.Span);
    }

    private static void Grow(ref byte[] buffer, int length)
    {
        if (buffer.Length < length)
        {
            buffer = new byte[length];
        }
    }
}
