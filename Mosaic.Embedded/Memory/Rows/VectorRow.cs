using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text;

namespace Mosaic.Memory.Rows;

/// <summary>
/// A vector: format (1), with format 2 the hash of the text that it was made of (8), length of the model's id (2), the id, then the
/// numbers as little-endian floats. The model of a vector that the caller brought (format 1) is "": vectors of different models are
/// never compared.
/// </summary>
internal static class VectorRow
{
    private const byte Brought = 1;
    private const byte OfText = 2;

    /// <summary>A vector that came with an insight.</summary>
    public static byte[] Encode(ReadOnlySpan<float> vector) => Encode([Brought], "", vector);

    /// <summary>A vector that was made of a text.</summary>
    public static byte[] Encode(ulong hash, string model, ReadOnlySpan<float> vector)
    {
        Span<byte> header = stackalloc byte[1 + sizeof(ulong)];
        header[0] = OfText;
        BinaryPrimitives.WriteUInt64LittleEndian(header[1..], hash);
        return Encode(header, model, vector);
    }

    public static float[] Decode(ReadOnlySpan<byte> row)
    {
        var numbers = row[(ModelAt(row) + ModelBytes(row))..];
        var vector = new float[numbers.Length / sizeof(float)];
        for (var i = 0; i < vector.Length; i++)
        {
            vector[i] = BinaryPrimitives.ReadSingleLittleEndian(numbers[(i * sizeof(float))..]);
        }

        return vector;
    }

    /// <summary>The dot product of a vector with another of as many numbers.</summary>
    public static float Dot(ReadOnlySpan<byte> row, ReadOnlySpan<float> vector) => TensorPrimitives.Dot(
        BitConverter.IsLittleEndian ? MemoryMarshal.Cast<byte, float>(row[(ModelAt(row) + ModelBytes(row))..]) : Decode(row), vector);

    /// <summary>The id of its model; "": the caller brought it.</summary>
    public static string Model(ReadOnlySpan<byte> row) => Encoding.UTF8.GetString(row.Slice(ModelAt(row), ModelBytes(row)));

    /// <summary>Whether the vector is a model's; of any text.</summary>
    public static bool IsOf(ReadOnlySpan<byte> row, string model) =>
        row[0] == OfText && Encoding.UTF8.GetByteCount(model) == ModelBytes(row)
        && Encoding.UTF8.GetBytes(model).AsSpan().SequenceEqual(row.Slice(ModelAt(row), ModelBytes(row)));

    /// <summary>Whether it was made of a text with this hash.</summary>
    public static bool IsOf(ReadOnlySpan<byte> row, string model, ulong hash) =>
        IsOf(row, model) && BinaryPrimitives.ReadUInt64LittleEndian(row[1..]) == hash;

    private static int ModelAt(ReadOnlySpan<byte> row) => (row[0] == OfText ? 1 + sizeof(ulong) : 1) + sizeof(ushort);

    private static int ModelBytes(ReadOnlySpan<byte> row) => BinaryPrimitives.ReadUInt16LittleEndian(row[(ModelAt(row) - sizeof(ushort))..]);

    private static byte[] Encode(ReadOnlySpan<byte> header, string model, ReadOnlySpan<float> vector)
    {
        var name = Encoding.UTF8.GetBytes(model);
        var at = header.Length + sizeof(ushort);
        var row = new byte[at + name.Length + (vector.Length * sizeof(float))];
        header.CopyTo(row);
        BinaryPrimitives.WriteUInt16LittleEndian(row.AsSpan(header.Length), (ushort)name.Length);
        name.CopyTo(row.AsSpan(at));
        var numbers = row.AsSpan(at + name.Length);
        if (BitConverter.IsLittleEndian)
        {
            MemoryMarshal.AsBytes(vector).CopyTo(numbers);
        }
        else
        {
            for (var i = 0; i < vector.Length; i++)
            {
                BinaryPrimitives.WriteSingleLittleEndian(numbers[(i * sizeof(float))..], vector[i]);
            }
        }

        return row;
    }
}
