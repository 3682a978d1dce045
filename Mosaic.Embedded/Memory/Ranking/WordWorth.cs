namespace Mosaic.Memory.Ranking;

/// <summary>What a word is worth to turns and sessions by how often they have it, but for its idf and the weight of the field: BM25's saturation.</summary>
internal sealed class WordWorth
{
    private const int LengthsKept = 64;

    private readonly ConversationWeights _weights;
    private readonly double _turnLength;
    private readonly double _sessionLength;
    private readonly double[] _around; // what the weights of so many turns around add up to

    // Nearly all words are in nearly all turns once.
    private readonly float _ownOnce;
    private readonly float[] _aroundOnce;
    private readonly double[] _mostOnce; // by how many turns have it

    public WordWorth(ConversationWeights weights, IConversations conversations)
    {
        _weights = weights;
        _turnLength = Math.Max(1, (double)conversations.Words / Math.Max(1, conversations.Turns));
        _sessionLength = Math.Max(1, (double)conversations.Words / Math.Max(1, conversations.Sessions));
        double[] around = [_weights.Previous, _weights.Next, _weights.TwoAway, _weights.TwoAway];
        Array.Sort(around, static (left, right) => right.CompareTo(left));
        _around = [0, around[0], around[..2].Sum(), around[..3].Sum(), around.Sum()];
        _ownOnce = OwnOf(1);
        _aroundOnce = [.. Enumerable.Range(0, LengthsKept).Select(length => AroundOf(1, length))];
        _mostOnce = [0, .. Enumerable.Range(1, _around.Length).Select(turns => Most(turns, _ownOnce, _aroundOnce[0]))];
    }

    /// <summary>To the turn itself, whose length does not count.</summary>
    public float Own(float frequency) => frequency == 1 ? _ownOnce : OwnOf(frequency);

    /// <summary>To a turn nearby.</summary>
    public float Around(float frequency, int length) => frequency == 1 && length < LengthsKept ? _aroundOnce[length] : AroundOf(frequency, length);

    /// <param name="frequency">How often the session has the word.</param>
    /// <param name="words">How many words the session has.</param>
    public double OfSession(double frequency, long words) => Saturated(frequency, _weights.SessionLength, words / _sessionLength);

    /// <summary>No turn gets more of a run: it has the word itself or not, and the others stand around it and say nothing else.</summary>
    public double MostOf(in TurnRun run) =>
        run is { Most: 1, Shortest: 0 } ? _mostOnce[Math.Min(run.Together, _mostOnce.Length - 1)] : Most(run.Together, Own(run.Most), Around(run.Most, run.Shortest));

    private double Most(int turns, double own, double around)
    {
        var all = _around.Length - 1;
        return Math.Max((_weights.Body * own) + (_around[Math.Min(turns - 1, all)] * around), _around[Math.Min(turns, all)] * around);
    }

    private float OwnOf(float frequency) => (float)Saturated(frequency, 0, 1);

    private float AroundOf(float frequency, int length) => (float)Saturated(frequency, _weights.NeighbourLength, length / _turnLength);

    private double Saturated(double frequency, double b, double length) =>
        frequency * (_weights.Saturation + 1) / (frequency + (_weights.Saturation * (1 - b + (b * length))));
}
