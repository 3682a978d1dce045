namespace Mosaic.Index;

/// <summary>A row that the index found.</summary>
/// <param name="Key">The row's key.</param>
/// <param name="Score">Higher is better.</param>
/// <param name="At">When it came about, UTC ticks.</param>
/// <param name="Similarity">The cosine of its vector and the query's; null: it has none.</param>
internal readonly record struct RankedKey(byte[] Key, double Score, long At, float? Similarity = null)
{
    /// <summary>Equal scores the latest first, then by key, so that an answer is always the same.</summary>
    public static int BestFirst(RankedKey left, RankedKey right) =>
        left.Score != right.Score ? right.Score.CompareTo(left.Score)
        : left.At != right.At ? right.At.CompareTo(left.At)
        : left.Key.AsSpan().SequenceCompareTo(right.Key);
}
