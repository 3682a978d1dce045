namespace Mosaic;

/// <summary>
/// Joins what a text is worth by its keywords and by its vector into one score: <see cref="MosaicOptions.Fusion"/>. It sees numbers
/// alone, so any backend ranks with it.
/// </summary>
public interface IScoreFusion
{
    /// <summary>The score of a text; of two texts the one with more comes first.</summary>
    /// <param name="kind">What the text is.</param>
    /// <param name="keyword">Its keyword score, divided by the best of the answer: 0 (no keyword) to 1.</param>
    /// <param name="similarity">Its cosine to the query, divided by the greatest of the answer: 0 (no vector, or none alike) to 1.</param>
    /// <returns>0 or less: it is not found.</returns>
    double Fuse(MemoryKind kind, double keyword, double similarity);
}
