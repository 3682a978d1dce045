using System.Buffers.Binary;

namespace Mosaic.Queue.Moves;

/// <summary>The row of an ordering or limit key: slots held (4), jobs that wait for one (8), where the first of them is, or before (12).</summary>
internal readonly record struct KeyState(int Held, long Waiting, ReadOnlyMemory<byte> Head)
{
    private const int HeadBytes = sizeof(long) + sizeof(int);

    public static readonly KeyState Empty = new(0, 0, new byte[HeadBytes]);

    /// <summary>A job joins the sequence: it may be the first.</summary>
    public KeyState WithHead(byte[] order) =>
        Waiting <= 1 || order.AsSpan().SequenceCompareTo(Head.Span) < 0 ? this with { Head = order } : this;

    public byte[] Encode()
    {
        var bytes = new byte[sizeof(int) + sizeof(long) + HeadBytes];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, Held);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(4), Waiting);
        Head.Span.CopyTo(bytes.AsSpan(12));
        return bytes;
    }

    public static KeyState Decode(byte[] row) =>
        new(BinaryPrimitives.ReadInt32LittleEndian(row), BinaryPrimitives.ReadInt64LittleEndian(row.AsSpan(4)), row.AsMemory(12));
}
