using System.Buffers.Binary;

namespace Mosaic.Storage.Log;

/// <summary>
/// The first bytes of an extent in use: twice, each in a sector of its own, because without it nothing tells that the frames
/// behind it are there.
/// </summary>
/// <param name="StoreId">The store that the extent belongs to.</param>
/// <param name="Kind">The chain.</param>
/// <param name="Generation">The chain's number: the checkpoint that opened it.</param>
/// <param name="Salt">Random, one for each chain: frames of another chain never verify, not even when a power cut took every trace of its number.</param>
/// <param name="Index">The extent's place in its chain.</param>
/// <param name="PreviousSequence">The last unit of the frames that begin before this extent.</param>
/// <param name="PreviousStamp">The stamp of that unit.</param>
/// <param name="FirstFrame">Offset of the first frame that begins in this extent; 0 when none does.</param>
internal readonly record struct ExtentHeader(
    Guid StoreId, ChainKind Kind, long Generation, uint Salt, int Index, long PreviousSequence, ulong PreviousStamp, int FirstFrame)
{
    public const int Size = 2 * Sector;
    private const int Sector = 512;
    private const int Bytes = 64;
    private const uint Magic = 0x58455A4D; // "MZEX"

    public void Write(Span<byte> target)
    {
        target[..Size].Clear();
        WriteOne(target);
        target[..Bytes].CopyTo(target[Sector..]);
    }

    public static bool TryRead(ReadOnlySpan<byte> source, out ExtentHeader header) =>
        TryReadOne(source[..Bytes], out header) || TryReadOne(source.Slice(Sector, Bytes), out header);

    private void WriteOne(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(target, Magic);
        target[4] = (byte)Kind;
        StoreId.TryWriteBytes(target[8..]);
        BinaryPrimitives.WriteInt64LittleEndian(target[24..], Generation);
        BinaryPrimitives.WriteInt32LittleEndian(target[32..], Index);
        BinaryPrimitives.WriteInt32LittleEndian(target[36..], FirstFrame);
        BinaryPrimitives.WriteInt64LittleEndian(target[40..], PreviousSequence);
        BinaryPrimitives.WriteUInt64LittleEndian(target[48..], PreviousStamp);
        BinaryPrimitives.WriteUInt32LittleEndian(target[56..], Salt);
        BinaryPrimitives.WriteUInt32LittleEndian(target[60..], Checksum.Of(target[..60]));
    }

    private static bool TryReadOne(ReadOnlySpan<byte> source, out ExtentHeader header)
    {
        header = default;
        if (BinaryPrimitives.ReadUInt32LittleEndian(source) != Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(source[60..]) != Checksum.Of(source[..60]))
        {
            return false;
        }

        header = new ExtentHeader(
            new Guid(source[8..24]),
            (ChainKind)source[4],
            BinaryPrimitives.ReadInt64LittleEndian(source[24..]),
            BinaryPrimitives.ReadUInt32LittleEndian(source[56..]),
            BinaryPrimitives.ReadInt32LittleEndian(source[32..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[40..]),
            BinaryPrimitives.ReadUInt64LittleEndian(source[48..]),
            BinaryPrimitives.ReadInt32LittleEndian(source[36..]));
        return true;
    }
}
