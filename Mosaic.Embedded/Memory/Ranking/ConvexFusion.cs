namespace Mosaic;

/// <summary>
/// The convex sum (1 - a) keyword + a similarity, with a weight a for each kind of text: turns are short and say by their words what
/// they say, a document's words are more often others than the query's. Plain reciprocal rank fusion was measured to lose on turns.
/// </summary>
/// <remarks>S. Bruch, S. Gai, A. Ingber: An Analysis of Fusion Functions for Hybrid Retrieval. ACM TOIS, 2023.</remarks>
public sealed record ConvexFusion : IScoreFusion
{
    /// <summary>The weight of vectors of turns, 0 to 1.</summary>
    /// <value>0.1.</value>
    public double Turns { get; init; } = .1;

    /// <summary>The weight of vectors of insights, 0 to 1.</summary>
    /// <value>0.2.</value>
    public double Insights { get; init; } = .2;

    /// <summary>The weight of vectors of documents, 0 to 1.</summary>
    /// <value>0.5.</value>
    public double Documents { get; init; } = .5;

    /// <inheritdoc/>
    public double Fuse(MemoryKind kind, double keyword, double similarity)
    {
        var weight = kind switch
        {
            MemoryKind.Turn => Turns,
            MemoryKind.Insight => Insights,
            _ => Documents,
        };
        return ((1 - weight) * keyword) + (weight * similarity);
    }
}
