using System.Runtime.InteropServices;

namespace Mosaic.Index.Turns;

/// <summary>The conversations of a user, or of everyone, as one state of the index has them.</summary>
internal sealed class Conversations : IConversations
{
    private readonly Dictionary<int, Session> _sessions = [];
    private readonly Dictionary<string, int> _speakers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _terms = new(StringComparer.Ordinal);
    private readonly Dictionary<DateOnly, int> _days = [];

    /// <param name="segments">The index's segments.</param>
    /// <param name="user">By <see cref="SessionNumbers"/>; null: everyone.</param>
    /// <param name="numbers">Of the segments.</param>
    public Conversations(IEnumerable<TurnSegment> segments, int? user, SessionNumbers numbers)
    {
        foreach (var segment in segments)
        {
            foreach (var (number, part) in segment.Users)
            {
                if (user is null || user == number)
                {
                    Add(segment, part);
                }
            }
        }

        foreach (var speaker in _speakers.Keys)
        {
            _terms.Add(speaker, numbers.TermsOf(speaker));
        }
    }

    public int Sessions => _sessions.Count;

    public long Turns { get; private set; }

    public long Words { get; private set; }

    /// <summary>Turns by their speaker.</summary>
    public IReadOnlyDictionary<string, int> Speakers => _speakers;

    /// <summary>The terms of each speaker's name.</summary>
    public IReadOnlyDictionary<string, HashSet<string>> SpeakerTerms => _terms;

    /// <summary>Turns by their day.</summary>
    public IReadOnlyDictionary<DateOnly, int> Days => _days;

    public IEnumerable<int> All => _sessions.Keys;

    public int LastTurn(int session) => _sessions[session].Last;

    public long WordsOf(int session) => _sessions[session].Words;

    private void Add(TurnSegment segment, UserPart part)
    {
        foreach (var session in part.Sessions)
        {
            ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(_sessions, session.Session, out _);
            known = new Session(Math.Max(known.Last, session.Last), known.Words + session.Words);
            Turns += session.Turns;
            Words += session.Words;
        }

        foreach (var (speaker, turns) in part.Speakers)
        {
            if (speaker >= 0)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(_speakers, segment.Speakers[speaker], out _) += turns;
            }
        }

        foreach (var (day, turns) in part.Days)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_days, day, out _) += turns;
        }
    }

    private readonly record struct Session(int Last, long Words);
}
