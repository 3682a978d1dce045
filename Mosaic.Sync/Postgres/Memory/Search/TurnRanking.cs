using Mosaic.Backends;

namespace Mosaic.Postgres.Memory.Search;

/// <summary>Ranks the turns of a snapshot in their conversations.</summary>
internal sealed class TurnRanking(MemoryQuery query, SearchSnapshot snapshot, IReadOnlyList<QueryWord> words)
{
    private readonly PostgresConversations _conversations = snapshot.Conversations;
    private readonly TurnPosting[][] _postings = [.. words.Select(word => snapshot.Turns.Of(word, snapshot.Conversations))];
    private List<(int Session, int Number, double Score)> _votes = [];
    private HashSet<(int Session, int Number)>? _withPhrases;

    /// <summary>Reads what ranking asks beside words: what was concluded from turns, and which have the phrases.</summary>
    public async ValueTask PrepareAsync(SearchRows rows)
    {
        if (!snapshot.Insights.IsEmpty)
        {
            var scores = snapshot.Insights.Rank(words).Take(ConversationRanking.InsightsMax).ToDictionary(static text => text.Key.Id, static text => text.Score, StringComparer.Ordinal);
            var places = await rows.PlacesAsync([.. scores.Keys]).ConfigureAwait(false);
            _votes = [.. from place in places
                         let session = _conversations.PlaceOf(place.Session)
                         where session >= 0 && place.Number <= _conversations.LastTurn(session)
                         select (session, place.Number, scores[place.Insight])];
        }

        if (query.Limits.Phrases is { } phrases)
        {
            _withPhrases = [];
            foreach (var some in snapshot.Turns.WithAll(phrases.Terms, _conversations).Chunk(1024))
            {
                var texts = await rows.TurnsAsync([.. some.Select(turn => (_conversations.Numbers[turn.Session], turn.Number))]).ConfigureAwait(false);
                _withPhrases.UnionWith(some.Where(turn =>
                    texts.TryGetValue((_conversations.Numbers[turn.Session], turn.Number), out var text) && phrases.AreIn(text.Text)));
            }
        }
    }

    public IEnumerable<Candidate> First(int count)
    {
        if (_conversations.Turns == 0)
        {
            return [];
        }

        return new ConversationRanking(query, _conversations)
            .Run(count, Array.Exists(_postings, static word => word.Length > 0), AddTo, _votes, Admit, LatestFirst)
            .Select(turn => new Candidate(turn.Score, _conversations.AtOf(turn.Session, turn.Number), null, turn.Session, turn.Number));
    }

    private void AddTo(ConversationScorer scorer) => Array.ForEach(_postings, word => scorer.AddWord(word));

    /// <summary>Whether a turn may be found.</summary>
    public bool Admit(int session, int number)
    {
        var limits = query.Limits;
        return _withPhrases?.Contains((session, number)) != false
            && (limits.Session is null || _conversations.IdOf(session) == limits.Session)
            && (limits.Speaker is null || _conversations.SpeakerOf(session, number) == limits.Speaker)
            && (limits.FromTicks is null || _conversations.AtOf(session, number) >= limits.FromTicks)
            && (limits.ToTicks is null || _conversations.AtOf(session, number) <= limits.ToTicks);
    }

    /// <summary>As the order of hits of other kinds.</summary>
    private int LatestFirst(RankedTurn left, RankedTurn right)
    {
        var order = _conversations.AtOf(right.Session, right.Number).CompareTo(_conversations.AtOf(left.Session, left.Number));
        return order != 0 ? order
            : left.Session == right.Session ? left.Number.CompareTo(right.Number)
            : Utf8Order.CompareNames(_conversations.IdOf(left.Session), _conversations.IdOf(right.Session));
    }
}
