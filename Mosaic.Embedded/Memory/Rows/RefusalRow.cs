using System.Buffers.Binary;

namespace Mosaic.Memory.Rows;

/// <summary>A text that the embedder refused: the unit that wrote the text (8), how often it was tried (4).</summary>
/// <param name="Sequence">Once the text is written again, it counts from the beginning.</param>
/// <param name="Tries">How often it was refused.</param>
internal readonly record struct RefusalRow(long Sequence, int Tries)
{
    public byte[] Encode()
    {
        var row = new byte[sizeof(long) + sizeof(int)];
        BinaryPrimitives.WriteInt64LittleEndian(row, Sequence);
        BinaryPrimitives.WriteInt32LittleEndian(row.AsSpan(sizeof(long)), Tries);
        return row;
    }

    public static RefusalRow Decode(ReadOnlySpan<byte> row) =>
        new(BinaryPrimitives.ReadInt64LittleEndian(row), BinaryPrimitives.ReadInt32LittleEndian(row[sizeof(long)..]));
}
