using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Lucene.Net.Index;
using Lucene.Net.Util;

namespace Mosaic.Index.Turns;

/// <summary>
/// The turns of one segment as arrays: a segment never changes, so they are made once, when it is first searched or when a merge
/// has made it. Turns that are deleted later are in them until a merge drops them.
/// </summary>
internal sealed class TurnSegment
{
    public const int NoTurn = -1;

    private static readonly ConditionalWeakTable<object, TurnSegment> Known = [];

    private readonly Dictionary<int, SessionPart> _bySession = [];

    private TurnSegment(AtomicReader reader, SessionNumbers numbers)
    {
        var sessions = reader.GetSortedDocValues(IndexFields.TurnSession);
        if (sessions is null)
        {
            return;
        }

        var users = reader.GetSortedDocValues(IndexFields.User);
        Session = new int[reader.MaxDoc];
        Number = new int[reader.MaxDoc];
        Speaker = new int[reader.MaxDoc];
        Length = new int[reader.MaxDoc];
        ReadTurns(reader, sessions, users, numbers);
        Speakers = ReadSpeakers(reader);
        Order(reader, numbers);
    }

    /// <summary>By document; <see cref="NoTurn"/>: it is no turn.</summary>
    public int[] Session { get; } = [];

    public int[] Number { get; } = [];

    /// <summary>By document; how many words it has.</summary>
    public int[] Length { get; } = [];

    /// <summary>By document; the number of its speaker in <see cref="Speakers"/>, or less than 0.</summary>
    public int[] Speaker { get; } = [];

    public string[] Speakers { get; } = [];

    /// <summary>Documents that are turns, by session and number.</summary>
    public int[] Ordered { get; private set; } = [];

    public bool IsEmpty => Ordered.Length == 0;

    /// <summary>By the user's number in <see cref="SessionNumbers"/>.</summary>
    public Dictionary<int, UserPart> Users { get; } = [];

    /// <summary>Whether it has turns of a user.</summary>
    /// <param name="user">null: of anyone.</param>
    public bool Has(int? user) => user is not { } one || Users.ContainsKey(one);

    /// <summary>Whether it has turns of no other.</summary>
    /// <param name="user">null: of anyone.</param>
    public bool IsOf(int? user) => user is null || (Users.Count == 1 && Has(user));

    /// <param name="user">null: everyone's.</param>
    public IEnumerable<SessionPart> PartsOf(int? user) =>
        user is not { } one ? Users.Values.SelectMany(static part => part.Sessions)
        : Users.TryGetValue(one, out var part) ? part.Sessions
        : [];

    public static TurnSegment Of(AtomicReader reader, SessionNumbers numbers) =>
        Known.GetValue(reader.CoreCacheKey, _ => new TurnSegment(reader, numbers));

    /// <summary>The document of a turn; -1: the segment has none.</summary>
    /// <param name="session">By <see cref="SessionNumbers"/>.</param>
    /// <param name="number">The turn's number.</param>
    /// <param name="live">null: every document is.</param>
    public int Find(int session, int number, IBits? live)
    {
        if (!_bySession.TryGetValue(session, out var part))
        {
            return -1;
        }

        var (low, high) = (part.First, part.First + part.Turns - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var found = Number[Ordered[middle]];
            if (found == number)
            {
                return FindLive(middle, part, number, live);
            }

            (low, high) = found < number ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }

    /// <summary>A turn that was put again is there twice until a merge, and deleted once.</summary>
    private int FindLive(int at, in SessionPart part, int number, IBits? live)
    {
        while (at > part.First && Number[Ordered[at - 1]] == number)
        {
            at--;
        }

        for (; at < part.First + part.Turns && Number[Ordered[at]] == number; at++)
        {
            if (live?.Get(Ordered[at]) != false)
            {
                return Ordered[at];
            }
        }

        return -1;
    }

    private void ReadTurns(AtomicReader reader, SortedDocValues sessions, SortedDocValues users, SessionNumbers numbers)
    {
        var live = reader.LiveDocs;
        var places = reader.GetNumericDocValues(IndexFields.TurnNumber);
        var speakers = reader.GetSortedDocValues(IndexFields.Speaker);
        var lengths = reader.GetNormValues(IndexFields.Text(MemoryKind.Turn));
        var known = new (int Session, int User)[sessions.ValueCount];
        known.AsSpan().Fill((NoTurn, NoTurn));
        var text = new BytesRef();
        var count = 0;
        for (var doc = 0; doc < Session.Length; doc++)
        {
            var ord = sessions.GetOrd(doc);
            Session[doc] = NoTurn;
            if (ord < 0 || live?.Get(doc) == false)
            {
                continue;
            }

            var user = users.GetOrd(doc);
            if (known[ord].User != user)
            {
                sessions.LookupOrd(ord, text);
                var session = text.Utf8ToString();
                users.LookupOrd(user, text);
                known[ord] = (numbers.Session(session, text.Utf8ToString()), user);
            }

            Session[doc] = known[ord].Session;
            Number[doc] = (int)places.Get(doc);
            Speaker[doc] = speakers?.GetOrd(doc) ?? -1;
            Length[doc] = (int)(lengths?.Get(doc) ?? 0);
            count++;
        }

        Ordered = new int[count];
    }

    private static string[] ReadSpeakers(AtomicReader reader)
    {
        var speakers = reader.GetSortedDocValues(IndexFields.Speaker);
        var names = new string[speakers?.ValueCount ?? 0];
        var text = new BytesRef();
        for (var ord = 0; ord < names.Length; ord++)
        {
            speakers!.LookupOrd(ord, text);
            names[ord] = text.Utf8ToString();
        }

        return names;
    }

    private void Order(AtomicReader reader, SessionNumbers numbers)
    {
        var next = 0;
        for (var doc = 0; doc < Session.Length; doc++)
        {
            if (Session[doc] != NoTurn)
            {
                Ordered[next++] = doc;
            }
        }

        // Mostly in order already: a session's turns are appended one after the other.
        var places = Array.ConvertAll(Ordered, doc => ((long)Session[doc] << 32) | (uint)Number[doc]);
        Array.Sort(places, Ordered);
        AddParts(reader, numbers.UserOf);
    }

    private void AddParts(AtomicReader reader, int[] userOf)
    {
        var days = reader.GetNumericDocValues(IndexFields.Day);
        var speakers = new HashSet<int>();
        for (var at = 0; at < Ordered.Length;)
        {
            var first = at;
            var session = Session[Ordered[first]];
            ref var user = ref CollectionsMarshal.GetValueRefOrAddDefault(Users, userOf[session], out _);
            user ??= new UserPart();
            var words = 0L;
            speakers.Clear();
            for (; at < Ordered.Length && Session[Ordered[at]] == session; at++)
            {
                var doc = Ordered[at];
                words += Length[doc];
                CollectionsMarshal.GetValueRefOrAddDefault(user.Speakers, Speaker[doc], out _)++;
                if (Speaker[doc] >= 0)
                {
                    speakers.Add(Speaker[doc]);
                }

                CollectionsMarshal.GetValueRefOrAddDefault(user.Days, DateOnly.FromDayNumber((int)days.Get(doc)), out _)++;
            }

            var part = new SessionPart(session, first, at - first, words, Number[Ordered[at - 1]], [.. speakers]);
            _bySession.Add(session, part);
            user.Sessions.Add(part);
        }
    }
}
