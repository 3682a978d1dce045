namespace Mosaic.Benchmarks.Evaluation;

/// <summary>How well rankings answer: means over queries.</summary>
/// <remarks>
/// Recall@k: the part of what answers a query that is among the first k. MRR: one over the place of the first that does, 0 when
/// none does. nDCG@10 (Järvelin and Kekäläinen 2002) with the gain as judged and the logarithm of base 2, as trec_eval counts it.
/// </remarks>
internal sealed class RankingScore
{
    /// <summary>How many hits count.</summary>
    public const int Depth = 25;

    private double _recall5;
    private double _recall10;
    private double _recall25;
    private double _reciprocal;
    private double _ndcg;

    public int Queries { get; private set; }

    public double Recall5 => _recall5 / Queries;

    public double Recall10 => _recall10 / Queries;

    public double Recall25 => _recall25 / Queries;

    public double ReciprocalRank => _reciprocal / Queries;

    public double Ndcg10 => _ndcg / Queries;

    public void Add(IReadOnlyDictionary<string, int> gains, IReadOnlyList<string> ranking)
    {
        Queries++;
        _recall5 += Recall(gains, ranking, 5);
        _recall10 += Recall(gains, ranking, 10);
        _recall25 += Recall(gains, ranking, Depth);
        var first = ranking.TakeWhile(id => !gains.ContainsKey(id)).Count();
        _reciprocal += first < ranking.Count ? 1.0 / (first + 1) : 0;
        _ndcg += Discounted(ranking.Select(id => gains.GetValueOrDefault(id))) / Discounted(gains.Values.OrderDescending());
    }

    private static double Recall(IReadOnlyDictionary<string, int> gains, IReadOnlyList<string> ranking, int depth) =>
        (double)ranking.Take(depth).Count(gains.ContainsKey) / gains.Count;

    private static double Discounted(IEnumerable<int> gains) => gains.Take(10).Select(static (gain, place) => gain / Math.Log2(place + 2)).Sum();
}
