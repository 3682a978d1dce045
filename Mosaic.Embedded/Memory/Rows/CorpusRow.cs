using System.Buffers.Binary;
using System.Text;
using Mosaic.Documents.Json;

namespace Mosaic.Memory.Rows;

/// <summary>
/// The state of a corpus, texts whose vectors are compared: format (1), slot (1), dimensions (4), texts that the model learned from,
/// texts since, their words and those of them that it does not know, the run that fills the other slot (8 each), then the model's id.
/// </summary>
internal sealed record CorpusRow
{
    private const byte Format = 1;
    /// <summary>A <see cref="Run"/> that no run has.</summary>
    public const long Clears = -1;

    private const int Fixed = 2 + sizeof(int) + (5 * sizeof(long));

    /// <value>"": none yet.</value>
    public string Model { get; init; } = "";

    /// <summary>Which slot has the model and its vectors.</summary>
    public byte Slot { get; init; }

    public int Dimensions { get; init; }

    public long Trained { get; init; }

    public long Since { get; init; }

    public long Words { get; init; }

    public long Unknown { get; init; }

    /// <value>
    /// 0: nothing fills the other slot. <see cref="Clears"/>: what it still has is to be cleared, and both slots where there is no model.
    /// Anything else is of one run alone, which ends when it finds another.
    /// </value>
    public long Run { get; init; }

    public bool HasModel => Model.Length > 0;

    public byte OtherSlot => (byte)(1 - Slot);

    public byte[] Encode()
    {
        var row = new byte[Fixed + Encoding.UTF8.GetByteCount(Model)];
        row[0] = Format;
        row[1] = Slot;
        BinaryPrimitives.WriteInt32LittleEndian(row.AsSpan(2), Dimensions);
        BinaryPrimitives.WriteInt64LittleEndian(row.AsSpan(6), Trained);
        BinaryPrimitives.WriteInt64LittleEndian(row.AsSpan(14), Since);
        BinaryPrimitives.WriteInt64LittleEndian(row.AsSpan(22), Words);
        BinaryPrimitives.WriteInt64LittleEndian(row.AsSpan(30), Unknown);
        BinaryPrimitives.WriteInt64LittleEndian(row.AsSpan(38), Run);
        Encoding.UTF8.GetBytes(Model, row.AsSpan(Fixed));
        return row;
    }

    public static CorpusRow Decode(ReadOnlySpan<byte> row) => new()
    {
        Slot = row[1],
        Dimensions = BinaryPrimitives.ReadInt32LittleEndian(row[2..]),
        Trained = BinaryPrimitives.ReadInt64LittleEndian(row[6..]),
        Since = BinaryPrimitives.ReadInt64LittleEndian(row[14..]),
        Words = BinaryPrimitives.ReadInt64LittleEndian(row[22..]),
        Unknown = BinaryPrimitives.ReadInt64LittleEndian(row[30..]),
        Run = BinaryPrimitives.ReadInt64LittleEndian(row[38..]),
        Model = StrictUtf8.GetString(row[Fixed..]),
    };
}
