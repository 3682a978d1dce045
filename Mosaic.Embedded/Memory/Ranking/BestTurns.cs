namespace Mosaic.Memory.Ranking;

/// <summary>Keeps the best of the turns that it is shown. Not thread-safe.</summary>
/// <param name="count">So many.</param>
/// <param name="extraMax">What no turn of a session is worth more than beside its words; null: none is worth anything.</param>
/// <param name="extra">What a turn is worth beside its words; null: nothing.</param>
/// <param name="admits">Whether a turn may be found; null: every turn.</param>
/// <param name="ties">Which of two turns with the same score comes first; null: the later one.</param>
internal sealed class BestTurns(
    int count, Func<int, double>? extraMax, Func<int, int, double>? extra, Func<int, int, bool>? admits, Comparison<RankedTurn>? ties)
{
    private const int ReservedMax = 1024;

    private readonly PriorityQueue<RankedTurn, RankedTurn> _best = new(Math.Min(count, ReservedMax) + 1, WorstFirst(ties ?? LaterFirst));
    private double _least;

    /// <summary>Whether a turn with such a score could be among the best.</summary>
    public bool CouldTake(double score) => score >= _least && score > 0;

    /// <summary>The turns of a session from the first on, with what each is worth for its words.</summary>
    public void Take(int session, ReadOnlySpan<float> scores, double own)
    {
        var more = extraMax?.Invoke(session) ?? 0;
        for (var i = 0; i < scores.Length; i++)
        {
            var score = scores[i] + own;
            if (!CouldTake(score + more))
            {
                continue;
            }

            score += extra?.Invoke(session, i + 1) ?? 0;
            if (score < _least || score <= 0 || admits?.Invoke(session, i + 1) == false)
            {
                continue;
            }

            var turn = new RankedTurn(session, i + 1, score);
            if (_best.Count < count)
            {
                _best.Enqueue(turn, turn);
            }
            else
            {
                _best.EnqueueDequeue(turn, turn);
            }

            _least = _best.Count == count ? _best.Peek().Score : 0;
        }
    }

    /// <returns>Best first; nothing is left.</returns>
    public RankedTurn[] TakeAll()
    {
        var ranked = new RankedTurn[_best.Count];
        for (var i = ranked.Length - 1; i >= 0; i--)
        {
            ranked[i] = _best.Dequeue();
        }

        return ranked;
    }

    private static Comparer<RankedTurn> WorstFirst(Comparison<RankedTurn> ties) => Comparer<RankedTurn>.Create((left, right) =>
        left.Score.CompareTo(right.Score) is var order and not 0 ? order : ties(right, left));

    private static int LaterFirst(RankedTurn left, RankedTurn right) => (right.Session, right.Number).CompareTo((left.Session, left.Number));
}
