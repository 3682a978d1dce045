using System.Numerics.Tensors;
using Mosaic.Memory.Ranking;

namespace Mosaic;

/// <summary>
/// Ranks turns by the words of a query in their conversational context: a turn's score is the weighted sum of BM25 over its own
/// words, those of the two turns before and behind it, and those of its session. It knows no storage: fed with the turns that
/// have each word, it spreads what a word is worth from the turn that has it to those around. Nothing of a turn has to be
/// indexed again when another follows it.
/// </summary>
/// <remarks>
/// BM25 as Robertson and Zaragoza (2009) give it, with idf = ln(1 + (N - n + 0.5) / (n + 0.5)), tf (k1 + 1) / (tf + k1 (1 - b + b length /
/// average)). A neighbour's words count by the idf of the turns, a session's by that of the sessions. Not thread-safe; used once.
/// </remarks>
public sealed partial class ConversationScorer : IDisposable
{
    // Around the turns 1 to the last there is room for what spreads over the ends.
    private const int Margin = 2;

    private const int LengthsKept = 64;

    private readonly IConversations _conversations;
    private readonly ConversationWeights _weights;
    private readonly double _turnLength;
    private readonly double _sessionLength;
    private readonly Dictionary<int, SessionScores> _sessions = [];
    private readonly List<SessionScores> _withWord = [];
    private readonly ScoreMemory _memory = new();

    // Nearly all words are in nearly all turns once.
    private readonly float _ownOnce;
    private readonly float[] _aroundOnce;

    /// <param name="conversations">The sessions that are searched.</param>
    /// <param name="weights">What counts how much; null: the defaults.</param>
    public ConversationScorer(IConversations conversations, ConversationWeights? weights = null)
    {
        ArgumentNullException.ThrowIfNull(conversations);
        _conversations = conversations;
        _weights = weights ?? new ConversationWeights();
        _turnLength = Math.Max(1, (double)conversations.Words / Math.Max(1, conversations.Turns));
        _sessionLength = Math.Max(1, (double)conversations.Words / Math.Max(1, conversations.Sessions));
        _ownOnce = Own(1);
        _aroundOnce = [.. Enumerable.Range(0, LengthsKept).Select(length => Around(1, length))];
    }

    /// <summary>Adds a word of the query.</summary>
    /// <param name="postings">All turns with it or with what stands for it, each once: together they are one word.</param>
    public void AddWord(ReadOnlySpan<TurnPosting> postings) => Spread(postings, SessionsWith(postings), enters: true);

    /// <summary>Adds what turns are worth beside the words in them: their dates, their speaker, what was concluded from them.</summary>
    /// <param name="session">The turn's session.</param>
    /// <param name="number">The turn's number.</param>
    /// <param name="score">How much.</param>
    public void Add(int session, int number, double score) => Of(session).Scores[number + Margin] += (float)score;

    /// <summary>Lets the turns of a session be found for what they are worth beside words.</summary>
    /// <param name="session">The session.</param>
    public void Enter(int session) => Of(session);

    /// <summary>The best turns of those that have, or are near, any of the words.</summary>
    /// <param name="count">At most so many.</param>
    /// <param name="admits">Whether a turn may be found; asked of a turn that would be among the best.</param>
    /// <returns>Best first; equal ones the later turn first.</returns>
    public IReadOnlyList<RankedTurn> Top(int count, Func<int, int, bool>? admits = null) => Top(count, 0, null, admits, null);

    /// <summary>As the other, with what turns are worth beside their words, told only for those that could be among the best.</summary>
    /// <param name="count">At most so many.</param>
    /// <param name="extraMax">No turn is worth more beside its words.</param>
    /// <param name="extra">What a turn is worth beside its words, for its session and number; null: nothing.</param>
    /// <param name="admits">Whether a turn may be found; asked of a turn that would be among the best. null: every turn.</param>
    /// <param name="ties">Which of two turns with the same score comes first; null: the later one.</param>
    /// <returns>Best first.</returns>
    public IReadOnlyList<RankedTurn> Top(
        int count, double extraMax, Func<int, int, double>? extra, Func<int, int, bool>? admits, Comparison<RankedTurn>? ties) =>
        Top(count, 0, extraMax, extra, admits, ties);

