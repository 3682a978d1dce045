using Mosaic.Backends;
using Mosaic.Memory.Rows;

namespace Mosaic.Memory.Vectors;

/// <summary>Which vectors are of turns that stand beside each other. Guarded by who has it.</summary>
internal sealed class SessionOrder
{
    private readonly Dictionary<string, List<(long Number, int Id)>> _sessions = new(StringComparer.Ordinal);

    public bool IsEmpty => _sessions.Count == 0;

    public void Add(byte[] turn, int id)
    {
        var session = MemoryKeys.TurnSession(turn);
        if (!_sessions.TryGetValue(session, out var turns))
        {
            _sessions.Add(session, turns = []);
        }

        var entry = (MemoryKeys.TurnNumber(turn), id);
        if (turns.Count == 0 || turns[^1].Number < entry.Item1)
        {
            turns.Add(entry);
        }
        else
        {
            turns.Insert(~turns.BinarySearch(entry), entry);
        }
    }

    public void Remove(byte[] turn, int id)
    {
        var session = MemoryKeys.TurnSession(turn);
        var turns = _sessions[session];
        turns.RemoveAt(turns.BinarySearch((MemoryKeys.TurnNumber(turn), id)));
        if (turns.Count == 0)
        {
            _sessions.Remove(session);
        }
    }

    /// <summary>What turns are worth with those around them and their session, as the words of a <see cref="ConversationScorer"/> are.</summary>
    /// <param name="own">The similarity of each vector, by id.</param>
    /// <param name="worth">Filled for turns.</param>
    /// <param name="weights">How much what stands around counts.</param>
    public void Spread(float[] own, float[] worth, ConversationWeights weights)
    {
        var (from, to) = (Array.Empty<float>(), Array.Empty<float>());
        foreach (var turns in _sessions.Values)
        {
            if (from.Length < turns.Count)
            {
                (from, to) = (new float[2 * turns.Count], new float[2 * turns.Count]);
            }

            for (var i = 0; i < turns.Count; i++)
            {
                from[i] = own[turns[i].Id];
            }

            TurnNeighbours.Weigh(from.AsSpan(0, turns.Count), to, weights);
            for (var i = 0; i < turns.Count; i++)
            {
                worth[turns[i].Id] = to[i];
            }
        }
    }
}
