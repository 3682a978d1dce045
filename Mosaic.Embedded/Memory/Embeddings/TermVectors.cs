namespace Mosaic.Memory.Embeddings;

/// <summary>A vector for each term, one after the other.</summary>
internal sealed record TermVectors(int Dimensions, float[] Numbers)
{
    public static TermVectors None { get; } = new(0, []);

    public Span<float> this[int term] => Numbers.AsSpan(term * Dimensions, Dimensions);
}
