using System.Buffers.Binary;
using System.Text;
using Mosaic.Backends;

namespace Mosaic.Storage.Changes;

/// <summary>
/// The change record in bytes. A record's row: stamp (8), UTC ticks (8), then its changes; each change: kind (1), operation
/// (1), version (8), collection and id as UTF-8 with a two-byte length.
/// </summary>
internal static class ChangeCodec
{
    private const int RowHeader = 2 * sizeof(long);

    /// <summary>Encodes into <paramref name="buffer"/>, which grows as needed; the answer is a part of it.</summary>
    public static ReadOnlyMemory<byte> Encode(List<ChangedRow> changes, ref byte[] buffer)
    {
        var size = 0;
        foreach (var change in changes)
        {
            size += 14 + Encoding.UTF8.GetByteCount(change.Collection) + Encoding.UTF8.GetByteCount(change.Id);
        }

        if (buffer.Length < size)
        {
            buffer = new byte[size];
        }

        var rest = buffer.AsSpan(0, size);
        foreach (var change in changes)
        {
            rest[0] = (byte)change.Kind;
            rest[1] = (byte)change.Operation;
            BinaryPrimitives.WriteInt64LittleEndian(rest[2..], change.Version);
            rest = WriteText(WriteText(rest[10..], change.Collection), change.Id);
        }

        return buffer.AsMemory(0, size);
    }

    public static List<ChangedRow> Decode(ReadOnlySpan<byte> bytes)
    {
        var changes = new List<ChangedRow>();
        while (!bytes.IsEmpty)
        {
            var kind = (ChangeKind)bytes[0];
            var operation = (ChangeOperation)bytes[1];
            var version = BinaryPrimitives.ReadInt64LittleEndian(bytes[2..]);
            bytes = ReadText(ReadText(bytes[10..], out var collection), out var id);
            changes.Add(new ChangedRow(kind, collection, id, version, operation));
        }

        return changes;
    }

    public static int Count(ReadOnlySpan<byte> bytes)
    {
        var count = 0;
        for (; !bytes.IsEmpty; count++)
        {
            bytes = SkipText(SkipText(bytes[10..]));
        }

        return count;
    }

    /// <summary>The record as the value of its row on disk.</summary>
    public static byte[] ToRow(in ChangeRecord record)
    {
        var row = new byte[RowHeader + record.Changes.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(row, record.Stamp);
        BinaryPrimitives.WriteInt64LittleEndian(row.AsSpan(sizeof(long)), record.Ticks);
        record.Changes.Span.CopyTo(row.AsSpan(RowHeader));
        return row;
    }

    public static ChangeRecord FromRow(long sequence, ReadOnlyMemory<byte> row) => new(
        sequence,
        BinaryPrimitives.ReadUInt64LittleEndian(row.Span),
        BinaryPrimitives.ReadInt64LittleEndian(row.Span[sizeof(long)..]),
        row[RowHeader..]);

    private static Span<byte> WriteText(Span<byte> target, string text)
    {
        var length = Encoding.UTF8.GetBytes(text, target[sizeof(ushort)..]);
        BinaryPrimitives.WriteUInt16LittleEndian(target, (ushort)length);
        return target[(sizeof(ushort) + length)..];
    }

    private static ReadOnlySpan<byte> SkipText(ReadOnlySpan<byte> source) =>
        source[(sizeof(ushort) + BinaryPrimitives.ReadUInt16LittleEndian(source))..];

    private static ReadOnlySpan<byte> ReadText(ReadOnlySpan<byte> source, out string text)
    {
        var length = BinaryPrimitives.ReadUInt16LittleEndian(source);
        text = Encoding.UTF8.GetString(source.Slice(sizeof(ushort), length));
        return source[(sizeof(ushort) + length)..];
    }
}
