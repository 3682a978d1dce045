using Mosaic.Backends;

namespace Mosaic.Index.Turns;

/// <summary>The conversations of one state of the index, with who spoke and when.</summary>
/// <param name="view">The turns.</param>
/// <param name="user">By <see cref="SessionNumbers"/>; null: everyone.</param>
/// <param name="conversations">The user's.</param>
internal sealed class TurnDetails(TurnView view, int? user, Conversations conversations) : IConversationDetails, IDisposable
{
    private SessionSpeakers? _speakers;

    public IEnumerable<int> All => conversations.All;

    public IReadOnlyDictionary<string, int> Speakers => conversations.Speakers;

    public IReadOnlyDictionary<DateOnly, int> Days => conversations.Days;

    public int Sessions => conversations.Sessions;

    public long Turns => conversations.Turns;

    public long Words => conversations.Words;

    public int LastTurn(int session) => conversations.LastTurn(session);

    public long WordsOf(int session) => conversations.WordsOf(session);

    public IReadOnlySet<string> TermsOf(string speaker) => conversations.SpeakerTerms[speaker];

    public Func<int, double> MostOf(IReadOnlyDictionary<string, double> worths) => (_speakers ??= new SessionSpeakers(view, user, worths)).MostOf;

    public bool TryFind(int session, int number, bool withDay, out string? speaker, out DateOnly day)
    {
        (speaker, day) = (null, default);
        if (view.Find(session, number) is not var (leaf, turns, doc))
        {
            return false;
        }

        speaker = turns.Speaker[doc] >= 0 ? turns.Speakers[turns.Speaker[doc]] : null;
        if (withDay)
        {
            day = DateOnly.FromDayNumber((int)leaf.AtomicReader.GetNumericDocValues(IndexFields.Day).Get(doc));
        }

        return true;
    }

    public void Dispose() => _speakers?.Dispose();
}
