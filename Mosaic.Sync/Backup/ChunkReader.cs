using System.Buffers;
using MessagePack;
using Mosaic.Backends;

namespace Mosaic.Backup;

/// <summary>Reads what a <see cref="ChunkBuilder"/> wrote; what it tells are parts of the chunk.</summary>
internal static class ChunkReader
{
    public static ChunkContent Content(ReadOnlyMemory<byte> chunk) => (ChunkContent)new MessagePackReader(chunk).ReadByte();

    public static CopyPosition Position(ReadOnlyMemory<byte> chunk)
    {
        var reader = new MessagePackReader(chunk);
        reader.ReadByte();
        return new CopyPosition((TransferKind)reader.ReadByte(), Bytes(ref reader));
    }

    public static IReadOnlyList<TransferRecord> Records(ReadOnlyMemory<byte> chunk)
    {
        var reader = Body(chunk, out var count);
        var records = new List<TransferRecord>(count);
        for (; count > 0; count--)
        {
            reader.ReadArrayHeader();
            records.Add(new TransferRecord((TransferOperation)reader.ReadByte(), (TransferKind)reader.ReadByte(), Bytes(ref reader), Bytes(ref reader)));
        }

        return records;
    }

    public static IReadOnlyList<KeyRange> Ranges(ReadOnlyMemory<byte> chunk)
    {
        var reader = Body(chunk, out var count);
        var ranges = new List<KeyRange>(count);
        for (; count > 0; count--)
        {
            reader.ReadArrayHeader();
            ranges.Add(new KeyRange((TransferKind)reader.ReadByte(), Bytes(ref reader).ToArray(), Bytes(ref reader).ToArray(), reader.ReadInt64()));
        }

        return ranges;
    }

    private static MessagePackReader Body(ReadOnlyMemory<byte> chunk, out int count)
    {
        var reader = new MessagePackReader(chunk);
        reader.ReadByte();
        reader.ReadByte();
        reader.ReadBytes();
        count = reader.ReadInt32();
        return reader;
    }

    private static ReadOnlyMemory<byte> Bytes(ref MessagePackReader reader) => reader.ReadBytes() is { IsEmpty: false } bytes ? bytes.First : default;
}
