using System.Numerics.Tensors;

namespace Mosaic.Memory.Embeddings;

/// <summary>Vectors of signed bytes from -127 to 127 that share a scale: a number is its byte times the scale.</summary>
internal static class SignedBytes
{
    /// <returns>The scale; 0 when the vector has no direction: it is all zeros, or not all of it is finite. Then the bytes are 0.</returns>
    public static float Quantize(ReadOnlySpan<float> vector, Span<sbyte> bytes)
    {
        bytes.Clear();
        var largest = vector.IsEmpty ? 0 : Math.Abs(TensorPrimitives.MaxMagnitude(vector));
        var scale = largest / sbyte.MaxValue;
        if (!(scale > 0) || !float.IsFinite(scale))
        {
            return 0;
        }

        for (var i = 0; i < vector.Length; i++)
        {
            bytes[i] = (sbyte)Math.Clamp(MathF.Round(vector[i] / scale), -sbyte.MaxValue, sbyte.MaxValue);
        }

        return scale;
    }
}
