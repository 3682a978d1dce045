namespace Mosaic;

/// <content>What words are worth.</content>
public sealed partial class ConversationScorer
{
    // Of a word with fewer turns it costs more to know that they need not be entered.
    private const int EnteredAnyway = 2_048;

    private readonly HashSet<int> _sessionsWithWord = [];

    /// <summary>How many sessions have been looked into.</summary>
    internal int Entered => _sessions.Count;

    /// <summary>
    /// Adds the words of a query and ranks, as <see cref="AddWord"/> of each and <see cref="Top(int, double, Func{int, int, double}?, Func{int, int, bool}?, Comparison{RankedTurn}?)"/>
    /// would, in less time: the rarest word first, and turns with nothing but words so common that they cannot be among the best are not looked at.
    /// </summary>
    /// <param name="words">For each word what <see cref="AddWord"/> takes.</param>
    /// <param name="count">At most so many.</param>
    /// <param name="extraMax">No turn is worth more beside its words.</param>
    /// <param name="extra">What a turn is worth beside its words, for its session and number, not less than 0; null: nothing.</param>
    /// <param name="admits">Whether a turn may be found; asked of a turn that would be among the best. null: every turn.</param>
    /// <param name="ties">Which of two turns with the same score comes first; null: the later one.</param>
    /// <returns>Best first.</returns>
    public IReadOnlyList<RankedTurn> Rank(
        IEnumerable<ReadOnlyMemory<TurnPosting>> words,
        int count,
        double extraMax = 0,
        Func<int, int, double>? extra = null,
        Func<int, int, bool>? admits = null,
        Comparison<RankedTurn>? ties = null)
    {
        ArgumentNullException.ThrowIfNull(words);
        var ordered = words.OrderBy(static word => word.Length).ToArray();
        var sessions = Array.ConvertAll(ordered, word => SessionsWith(word.Span));
        var most = new double[ordered.Length + 1]; // what this word and all behind it can add to one turn
        for (var i = ordered.Length - 1; i >= 0; i--)
        {
            most[i] = most[i + 1] + MostOf(ordered[i].Span, sessions[i]);
        }

        var floor = 0.0;
        for (var i = 0; i < ordered.Length; i++)
        {
            if (ordered[i].Length > EnteredAnyway && Top(count, floor, extraMax, extra, admits, ties) is var best && best.Length == count)
            {
                floor = best[^1].Score;
            }

            Spread(ordered[i].Span, sessions[i], enters: floor <= most[i] + extraMax);
        }

        return Top(count, floor, extraMax, extra, admits, ties);
    }

    /// <summary>No turn gets more of a word: it is in the turn, in all around and in the session as often as anywhere.</summary>
    private double MostOf(ReadOnlySpan<TurnPosting> postings, int sessions)
    {
        var (frequency, length) = (0f, int.MaxValue);
        foreach (var posting in postings)
        {
            frequency = Math.Max(frequency, posting.Frequency);
            length = Math.Min(length, posting.Length);
        }

        return postings.IsEmpty ? 0
            : (Idf(_conversations.Turns, postings.Length)
                * ((_weights.Body * Own(frequency)) + ((_weights.Previous + _weights.Next + (2 * _weights.TwoAway)) * Around(frequency, length))))
            + (_weights.Session * Idf(_conversations.Sessions, sessions) * (_weights.Saturation + 1));
    }

    private int SessionsWith(ReadOnlySpan<TurnPosting> postings)
    {
        _sessionsWithWord.Clear();
        var id = -1;
        foreach (var posting in postings)
        {
            if (posting.Session != id) // they mostly come session by session
            {
                _sessionsWithWord.Add(id = posting.Session);
            }
        }

        return _sessionsWithWord.Count;
    }

    /// <param name="postings">All turns with the word.</param>
    /// <param name="sessions">How many sessions have them.</param>
    /// <param name="enters">False: turns of sessions that have nothing yet get nothing.</param>
    private void Spread(ReadOnlySpan<TurnPosting> postings, int sessions, bool enters)
    {
        var idf = Idf(_conversations.Turns, postings.Length);
        var (body, previous, next, two) = ((float)(_weights.Body * idf), (float)(_weights.Previous * idf), (float)(_weights.Next * idf), (float)(_weights.TwoAway * idf));
        _withWord.Clear();
        SessionScores? session = null;
        var id = -1;
        foreach (var posting in postings)
        {
            if (posting.Session != id)
            {
                id = posting.Session;
                session = enters ? Of(id) : _sessions.GetValueOrDefault(id);
            }

            if (session is null)
            {
                continue;
            }

            var (own, around) = posting.Frequency == 1 && posting.Length < LengthsKept
                ? (_ownOnce, _aroundOnce[posting.Length])
                : (Own(posting.Frequency), Around(posting.Frequency, posting.Length));
            var at = session.Scores.Slice(posting.Number, (2 * Margin) + 1);
            at[0] += two * around;
            at[1] += next * around; // what the turn behind it says
            at[2] += body * own;
            at[3] += previous * around;
            at[4] += two * around;
            if (session.Frequency == 0)
            {
                _withWord.Add(session);
            }

            session.Frequency += posting.Frequency;
        }

        var once = _weights.Session * Idf(_conversations.Sessions, sessions);
        foreach (var with in _withWord)
        {
            with.Own += once * Saturated(with.Frequency, _weights.SessionLength, with.Words / _sessionLength);
            with.Frequency = 0;
        }
    }
}
