using System.Numerics.Tensors;

namespace Mosaic.Memory.Embeddings;

/// <summary>Gives vectors a length.</summary>
internal static class UnitVector
{
    /// <returns>false: all its numbers are 0 and stay so.</returns>
    public static bool Scale(Span<float> vector, double length)
    {
        var now = vector.IsEmpty ? 0 : TensorPrimitives.Norm<float>(vector);
        if (!(now > 0))
        {
            return false;
        }

        TensorPrimitives.Multiply(vector, (float)(length / now), vector);
        return length > 0;
    }
}
