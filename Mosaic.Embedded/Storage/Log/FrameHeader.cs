using System.Buffers.Binary;

namespace Mosaic.Storage.Log;

/// <summary>The first 56 bytes of a frame. The checksum covers the frame, its chain's salt and its position in it.</summary>
/// <param name="Type">What the payload is.</param>
/// <param name="Length">Bytes of the payload.</param>
/// <param name="First">The first unit of the frame; in a page chain the checkpoint.</param>
/// <param name="Last">The last unit of the frame; in a page chain unused.</param>
/// <param name="LastStamp">The stamp of the last unit.</param>
/// <param name="Synced">The last unit that was known to be on stable storage when this frame was written.</param>
/// <param name="Checkpoint">The data file's checkpoint when this frame was written.</param>
internal readonly record struct FrameHeader(
    FrameType Type, int Length, long First, long Last, ulong LastStamp, long Synced, long Checkpoint)
{
    public const int Size = 56;
    public const uint Magic = 0x4D46A55A;

    /// <summary>Completes <paramref name="frame"/>: its payload stands behind <see cref="Size"/> free bytes.</summary>
    public void Seal(Span<byte> frame, uint salt, long position)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(frame, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(frame[8..], Length);
        BinaryPrimitives.WriteInt32LittleEndian(frame[12..], (int)Type);
        BinaryPrimitives.WriteInt64LittleEndian(frame[16..], First);
        BinaryPrimitives.WriteInt64LittleEndian(frame[24..], Last);
        BinaryPrimitives.WriteUInt64LittleEndian(frame[32..], LastStamp);
        BinaryPrimitives.WriteInt64LittleEndian(frame[40..], Synced);
        BinaryPrimitives.WriteInt64LittleEndian(frame[48..], Checkpoint);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[4..], Sum(frame, salt, position));
    }

    /// <summary>Reads the header alone; <see cref="Verify"/> tells whether the frame is whole.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out FrameHeader header)
    {
        header = default;
        if (BinaryPrimitives.ReadUInt32LittleEndian(source) != Magic)
        {
            return false;
        }

        header = new FrameHeader(
            (FrameType)BinaryPrimitives.ReadInt32LittleEndian(source[12..]),
            BinaryPrimitives.ReadInt32LittleEndian(source[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[24..]),
            BinaryPrimitives.ReadUInt64LittleEndian(source[32..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[40..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[48..]));
        return header.Length >= 0;
    }

    public static bool Verify(ReadOnlySpan<byte> frame, uint salt, long position) =>
        BinaryPrimitives.ReadUInt32LittleEndian(frame[4..]) == Sum(frame, salt, position);

    private static uint Sum(ReadOnlySpan<byte> frame, uint salt, long position) =>
        Checksum.Of(salt, position, frame[8..]);
}
