using System.Buffers.Binary;

namespace Mosaic.Storage.Blocks;

/// <summary>A block's document as BSON: its length, <c>_id</c> and <c>v</c>, both binary, and a closing zero.</summary>
internal readonly ref struct BlockDocument
{
    private const int BinaryBytes = sizeof(int) + 1;

    private BlockDocument(ReadOnlySpan<byte> id, int rowsStart, int length)
    {
        Id = id;
        RowsStart = rowsStart;
        Length = length;
    }

    public ReadOnlySpan<byte> Id { get; }

    /// <summary>Of the whole document.</summary>
    public int Length { get; }

    public int RowsStart { get; }

    public int RowsEnd => Length - 1;

    private static ReadOnlySpan<byte> IdName => "\x05_id\0"u8;

    private static ReadOnlySpan<byte> RowsName => "\x05v\0"u8;

    /// <param name="bytes">The document, or the first piece of it.</param>
    /// <param name="document">What it says of itself.</param>
    public static bool TryBegin(ReadOnlySpan<byte> bytes, out BlockDocument document)
    {
        document = default;
        var at = sizeof(int);
        if (!TryBinary(bytes, IdName, ref at, out var idBytes) || idBytes > bytes.Length - at)
        {
            return false;
        }

        var id = bytes.Slice(at, idBytes);
        at += idBytes;
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (!TryBinary(bytes, RowsName, ref at, out var rowBytes) || (long)at + rowBytes + 1 != length)
        {
            return false;
        }

        document = new BlockDocument(id, at, length);
        return true;
    }

    private static bool TryBinary(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> name, ref int at, out int length)
    {
        length = 0;
        if (bytes.Length < at + name.Length + BinaryBytes || !bytes[at..].StartsWith(name))
        {
            return false;
        }

        at += name.Length;
        length = BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]);
        at += BinaryBytes;
        return length >= 0 && bytes[at - 1] == 0; // the subtype: plain bytes
    }
}