    /// <param name="count">At most so many.</param>
    /// <param name="floor">As many are known to be worth so much or more.</param>
    /// <param name="extraMax">No turn is worth more beside its words.</param>
    /// <param name="extra">What a turn is worth beside its words.</param>
    /// <param name="admits">Whether a turn may be found.</param>
    /// <param name="ties">Which of two turns with the same score comes first.</param>
    private RankedTurn[] Top(
        int count, double floor, double extraMax, Func<int, int, double>? extra, Func<int, int, bool>? admits, Comparison<RankedTurn>? ties)
    {
        ties ??= static (left, right) => (right.Session, right.Number).CompareTo((left.Session, left.Number));
        var worstFirst = Comparer<RankedTurn>.Create((left, right) =>
            left.Score.CompareTo(right.Score) is var order and not 0 ? order : ties(right, left));
        var best = new PriorityQueue<RankedTurn, RankedTurn>(Math.Min(count, 1024) + 1, worstFirst);
        var least = floor;
        // The most promising sessions first: what the others could have is soon too little to be looked at.
        var promising = new PriorityQueue<SessionScores, double>(_sessions.Count);
        promising.EnqueueRange(_sessions.Values.Select(static session => (session, -session.Most)).Where(session => extraMax - session.Item2 >= floor));
        while (promising.TryDequeue(out var session, out var most) && extraMax - most >= least)
        {
            var scores = session.Turns;
            for (var i = 0; i < scores.Length; i++)
            {
                var score = scores[i] + session.Own;
                if (score + extraMax < least || score + extraMax <= 0)
                {
                    continue;
                }

                score += extra?.Invoke(session.Id, i + 1) ?? 0;
                if (score < least || score <= 0 || admits?.Invoke(session.Id, i + 1) == false)
                {
                    continue;
                }

                var turn = new RankedTurn(session.Id, i + 1, score);
                if (best.Count < count)
                {
                    best.Enqueue(turn, turn);
                }
                else
                {
                    best.EnqueueDequeue(turn, turn);
                }

                least = best.Count == count ? Math.Max(floor, best.Peek().Score) : floor;
            }
        }

        var ranked = new RankedTurn[best.Count];
        for (var i = ranked.Length - 1; i >= 0; i--)
        {
            ranked[i] = best.Dequeue();
        }

        return ranked;
    }

    /// <summary>Gives its memory back.</summary>
    public void Dispose()
    {
        _sessions.Clear();
        _memory.Dispose();
    }

    /// <summary>How much a word tells that <paramref name="with"/> of <paramref name="all"/> have.</summary>
    public static double Idf(long all, long with) => Math.Log(1 + ((Math.Max(all, with) - with + .5) / (with + .5)));

    /// <summary>The word in the turn itself, whose length does not count.</summary>
    private float Own(float frequency) => (float)Saturated(frequency, 0, 1);

    /// <summary>The word in a turn nearby.</summary>
    private float Around(float frequency, int length) => (float)Saturated(frequency, _weights.NeighbourLength, length / _turnLength);

    private double Saturated(double frequency, double b, double length) =>
        frequency * (_weights.Saturation + 1) / (frequency + (_weights.Saturation * (1 - b + (b * length))));

    private SessionScores Of(int id)
    {
        if (_sessions.TryGetValue(id, out var session))
        {
            return session;
        }

        var (last, words) = (_conversations.LastTurn(id), _conversations.WordsOf(id));
        session = new SessionScores(id, _memory.Take(last + 1 + (2 * Margin)), last, words);
        _sessions.Add(id, session);
        return session;
    }

    private sealed class SessionScores(int id, ArraySegment<float> scores, int last, double words)
    {
        public int Id => id;

        public Span<float> Scores => scores.AsSpan();

        /// <summary>The scores of the turns from 1 on.</summary>
        public Span<float> Turns => scores.AsSpan(Margin + 1, last);

        public double Words => words;

        /// <summary>What every turn of the session is worth for its being there.</summary>
        public double Own { get; set; }

        /// <summary>Of the word that is being added.</summary>
        public float Frequency { get; set; }

        /// <summary>No turn is worth more.</summary>
        public double Most => last == 0 ? double.NegativeInfinity : Own + TensorPrimitives.Max<float>(Turns);
    }
}
