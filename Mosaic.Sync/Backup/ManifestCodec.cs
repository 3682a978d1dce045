using System.Buffers;
using MessagePack;
using Mosaic.Backends;

namespace Mosaic.Backup;

/// <summary>The manifest as MessagePack.</summary>
internal static class ManifestCodec
{
    public static byte[] Encode(BackupManifest manifest)
    {
        var body = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(body);
        writer.WriteArrayHeader(6);
        writer.Write(manifest.At.ToString());
        writer.Write(manifest.EndedAt.UtcTicks);
        writer.Write(manifest.RecordBytes);
        writer.WriteMapHeader(manifest.Counts.Count);
        foreach (var (kind, count) in manifest.Counts)
        {
            writer.Write((byte)kind);
            writer.Write(count);
        }

        writer.WriteArrayHeader(manifest.ChunkHashes.Count);
        foreach (var hash in manifest.ChunkHashes)
        {
            writer.Write(hash.Span);
        }

        writer.Write(manifest.Id.ToByteArray());
        writer.Flush();
        return body.WrittenSpan.ToArray();
    }

    public static BackupManifest Decode(ReadOnlyMemory<byte> bytes, BackupHeader header)
    {
        var reader = new MessagePackReader(bytes);
        reader.ReadArrayHeader();
        var at = FeedCursor.Parse(reader.ReadString()!);
        var ended = new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero);
        var recordBytes = reader.ReadInt64();
        var counts = new SortedDictionary<TransferKind, long>();
        for (var left = reader.ReadMapHeader(); left > 0; left--)
        {
            var kind = (TransferKind)reader.ReadByte();
            counts[kind] = reader.ReadInt64();
        }

        var hashes = new List<ReadOnlyMemory<byte>>();
        for (var left = reader.ReadArrayHeader(); left > 0; left--)
        {
            hashes.Add(BackupHeader.Bytes(ref reader));
        }

        return new BackupManifest
        {
            Id = header.Id,
            BaseId = header.BaseId,
            FullBecause = header.FullBecause,
            At = at,
            BegunAt = header.BegunAt,
            EndedAt = ended,
            StoreFormat = header.StoreFormat,
            IsEncrypted = header.Cipher is not null,
            Counts = counts,
            RecordBytes = recordBytes,
            ChunkHashes = hashes,
        };
    }
}
