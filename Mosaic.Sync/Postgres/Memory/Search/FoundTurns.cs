using System.Runtime.InteropServices;
using Mosaic.Backends;

namespace Mosaic.Postgres.Memory.Search;

/// <summary>The turns that have the terms of a query, as read.</summary>
internal sealed class FoundTurns
{
    private const int NumberAt = 36;
    private const int TimesAt = 20;
    private const long TimesMask = 0xFFFF;
    private const long WordsMask = 0xFFFFF;

    private readonly Dictionary<string, List<(long Session, long[] Turns)>> _terms = new(StringComparer.Ordinal);

    public bool IsEmpty => _terms.Count == 0;

    public void Add(string term, long session, long[] turns)
    {
        ref var rows = ref CollectionsMarshal.GetValueRefOrAddDefault(_terms, term, out _);
        (rows ??= []).Add((session, turns));
    }

    /// <summary>The turns that have a word, those of a session one behind the other.</summary>
    public TurnPosting[] Of(QueryWord word, PostgresConversations conversations)
    {
        if (word.Terms is [var (only, weight)])
        {
            return [.. Of(only, weight, conversations)];
        }

        var postings = new Dictionary<(int Session, int Number), TurnPosting>();
        foreach (var (term, part) in word.Terms)
        {
            foreach (var turn in Of(term, part, conversations))
            {
                ref var posting = ref CollectionsMarshal.GetValueRefOrAddDefault(postings, (turn.Session, turn.Number), out _);
                posting = turn with { Frequency = posting.Frequency + turn.Frequency };
            }
        }

        return [.. postings.Values.OrderBy(static turn => turn.Session).ThenBy(static turn => turn.Number)];
    }

    /// <summary>The turns that have all of some terms.</summary>
    public HashSet<(int Session, int Number)> WithAll(IEnumerable<string> terms, PostgresConversations conversations)
    {
        HashSet<(int Session, int Number)>? all = null;
        foreach (var term in terms)
        {
            var turns = Of(term, 1, conversations).Select(static turn => (turn.Session, turn.Number)).ToHashSet();
            if (all is null)
            {
                all = turns;
            }
            else
            {
                all.IntersectWith(turns);
            }
        }

        return all ?? [];
    }

    private List<TurnPosting> Of(string term, float weight, PostgresConversations conversations)
    {
        var postings = new List<TurnPosting>();
        foreach (var (session, turns) in _terms.GetValueOrDefault(term) ?? [])
        {
            if (conversations.PlaceOf(session) is var place and >= 0)
            {
                foreach (var turn in turns)
                {
                    postings.Add(new TurnPosting(place, (int)(turn >> NumberAt), weight * ((turn >> TimesAt) & TimesMask), (int)(turn & WordsMask)));
                }
            }
        }

        return postings;
    }
}
