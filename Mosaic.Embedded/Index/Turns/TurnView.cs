using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Lucene.Net.Index;

namespace Mosaic.Index.Turns;

/// <summary>The turns of one state of the index: its segments, and the conversations of the users who searched it.</summary>
internal sealed class TurnView
{
    private const int UsersMax = 256;
    private static readonly ConditionalWeakTable<IndexReader, TurnView> Known = [];

    private readonly ConcurrentDictionary<int, Conversations> _users = [];
    private Conversations? _everyone;

    private TurnView(IndexReader reader, SessionNumbers numbers)
    {
        Numbers = numbers;
        Segments = [.. reader.Leaves.Select(leaf => (leaf, TurnSegment.Of(leaf.AtomicReader, numbers))).Where(static it => !it.Item2.IsEmpty)];
    }

    public SessionNumbers Numbers { get; }

    public (AtomicReaderContext Leaf, TurnSegment Turns)[] Segments { get; }

    public static TurnView Of(IndexReader reader, SessionNumbers numbers) => Known.GetValue(reader, _ => new TurnView(reader, numbers));

    /// <param name="user">null: everyone's.</param>
    public Conversations ConversationsOf(int? user)
    {
        if (user is not { } number)
        {
            return _everyone ??= new Conversations(Segments.Select(static it => it.Turns), null, Numbers);
        }

        if (_users.Count >= UsersMax)
        {
            _users.Clear();
        }

        return _users.GetOrAdd(number, _ => new Conversations(Segments.Select(static it => it.Turns), number, Numbers));
    }

    /// <summary>Where a turn is; null when this state does not have it.</summary>
    public (AtomicReaderContext Leaf, TurnSegment Turns, int Doc)? Find(int session, int number)
    {
        // The newest first: what was written last is asked for most.
        for (var i = Segments.Length - 1; i >= 0; i--)
        {
            var (leaf, turns) = Segments[i];
            if (turns.Find(session, number, leaf.AtomicReader.LiveDocs) is var doc and >= 0)
            {
                return (leaf, turns, doc);
            }
        }

        return null;
    }
}
