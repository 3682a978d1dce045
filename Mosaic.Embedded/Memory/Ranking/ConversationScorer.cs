using System.Buffers;
using System.Runtime.InteropServices;

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
public sealed class ConversationScorer : IDisposable
{
    // Around the turns 1 to the last there is room for what spreads over the ends.
    private const int Margin = 2;

    private readonly IConversations _conversations;
    private readonly ConversationWeights _weights;
    private readonly double _turnLength;
    private readonly double _sessionLength;
    private readonly Dictionary<int, SessionScores> _sessions = [];
    private readonly List<SessionScores> _withWord = [];

    /// <param name="conversations">The sessions that are searched.</param>
    /// <param name="weights">What counts how much; null: the defaults.</param>
    public ConversationScorer(IConversations conversations, ConversationWeights? weights = null)
    {
        ArgumentNullException.ThrowIfNull(conversations);
        _conversations = conversations;
        _weights = weights ?? new ConversationWeights();
        _turnLength = Math.Max(1, (double)conversations.Words / Math.Max(1, conversations.Turns));
        _sessionLength = Math.Max(1, (double)conversations.Words / Math.Max(1, conversations.Sessions));
    }

    /// <summary>Adds a word of the query.</summary>
    /// <param name="postings">All turns with it or with what stands for it, each once: together they are one word.</param>
    public void AddWord(ReadOnlySpan<TurnPosting> postings)
    {
        var idf = Idf(_conversations.Turns, postings.Length);
        var (body, previous, next, two) = (_weights.Body * idf, _weights.Previous * idf, _weights.Next * idf, _weights.TwoAway * idf);
        _withWord.Clear();
        foreach (var posting in postings)
        {
            var session = Of(posting.Session);
            var around = (float)Saturated(posting.Frequency, _weights.NeighbourLength, posting.Length / _turnLength);
            var at = session.Scores.AsSpan(posting.Number, (2 * Margin) + 1);
            at[0] += (float)two * around;
            at[1] += (float)next * around; // what the turn behind it says
            at[2] += (float)(body * Saturated(posting.Frequency, 0, 1));
            at[3] += (float)previous * around;
            at[4] += (float)two * around;
            if (session.Frequency == 0)
            {
                _withWord.Add(session);
            }

            session.Frequency += posting.Frequency;
        }

        var sessions = _weights.Session * Idf(_conversations.Sessions, _withWord.Count);
        foreach (var session in _withWord)
        {
            session.Own += sessions * Saturated(session.Frequency, _weights.SessionLength, session.Words / _sessionLength);
            session.Frequency = 0;
        }
    }

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
        int count, double extraMax, Func<int, int, double>? extra, Func<int, int, bool>? admits, Comparison<RankedTurn>? ties)
    {
        ties ??= static (left, right) => (right.Session, right.Number).CompareTo((left.Session, left.Number));
        var worstFirst = Comparer<RankedTurn>.Create((left, right) =>
            left.Score.CompareTo(right.Score) is var order and not 0 ? order : ties(right, left));
        var best = new PriorityQueue<RankedTurn, RankedTurn>(Math.Min(count, 1024) + 1, worstFirst);
        foreach (var (id, session) in _sessions)
        {
            var last = session.Last;
            var scores = session.Scores.AsSpan(Margin + 1, last);
            for (var i = 0; i < scores.Length; i++)
            {
                var score = scores[i] + session.Own;
                var least = best.Count == count && best.TryPeek(out _, out var worst) ? worst.Score : 0;
                if (score + extraMax < least || score + extraMax <= 0)
                {
                    continue;
                }

                score += extra?.Invoke(id, i + 1) ?? 0;
                if (score < least || score <= 0 || admits?.Invoke(id, i + 1) == false)
                {
                    continue;
                }

                var turn = new RankedTurn(id, i + 1, score);
                if (best.Count < count)
                {
                    best.Enqueue(turn, turn);
                }
                else
                {
                    best.EnqueueDequeue(turn, turn);
                }
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
        foreach (var session in _sessions.Values)
        {
            ArrayPool<float>.Shared.Return(session.Scores);
        }

        _sessions.Clear();
    }

    /// <summary>How much a word tells that <paramref name="with"/> of <paramref name="all"/> have.</summary>
    public static double Idf(long all, long with) => Math.Log(1 + ((Math.Max(all, with) - with + .5) / (with + .5)));

    private double Saturated(double frequency, double b, double length) =>
        frequency * (_weights.Saturation + 1) / (frequency + (_weights.Saturation * (1 - b + (b * length))));

    private SessionScores Of(int id)
    {
        if (_sessions.TryGetValue(id, out var session))
        {
            return session;
        }

        var (last, words) = (_conversations.LastTurn(id), _conversations.WordsOf(id));
        var size = last + 1 + (2 * Margin);
        var scores = ArrayPool<float>.Shared.Rent(size);
        scores.AsSpan(0, size).Clear();
        session = new SessionScores(scores, last, words);
        _sessions.Add(id, session);
        return session;
    }

    private sealed class SessionScores(float[] scores, int last, double words)
    {
        public float[] Scores => scores;

        public int Last => last;

        public double Words => words;

        /// <summary>What every turn of the session is worth for its being there.</summary>
        public double Own { get; set; }

        /// <summary>Of the word that is being added.</summary>
        public float Frequency { get; set; }
    }
}
