using System.Runtime.InteropServices;

namespace Mosaic.Backends;

/// <summary>
/// Ranks turns in their conversation: has <see cref="ConversationScorer"/> weigh the words of a query with the turns around, the session,
/// the speaker, the dates and what was concluded from them. It knows no storage.
/// </summary>
/// <param name="query">What is asked for.</param>
/// <param name="conversations">What is searched.</param>
public sealed class ConversationRanking(MemoryQuery query, IConversationDetails conversations)
{
    /// <summary>Insights that speak for the turns they were concluded from.</summary>
    public const int InsightsMax = 100;

    private static readonly ConversationWeights Weights = new();

    /// <summary>The best turns; their scores stand beside those of other kinds.</summary>
    /// <param name="count">At most so many.</param>
    /// <param name="isFound">Whether any turn has any of the words.</param>
    /// <param name="addWords">Adds the words of the query.</param>
    /// <param name="insights">Turns that insights were concluded from, with what those are worth.</param>
    /// <param name="admits">Whether a turn may be found.</param>
    /// <param name="ties">Which of two turns with the same score comes first.</param>
    public IReadOnlyList<RankedTurn> Run(
        int count,
        bool isFound,
        Action<ConversationScorer> addWords,
        IEnumerable<(int Session, int Number, double Score)> insights,
        Func<int, int, bool> admits,
        Comparison<RankedTurn> ties)
    {
        ArgumentNullException.ThrowIfNull(addWords);
        ArgumentNullException.ThrowIfNull(insights);
        using var scorer = new ConversationScorer(conversations, Weights);
        foreach (var (session, number, score) in insights)
        {
            scorer.Add(session, number, Weights.Insight * score);
        }

        var (speakers, days) = (Speakers(), query.Dates.Worth(conversations.Days));
        if (days is not null || (speakers is not null && !isFound))
        {
            foreach (var session in conversations.All)
            {
                scorer.Enter(session);
            }
        }

        addWords(scorer);
        var dayMost = days is null ? 0 : conversations.Days.Keys.Max(days) * Weights.Date;
        var bySession = speakers is null ? null : conversations.MostOf(speakers);
        var ranked = scorer.Top(
            count,
            speakers is null && days is null ? null : session => (bySession?.Invoke(session) ?? 0) + dayMost,
            speakers is null && days is null ? null : (session, number) => Besides(session, number, speakers, days),
            admits,
            ties);
        return [.. ranked.Select(static turn => turn with { Score = turn.Score / (Weights.Body + Weights.Session) })];
    }

    /// <summary>What a turn is worth for its speaker and its day.</summary>
    private double Besides(int session, int number, Dictionary<string, double>? speakers, Func<DateOnly, double>? days)
    {
        if (!conversations.TryFind(session, number, days is not null, out var speaker, out var day))
        {
            return 0;
        }

        var worth = speakers is not null && speaker is not null ? speakers.GetValueOrDefault(speaker) : 0;
        return days is null ? worth : worth + (Weights.Date * days(day));
    }

    /// <summary>What it is worth to be said by each of the speakers whom the query names.</summary>
    private Dictionary<string, double>? Speakers()
    {
        Dictionary<string, double>? worths = null;
        Dictionary<string, int>? turnsOf = null;
        var asked = query.Asked;
        foreach (var (speaker, turns) in conversations.Speakers)
        {
            foreach (var term in conversations.TermsOf(speaker))
            {
                if (asked.Contains(term))
                {
                    turnsOf ??= new Dictionary<string, int>(StringComparer.Ordinal);
                    CollectionsMarshal.GetValueRefOrAddDefault(turnsOf, term, out _) += turns;
                }
            }
        }

        if (turnsOf is null)
        {
            return null;
        }

        foreach (var speaker in conversations.Speakers.Keys)
        {
            foreach (var term in conversations.TermsOf(speaker).Where(turnsOf.ContainsKey))
            {
                worths ??= new Dictionary<string, double>(StringComparer.Ordinal);
                CollectionsMarshal.GetValueRefOrAddDefault(worths, speaker, out _) += Weights.Speaker * ConversationScorer.Idf(conversations.Turns, turnsOf[term]);
            }
        }

        return worths;
    }
}
