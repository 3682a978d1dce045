namespace Mosaic.Backends;

/// <summary>Joins what texts are worth by keywords and by vectors: each divided by the best of the answer, then fused.</summary>
public sealed class HybridScores
{
    /// <summary>Of either side so many are looked at, at least.</summary>
    public const int CandidatesMin = 400;

    private const int RescoredMin = 200; // had all of the 100 best by floats
    private const int RescoredOfEach = 2;
    private const double LeastNearest = 1e-6;

    private readonly IScoreFusion _fusion;
    private readonly double _best;
    private readonly Dictionary<MemoryKind, double> _nearest = [];

    /// <summary>Of an answer.</summary>
    /// <param name="fusion">The store's.</param>
    /// <param name="best">The best keyword score.</param>
    /// <param name="candidates">All that may be found: kind, and what it is worth by vectors; null: it has none.</param>
    public HybridScores(IScoreFusion fusion, double best, IEnumerable<(MemoryKind Kind, float? Worth)> candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        (_fusion, _best) = (fusion, best);
        foreach (var kind in candidates.GroupBy(static candidate => candidate.Kind))
        {
            _nearest[kind.Key] = Math.Max(LeastNearest, kind.Max(static candidate => candidate.Worth) ?? 1);
        }
    }

    /// <summary>How many of the best are compared once more by floats, where vectors were compared as bytes.</summary>
    /// <param name="count">How many are asked for.</param>
    public static int Rescored(int count) => Math.Max(count * RescoredOfEach, RescoredMin);

    /// <summary>The score of a text.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="keyword">Its keyword score; 0: none.</param>
    /// <param name="worth">What it is worth by vectors; null: it has none.</param>
    /// <returns>0 or less: it is not found.</returns>
    public double Fuse(MemoryKind kind, double keyword, float? worth) => _fusion.Fuse(kind, keyword / _best, Math.Max(0, worth ?? 0) / _nearest[kind]);
}
