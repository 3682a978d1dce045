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
    /// <summary>So many turns before and behind a turn count for it; around a session's turns there is room for what spreads over its ends.</summary>
    internal const int Margin = 2;

    private const int Promising = 64;
    private const int Many = 1024;

    private readonly IConversations _conversations;
    private readonly ConversationWeights _weights;
    private readonly WordWorth _worth;
    private readonly SessionBounds _bounds = new();
    private readonly List<Word> _words = [];
    private readonly PooledList<TurnPosting> _read = new();
    private readonly Dictionary<int, Dictionary<int, double>> _besides = [];

    /// <param name="conversations">The sessions that are searched.</param>
    /// <param name="weights">What counts how much; null: the defaults.</param>
    public ConversationScorer(IConversations conversations, ConversationWeights? weights = null)
    {
        ArgumentNullException.ThrowIfNull(conversations);
        _conversations = conversations;
        _weights = weights ?? new ConversationWeights();
        _worth = new WordWorth(_weights, conversations);
    }

    /// <summary>How many sessions have been scored.</summary>
    internal int Scored { get; private set; }

    /// <summary>Adds a word of the query.</summary>
    /// <param name="postings">All turns with it or with what stands for it, each once: together they are one word. Quickest with the turns
    /// of a session one behind the other. Used until the scorer is disposed.</param>
    public void AddWord(ReadOnlyMemory<TurnPosting> postings) => AddWord(new PostingRuns(postings));

    /// <summary>Adds a word of the query, whose turns are read only in sessions that are promising.</summary>
    /// <param name="runs">Used until the scorer is disposed.</param>
    internal void AddWord(ITurnRuns runs)
    {
        var idf = Idf(_conversations.Turns, runs.Turns);
        var (sessions, first) = (0, _bounds.Runs.Length);
        _bounds.Reserve(runs.Runs.Length);
        for (var i = 0; i < runs.Runs.Length; i++)
        {
            ref readonly var run = ref runs.Runs[i];
            sessions += _bounds.Add(new WordRun(_words.Count, run.Session, i, run.Frequency, -1), idf * _worth.MostOf(run)) ? 1 : 0;
        }

        var session = _weights.Session * Idf(_conversations.Sessions, sessions);
        foreach (var run in _bounds.Runs[first..])
        {
            _bounds.Raise(run.Session, session * _worth.OfSession(run.Frequency, 0));
        }

        _words.Add(new Word(runs, idf, session));
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
        var first = new HashSet<int>(MostPromising(extraMax));
        Scored = 0;
        foreach (var session in first)
        {
            Score(session, best);
        }

        foreach (var (session, most) in Others(first, best, extraMax))
        {
            if (best.CouldTake(most))
            {
                Score(session, best);
            }
        }

        return best.TakeAll();
    }

    /// <summary>Gives its memory back.</summary>
    public void Dispose()
    {
        _bounds.Dispose();
        _read.Dispose();
    }

    /// <summary>How much a word tells that <paramref name="with"/> of <paramref name="all"/> have.</summary>
    public static double Idf(long all, long with) => Math.Log(1 + ((Math.Max(all, with) - with + .5) / (with + .5)));

    /// <summary>Sums of floats are not exact.</summary>
    private static double Slack(double most) => 1e-4 * (1 + Math.Abs(most));

    private double MostOf(int session, Func<int, double>? extraMax) => _bounds.MostOf(session) + (extraMax?.Invoke(session) ?? 0);

    /// <summary>Sessions that could have a turn among the best though <paramref name="first"/> were scored: most promising first, or, if they are
    /// many, as they come, since what they have is quicker read one behind the other.</summary>
    private List<(int Session, double Most)> Others(HashSet<int> first, BestTurns best, Func<int, double>? extraMax)
    {
        var others = new List<(int Session, double Most)>();
        foreach (var session in _bounds.Sessions)
        {
            var most = MostOf(session, extraMax);
            if (best.CouldTake(most + Slack(most)) && !first.Contains(session))
            {
                others.Add((session, most + Slack(most)));
            }
        }

        if (others.Count < Many)
        {
            others.Sort(static (left, right) => right.Most.CompareTo(left.Most));
        }

        return others;
    }

    private IEnumerable<int> MostPromising(Func<int, double>? extraMax)
    {
        var promising = new PriorityQueue<int, double>(Promising + 1);
        foreach (var session in _bounds.Sessions)
        {
            var most = MostOf(session, extraMax);
            if (promising.Count < Promising)
            {
                promising.Enqueue(session, most);
            }
            else if (promising.TryPeek(out _, out var least) && most > least)
            {
                promising.EnqueueDequeue(session, most);
            }
        }

        return promising.UnorderedItems.OrderByDescending(static it => it.Priority).Select(static it => it.Element);
    }

    private void Score(int session, BestTurns best)
    {
        Scored++;
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
                Spread(_words[word].Idf, _words[word].Runs.Read(_bounds.Runs[run].Place, _read), scores);
            }

            own += _words[word].Session * _worth.OfSession(frequency, words);
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
            var (own, around) = (_worth.Own(turn.Frequency), _worth.Around(turn.Frequency, turn.Length));
            var at = scores.Slice(turn.Number, (2 * Margin) + 1);
            at[0] += two * around;
            at[1] += next * around; // what the turn behind it says
            at[2] += body * own;
            at[3] += previous * around;
            at[4] += two * around;
        }
    }

    /// <param name="Runs">The turns with it.</param>
    /// <param name="Idf">Of the turns.</param>
    /// <param name="Session">What it is worth to be in a session, before saturation.</param>
    private readonly record struct Word(ITurnRuns Runs, double Idf, double Session);
}
