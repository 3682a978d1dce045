using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Mosaic.Memory.Rows;

/// <summary>
/// An insight's vector: format (1), length of the model's id (2), the id, then the numbers as little-endian floats. The model
/// of a vector that the caller brought is "": vectors of different models are never compared.
/// </summary>
internal static class VectorRow
{
    private const byte Format = 1;
    private const int Fixed = 1 + sizeof(ushort);

    public static byte[] Encode(string model, ReadOnlySpan<float> vector)
    {
        var name = Encoding.UTF8.GetBytes(model);
        var row = new byte[Fixed + name.Length + (vector.Length * sizeof(float))];
        row[0] = Format;
        BinaryPrimitives.WriteUInt16LittleEndian(row.AsSpan(1), (ushort)name.Length);
        name.CopyTo(row.AsSpan(Fixed));
        var numbers = row.AsSpan(Fixed + name.Length);
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

    public static float[] Decode(ReadOnlySpan<byte> row)
    {
        var numbers = row[(Fixed + BinaryPrimitives.ReadUInt16LittleEndian(row[1..]))..];
        var vector = new float[numbers.Length / sizeof(float)];
        for (var i = 0; i < vector.Length; i++)
        {
            vector[i] = BinaryPrimitives.ReadSingleLittleEndian(numbers[(i * sizeof(float))..]);
        }

        return vector;
    }
}
