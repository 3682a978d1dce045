using Lucene.Net.Index;
using Mosaic.Backends;
using Mosaic.Index.Words;
using Mosaic.Memory.Rows;

namespace Mosaic.Index.Turns;

/// <summary>
/// Ranks turns in their conversation: gathers from the index which turns have each word, and has <see cref="ConversationRanking"/> weigh
/// them.
/// </summary>
internal sealed class TurnRanking(TurnView view, IndexQuery query, IReadOnlyList<QueryWord> words)
{
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

        using var details = new TurnDetails(view, user, conversations);
        using var found = new TurnWords(view, user, words);
        return new ConversationRanking(query, details)
            .Run(count, !found.IsEmpty, found.AddTo, Votes(insights), new TurnLimits(view, query).Admit, LatestFirst)
            .Select(ToKey).OfType<RankedKey>().ToList();
    }

    private IEnumerable<(int Session, int Number, double Score)> Votes(IReadOnlyList<(RankedKey Insight, IReadOnlyList<TurnPlace> Turns)> insights)
    {
        foreach (var (insight, from) in insights)
        {
            foreach (var turn in from)
            {
                if (view.Numbers.Find(turn.Session, turn.User) is var session and >= 0 && view.Find(session, turn.Number) is not null)
                {
                    yield return (session, turn.Number, insight.Score);
                }
            }
        }
    }

    private RankedKey? ToKey(RankedTurn turn) =>
        view.Find(turn.Session, turn.Number) is var (leaf, _, doc) ? new RankedKey(Key(turn), turn.Score, At(leaf, doc)) : null;

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
