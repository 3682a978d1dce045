using System.Runtime.InteropServices;
using Lucene.Net.Index;
using Mosaic.Index.Words;
using Mosaic.Memory.Rows;

namespace Mosaic.Index.Turns;

/// <summary>
/// Ranks turns in their conversation: gathers from the index which turns have each word, and has <see cref="ConversationScorer"/> weigh
/// them with the turns around, the session, the speaker, the dates and what was concluded from them.
/// </summary>
internal sealed class TurnRanking(TurnView view, IndexQuery query, IReadOnlyList<QueryWord> words)
{
    private static readonly ConversationWeights Weights = new();

    /// <param name="count">At most so many.</param>
    /// <param name="insights">What the query found of insights, and the turns that each was concluded from.</param>
    public List<RankedKey> Run(int count, IReadOnlyList<(RankedKey Insight, IReadOnlyList<TurnPlace> Turns)> insights)
    {
        var user = query.Limits.User is { } name ? view.Numbers.User(name) : (int?)null;
        var conversations = view.ConversationsOf(user);
        if (conversations.Turns == 0)
        {
            return [];
        }

        using var scorer = new ConversationScorer(conversations, Weights);
        foreach (var (insight, from) in insights)
        {
            foreach (var turn in from)
            {
                if (view.Numbers.Find(turn.Session, turn.User) is var session and >= 0 && view.Find(session, turn.Number) is not null)
                {
                    scorer.Add(session, turn.Number, Weights.Insight * insight.Score);
                }
            }
        }

        using var found = new TurnWords(view, user, words);
        var (speakers, days) = (Speakers(conversations), query.Dates.Worth(conversations.Days));
        using var bySession = speakers is null ? null : new SessionSpeakers(view, user, speakers);
        if (days is not null || (speakers is not null && found.IsEmpty))
        {
            foreach (var session in conversations.All)
            {
                scorer.Enter(session);
            }
        }

        found.AddTo(scorer);
        var dayMost = days is null ? 0 : conversations.Days.Keys.Max(days) * Weights.Date;
        return scorer.Top(
            count,
            speakers is null && days is null ? null : session => (bySession?.MostOf(session) ?? 0) + dayMost,
            speakers is null && days is null ? null : (session, number) => Besides(session, number, speakers, days),
            new TurnLimits(view, query).Admit,
            LatestFirst).Select(ToKey).OfType<RankedKey>().ToList();
    }

    /// <summary>What a turn is worth for its speaker and its day.</summary>
    private double Besides(int session, int number, Dictionary<string, double>? speakers, Func<DateOnly, double>? days)
    {
        if (view.Find(session, number) is not var (leaf, turns, doc))
        {
            return 0;
        }

        var worth = speakers is not null && turns.Speaker[doc] >= 0 ? speakers.GetValueOrDefault(turns.Speakers[turns.Speaker[doc]]) : 0;
        return days is null ? worth : worth + (Weights.Date * days(DateOnly.FromDayNumber((int)leaf.AtomicReader.GetNumericDocValues(IndexFields.Day).Get(doc))));
    }

    /// <summary>What it is worth to be said by each of the speakers whom the query names.</summary>
    private Dictionary<string, double>? Speakers(Conversations conversations)
    {
        Dictionary<string, double>? worths = null;
        Dictionary<string, int>? turnsOf = null;
        foreach (var (speaker, terms) in conversations.SpeakerTerms)
        {
            foreach (var term in terms.Where(query.Asked.Contains))
            {
                turnsOf ??= new Dictionary<string, int>(StringComparer.Ordinal);
                CollectionsMarshal.GetValueRefOrAddDefault(turnsOf, term, out _) += conversations.Speakers[speaker];
            }
        }

        if (turnsOf is null)
        {
            return null;
        }

        foreach (var (speaker, terms) in conversations.SpeakerTerms)
        {
            foreach (var term in terms.Where(turnsOf.ContainsKey))
            {
                worths ??= new Dictionary<string, double>(StringComparer.Ordinal);
                CollectionsMarshal.GetValueRefOrAddDefault(worths, speaker, out _) += Weights.Speaker * ConversationScorer.Idf(conversations.Turns, turnsOf[term]);
            }
        }

        return worths;
    }

    private RankedKey? ToKey(RankedTurn turn) =>
        view.Find(turn.Session, turn.Number) is var (leaf, _, doc)
            ? new RankedKey(
                Key(turn),
                turn.Score / (Weights.Body + Weights.Session),
                At(leaf, doc))
            : null;

    /// <summary>As the order of hits of other kinds.</summary>
    private int LatestFirst(RankedTurn left, RankedTurn right)
    {
        var order = At(right).CompareTo(At(left));
        return order != 0 ? order : Key(left).AsSpan().SequenceCompareTo(Key(right));
    }

    private long At(RankedTurn turn) => view.Find(turn.Session, turn.Number) is var (leaf, _, doc) ? At(leaf, doc) : long.MinValue;

    private byte[] Key(RankedTurn turn) => MemoryKeys.Turn(view.Numbers.Name(turn.Session), turn.Number);

    private static long At(AtomicReaderContext leaf, int doc) => leaf.AtomicReader.GetNumericDocValues(IndexFields.At).Get(doc);
}
