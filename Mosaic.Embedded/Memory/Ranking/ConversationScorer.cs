using System.Buffers;
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
/// <para>BM25 as Robertson and Zaragoza (2009) give it, with idf = ln(1 + (N - n + 0.5) / (n + 0.5)), tf (k1 + 1) / (tf + k1 (1 - b + b length /
/// average)). A neighbour's words count by the idf of the turns, a session's by that of the sessions. Not thread-safe; used once.</para>
/// <para>Of each session it first sums up what no turn of it can be worth more than, and then scores sessions with most of that first,
/// until no other can have a turn among the best.</para>
/// </remarks>
public sealed class ConversationScorer : IDisposable
{
    // Around the turns 1 to the last there is room for what spreads over the ends.
    private const int Margin = 2;

    private const int LengthsKept = 64;

    private readonly IConversations _conversations;
    private readonly ConversationWeights _weights;
    private readonly double _turnLength;
    private readonly double _sessionLength;
    private readonly SessionBounds _bounds = new();
    private readonly List<Word> _words = [];
    private readonly Dictionary<int, Dictionary<int, double>> _besides = [];
    private readonly double[] _around; // what the weights of so many turns around add up to

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
        double[] around = [_weights.Previous, _weights.Next, _weights.TwoAway, _weights.TwoAway];
        Array.Sort(around, static (left, right) => right.CompareTo(left));
        _around = [0, around[0], around[..2].Sum(), around[..3].Sum(), around.Sum()];
        _ownOnce = Own(1);
        _aroundOnce = [.. Enumerable.Range(0, LengthsKept).Select(length => Around(1, length))];
    }

    /// <summary>How many sessions have been scored.</summary>
    internal int Scored { get; private set; }

    /// <summary>Adds a word of the query.</summary>
    /// <param name="postings">All turns with it or with what stands for it, each once: together they are one word. Quickest with the turns
    /// of a session one behind the other. Used until the scorer is disposed.</param>
    public void AddWord(ReadOnlyMemory<TurnPosting> postings)
    {
        var turns = postings.Span;
        var idf = Idf(_conversations.Turns, turns.Length);
        var (sessions, firstRun) = (0, _bounds.Runs.Length);
        for (var at = 0; at < turns.Length;)
        {
            var run = RunAt(turns, at, out var most);
            sessions += _bounds.Add(run, idf * most) ? 1 : 0;
            at += run.Count;
        }

        var session = _weights.Session * Idf(_conversations.Sessions, sessions);
        foreach (var run in _bounds.Runs[firstRun..])
        {
            _bounds.Raise(run.Session, session * Saturated(run.Frequency, _weights.SessionLength, 0));
        }

        _words.Add(new Word(postings, idf, session));
    }

    /// <summary>Adds what turns are worth beside the words in them: their dates, their speaker, what was concluded from them.</summary>
    /// <param name="session">The turn's session.</param>
    /// <param name="number">The turn's number.</param>
    /// <param name="score">How much.</param>
    public void Add(int session, int number, double score)
    {
        if (!_besides.TryGetValue(session, out var turns))
        {
            _besides.Add(session, turns = []);
        }

        turns[number] = turns.GetValueOrDefault(number) + score;
        _bounds.Raise(session, Math.Max(0, score));
    }

    /// <summary>Lets the turns of a session be found for what they are worth beside words.</summary>
    /// <param name="session">The session.</param>
    public void Enter(int session) => _bounds.Enter(session);

    /// <summary>The best turns of those that have, or are near, any of the words.</summary>
    /// <param name="count">At most so many.</param>
    /// <param name="admits">Whether a turn may be found; asked of a turn that would be among the best.</param>
    /// <returns>Best first; equal ones the later turn first.</returns>
    public IReadOnlyList<RankedTurn> Top(int count, Func<int, int, bool>? admits = null) => Top(count, null, null, admits, null);

    /// <summary>As the other, with what turns are worth beside their words, told only for those that could be among the best.</summary>
    /// <param name="count">At most so many.</param>
    /// <param name="extraMax">What no turn of a session is worth more than beside its words; null: none is worth anything.</param>
    /// <param name="extra">What a turn is worth beside its words, for its session and number; null: nothing.</param>
    /// <param name="admits">Whether a turn may be found; asked of a turn that would be among the best. null: every turn.</param>
    /// <param name="ties">Which of two turns with the same score comes first; null: the later one.</param>
    /// <returns>Best first.</returns>
    public IReadOnlyList<RankedTurn> Top(
        int count, Func<int, double>? extraMax, Func<int, int, double>? extra, Func<int, int, bool>? admits, Comparison<RankedTurn>? ties)
    {
        var best = new BestTurns(count, extraMax, extra, admits, ties);
        var promising = new PriorityQueue<int, double>(_bounds.Count);
        foreach (var session in _bounds.Sessions)
        {
            promising.Enqueue(session, -(_bounds.MostOf(session) + (extraMax?.Invoke(session) ?? 0)));
        }

        Scored = 0;
        while (promising.TryDequeue(out var session, out var most) && best.CouldTake(-most + Slack(most)))
        {
            Scored++;
            Score(session, best);
        }

        return best.TakeAll();
    }

    /// <summary>Gives its memory back.</summary>
    public void Dispose() => _bounds.Dispose();

    /// <summary>How much a word tells that <paramref name="with"/> of <paramref name="all"/> have.</summary>
    public static double Idf(long all, long with) => Math.Log(1 + ((Math.Max(all, with) - with + .5) / (with + .5)));

    /// <summary>Sums of floats are not exact.</summary>
    private static double Slack(double most) => 1e-4 * (1 + Math.Abs(most));

    /// <param name="turns">All turns with the next word.</param>
    /// <param name="at">Where one session's begin.</param>
    /// <param name="most">No turn gets more of them, by the word's idf: it has the word itself or not, and as many as stand anywhere so close together are around it.</param>
    private WordRun RunAt(ReadOnlySpan<TurnPosting> turns, int at, out double most)
    {
        var session = turns[at].Session;
        var (sum, frequency, length, together) = (0f, 0f, int.MaxValue, 0);
        var (start, first) = (at, at);
        for (; at < turns.Length && turns[at].Session == session; at++)
        {
            ref readonly var turn = ref turns[at];
            sum += turn.Frequency;
            frequency = Math.Max(frequency, turn.Frequency);
            length = Math.Min(length, turn.Length);
            while (turn.Number - turns[first].Number > 2 * Margin)
            {
                first++;
            }

            together = at > start && turn.Number < turns[at - 1].Number ? int.MaxValue : Math.Max(together, at - first + 1);
        }

        var around = AroundOf(frequency, length);
        most = Math.Max((_weights.Body * OwnOf(frequency)) + (_around[Math.Min(together - 1, 4)] * around), _around[Math.Min(together, 4)] * around);
        return new WordRun(_words.Count, session, start, at - start, sum, -1);
    }

    private void Score(int session, BestTurns best)
    {
        var (last, words) = (_conversations.LastTurn(session), _conversations.WordsOf(session));
        var size = last + 1 + (2 * Margin);
        var pooled = ArrayPool<float>.Shared.Rent(size);
        var scores = pooled.AsSpan(0, size);
        scores.Clear();
        var own = 0.0;
        for (var run = _bounds.LastRunOf(session); run >= 0;)
        {
            var (word, frequency) = (_bounds.Runs[run].Word, 0f);
            for (; run >= 0 && _bounds.Runs[run].Word == word; run = _bounds.Runs[run].Next)
            {
                frequency += _bounds.Runs[run].Frequency;
                Spread(_words[word].Idf, _words[word].Postings.Span.Slice(_bounds.Runs[run].First, _bounds.Runs[run].Count), scores);
            }

            own += _words[word].Session * Saturated(frequency, _weights.SessionLength, words / _sessionLength);
        }

        if (_besides.TryGetValue(session, out var besides))
        {
            foreach (var (number, score) in besides)
            {
                scores[number + Margin] += (float)score;
            }
        }

        best.Take(session, scores.Slice(Margin + 1, last), own);
        ArrayPool<float>.Shared.Return(pooled);
    }

    private void Spread(double idf, ReadOnlySpan<TurnPosting> turns, Span<float> scores)
    {
        var (body, previous, next, two) = ((float)(_weights.Body * idf), (float)(_weights.Previous * idf), (float)(_weights.Next * idf), (float)(_weights.TwoAway * idf));
        foreach (var turn in turns)
        {
            var (own, around) = (OwnOf(turn.Frequency), AroundOf(turn.Frequency, turn.Length));
            var at = scores.Slice(turn.Number, (2 * Margin) + 1);
            at[0] += two * around;
            at[1] += next * around; // what the turn behind it says
            at[2] += body * own;
            at[3] += previous * around;
            at[4] += two * around;
        }
    }

    private float OwnOf(float frequency) => frequency == 1 ? _ownOnce : Own(frequency);

    private float AroundOf(float frequency, int length) => frequency == 1 && length < LengthsKept ? _aroundOnce[length] : Around(frequency, length);

    /// <summary>The word in the turn itself, whose length does not count.</summary>
    private float Own(float frequency) => (float)Saturated(frequency, 0, 1);

    /// <summary>The word in a turn nearby.</summary>
    private float Around(float frequency, int length) => (float)Saturated(frequency, _weights.NeighbourLength, length / _turnLength);

    private double Saturated(double frequency, double b, double length) =>
        frequency * (_weights.Saturation + 1) / (frequency + (_weights.Saturation * (1 - b + (b * length))));

    /// <param name="Postings">The turns with it.</param>
    /// <param name="Idf">Of the turns.</param>
    /// <param name="Session">What it is worth to be in a session, before saturation.</param>
    private readonly record struct Word(ReadOnlyMemory<TurnPosting> Postings, double Idf, double Session);
}
