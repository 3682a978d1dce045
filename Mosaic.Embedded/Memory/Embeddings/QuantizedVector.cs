using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Mosaic.Memory.Embeddings;

namespace Mosaic.Backends;

/// <summary>A vector as a byte a number behind a scale (4 bytes, little-endian): what is near is found by these, then compared by floats.</summary>
public sealed class QuantizedVector
{
    private const int ScaleBytes = sizeof(float);

    private readonly sbyte[] _bytes;
    private readonly float _scale;

    /// <summary>A query, to be compared with many.</summary>
    /// <param name="vector">Its numbers.</param>
    public QuantizedVector(ReadOnlySpan<float> vector)
    {
        _bytes = new sbyte[vector.Length];
        _scale = SignedBytes.Quantize(vector, _bytes);
    }

    /// <summary>The bytes of a vector, to be kept.</summary>
    /// <param name="vector">Its numbers.</param>
    public static byte[] Encode(ReadOnlySpan<float> vector)
    {
        var bytes = new byte[ScaleBytes + vector.Length];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, SignedBytes.Quantize(vector, MemoryMarshal.Cast<byte, sbyte>(bytes.AsSpan(ScaleBytes))));
        return bytes;
    }

    /// <summary>The dot product with a vector that was kept, approximately.</summary>
    /// <param name="kept">Of as many numbers; other lengths have nothing in common.</param>
    public float Dot(ReadOnlySpan<byte> kept) => kept.Length != ScaleBytes + _bytes.Length
        ? 0
        : ByteProduct.Of(_bytes, MemoryMarshal.Cast<byte, sbyte>(kept[ScaleBytes..])) * (_scale * BinaryPrimitives.ReadSingleLittleEndian(kept));
}
