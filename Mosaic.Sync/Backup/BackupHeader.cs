using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using MessagePack;
using Mosaic.Backends;

namespace Mosaic.Backup;

/// <summary>How a backup's file begins: what it is to be, written before anything is read from the store.</summary>
internal sealed record BackupHeader
{
    public required Guid Id { get; init; }

    public required DateTimeOffset BegunAt { get; init; }

    public required int StoreFormat { get; init; }

    /// <summary>The store's last unit when it was begun first.</summary>
    public required FeedCursor Start { get; init; }

    public Guid? BaseId { get; init; }

    /// <summary>The base's file, without its folder.</summary>
    public string? BaseName { get; init; }

    /// <summary>SHA-256 of the base's file, as its trailer has it.</summary>
    public byte[]? BaseHash { get; init; }

    public string? FullBecause { get; init; }

    /// <summary>null: not encrypted.</summary>
    public CipherHeader? Cipher { get; init; }

    /// <summary>SHA-256 of the header's bytes.</summary>
    public byte[] Hash { get; init; } = [];

    /// <summary>The header as it stands in the file.</summary>
    public byte[] Encode()
    {
        var body = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(body);
        writer.WriteArrayHeader(10);
        writer.Write(BackupFormat.Version);
        writer.Write(Id.ToByteArray());
        writer.Write(BegunAt.UtcTicks);
        writer.Write(StoreFormat);
        writer.Write(Start.ToString());
        writer.Write(BaseId?.ToByteArray());
        writer.Write(BaseName);
        writer.Write(BaseHash);
        writer.Write(FullBecause);
        CipherHeader.Write(ref writer, Cipher);
        writer.Flush();

        var bytes = new byte[BackupFormat.Mark.Length + sizeof(uint) + body.WrittenCount + BackupFormat.HashBytes];
        BackupFormat.Mark.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(BackupFormat.Mark.Length), body.WrittenCount);
        body.WrittenSpan.CopyTo(bytes.AsSpan(BackupFormat.Mark.Length + sizeof(uint)));
        SHA256.HashData(bytes.AsSpan(..^BackupFormat.HashBytes), bytes.AsSpan(bytes.Length - BackupFormat.HashBytes));
        return bytes;
    }

    /// <summary>Reads the header from a file's beginning.</summary>
    /// <param name="read">Fills a buffer with the next bytes.</param>
    /// <param name="path">The file, to be named.</param>
    public static BackupHeader Read(Action<Memory<byte>> read, string path)
    {
        var start = new byte[BackupFormat.Mark.Length + sizeof(uint)];
        read(start);
        var length = BinaryPrimitives.ReadInt32LittleEndian(start.AsSpan(BackupFormat.Mark.Length));
        if (!start.AsSpan().StartsWith(BackupFormat.Mark) || length is <= 0 or > BackupFormat.HeaderMax)
        {
            throw BackupErrors.Corrupt(path, "It does not begin as a backup does.");
        }

        var rest = new byte[length + BackupFormat.HashBytes];
        read(rest);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(start);
        hash.AppendData(rest.AsSpan(0, length));
        var actual = hash.GetHashAndReset();
        if (!actual.AsSpan().SequenceEqual(rest.AsSpan(length)))
        {
            throw BackupErrors.Corrupt(path, "Its header is damaged.");
        }

        var reader = new MessagePackReader(rest.AsMemory(0, length));
        reader.ReadArrayHeader();
        var version = reader.ReadInt32();
        if (version != BackupFormat.Version)
        {
            throw BackupErrors.Corrupt(path, $"It has format {version}; this version of Mosaic reads format {BackupFormat.Version}.");
        }

        return new BackupHeader
        {
            Id = new Guid(Bytes(ref reader)!),
            BegunAt = new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero),
            StoreFormat = reader.ReadInt32(),
            Start = FeedCursor.Parse(reader.ReadString()!),
            BaseId = Bytes(ref reader) is { } id ? new Guid(id) : null,
            BaseName = reader.ReadString(),
            BaseHash = Bytes(ref reader),
            FullBecause = reader.ReadString(),
            Cipher = CipherHeader.Read(ref reader),
            Hash = rest[length..],
        };
    }

    public static byte[]? Bytes(ref MessagePackReader reader) => reader.ReadBytes()?.ToArray();
}
