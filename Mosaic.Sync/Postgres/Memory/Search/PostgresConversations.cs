using System.Runtime.InteropServices;
using Mosaic.Backends;

namespace Mosaic.Postgres.Memory.Search;

/// <summary>The conversations of a user, or of everyone, as one snapshot has them. Sessions are numbered by their place in it.</summary>
internal sealed class PostgresConversations : IConversationDetails
{
    private readonly SessionFacts?[] _facts;
    private readonly int[] _turns;
    private readonly long[] _words;
    private readonly Dictionary<long, int> _places;
    private readonly Dictionary<string, IReadOnlySet<string>> _terms = new(StringComparer.Ordinal);
    private Dictionary<string, int>? _speakers;
    private Dictionary<DateOnly, int>? _days;

    /// <param name="sessions">The numbers that the server has for them.</param>
    /// <param name="turns">How many turns each has.</param>
    /// <param name="words">How many words each has.</param>
    /// <param name="facts">What else is known of each; null: it is gone.</param>
    public PostgresConversations(long[] sessions, int[] turns, long[] words, SessionFacts?[] facts)
    {
        (_facts, _turns, _words) = (facts, turns, words);
        _places = new Dictionary<long, int>(sessions.Length);
        for (var place = 0; place < sessions.Length; place++)
        {
            if (facts[place] is not null)
            {
                _places.Add(sessions[place], place);
                Turns += turns[place];
                Words += words[place];
            }
        }

        Numbers = sessions;
    }

    /// <summary>The server's number of each session.</summary>
    public long[] Numbers { get; }

    public int Sessions => _places.Count;

    public long Turns { get; }

    public long Words { get; }

    public IEnumerable<int> All => _places.Values;

    public IReadOnlyDictionary<string, int> Speakers => _speakers ??= Sum(static facts => facts.BySpeaker, static speaker => speaker, StringComparer.Ordinal);

    public IReadOnlyDictionary<DateOnly, int> Days => _days ??= Sum(static facts => facts.ByDay, DateOnly.FromDayNumber, null);

    /// <summary>-1: it is none of these.</summary>
    public int PlaceOf(long session) => _places.GetValueOrDefault(session, -1);

    public int LastTurn(int session) => _turns[session];

    public long WordsOf(int session) => _words[session];

    public string IdOf(int session) => _facts[session]!.Id;

    public string SpeakerOf(int session, int number) => _facts[session]!.Speakers[number - 1];

    /// <summary>UTC ticks.</summary>
    public long AtOf(int session, int number) => _facts[session]!.Ats[number - 1];

    public IReadOnlySet<string> TermsOf(string speaker)
    {
        ref var terms = ref CollectionsMarshal.GetValueRefOrAddDefault(_terms, speaker, out _);
        return terms ??= TextAnalysis.QueryTermsOf(speaker).ToHashSet(StringComparer.Ordinal);
    }

    public Func<int, double> MostOf(IReadOnlyDictionary<string, double> worths) => session =>
    {
        var most = 0.0;
        foreach (var (speaker, _) in _facts[session]!.BySpeaker)
        {
            most = Math.Max(most, worths.GetValueOrDefault(speaker));
        }

        return most;
    };

    public bool TryFind(int session, int number, bool withDay, out string? speaker, out DateOnly day)
    {
        var facts = _facts[session]!;
        speaker = facts.Speakers[number - 1];
        day = withDay ? DateOnly.FromDayNumber(facts.Days[number - 1]) : default;
        return true;
    }

    private Dictionary<TKey, int> Sum<T, TKey>(Func<SessionFacts, KeyValuePair<T, int>[]> counts, Func<T, TKey> key, IEqualityComparer<TKey>? comparer)
        where TKey : notnull
    {
        var sum = new Dictionary<TKey, int>(comparer);
        foreach (var place in _places.Values)
        {
            foreach (var (value, turns) in counts(_facts[place]!))
            {
                CollectionsMarshal.GetValueRefOrAddDefault(sum, key(value), out _) += turns;
            }
        }

        return sum;
    }
}
