using Mosaic.Backends;
using Mosaic.Postgres.Memory.Vectors;

namespace Mosaic.Postgres.Memory.Search;

/// <summary>What the texts of a part are like a query, and what its turns are worth with those around them.</summary>
/// <param name="query">The query.</param>
/// <param name="isExact">By floats; otherwise by bytes.</param>
internal sealed class VectorScores(VectorQuery query, bool isExact)
{
    private static readonly ConversationWeights Weights = new();

    private readonly Dictionary<(long Session, int Number), (float Worth, float Similarity)> _turns = [];
    private readonly Dictionary<TextKey, float> _texts = [];
    private readonly PriorityQueue<TextKey, float> _worstFirst = new();

    /// <summary>So many texts that stand alone are kept, beside those that are asked for; a user's insights are hardly more.</summary>
    public const int TextsMax = 4096;

    public VectorQuery Query => query;

    public bool IsExact => isExact;

    public bool IsOf(Candidate candidate) => candidate.Key is { IsDocument: var isDocument } ? isDocument == (query.Part == 0) : query.Part > 0;

    /// <summary>Turns of one session, in its order.</summary>
    public void AddSession(long session, List<(int Number, float Similarity)> turns)
    {
        var own = turns.ConvertAll(static turn => turn.Similarity).ToArray();
        var worth = new float[own.Length];
        TurnNeighbours.Weigh(own, worth, Weights);
        for (var i = 0; i < own.Length; i++)
        {
            _turns[(session, turns[i].Number)] = (worth[i], own[i]);
        }
    }

    /// <summary>A text that stands alone.</summary>
    /// <param name="key">Which.</param>
    /// <param name="similarity">To the query.</param>
    /// <param name="wanted">Those that are kept, however far.</param>
    public void AddText(TextKey key, float similarity, IReadOnlySet<TextKey> wanted)
    {
        if (wanted.Contains(key))
        {
            _texts[key] = similarity;
        }
        else if (_worstFirst.Count < TextsMax)
        {
            _worstFirst.Enqueue(key, similarity);
            _texts[key] = similarity;
        }
        else if (_worstFirst.TryPeek(out _, out var least) && similarity > least)
        {
            _texts.Remove(_worstFirst.EnqueueDequeue(key, similarity));
            _texts[key] = similarity;
        }
    }

    /// <returns>null: it has no vector.</returns>
    public (float Worth, float Similarity)? Find(TextKey? key, long session, int number) =>
        key is { } text ? _texts.TryGetValue(text, out var similarity) ? (similarity, similarity) : null
        : _turns.TryGetValue((session, number), out var turn) ? turn
        : null;

    /// <summary>All that are worth something, best first.</summary>
    public List<(TextKey? Key, long Session, int Number, float Worth, float Similarity)> Ranked()
    {
        var all = new List<(TextKey? Key, long Session, int Number, float Worth, float Similarity)>(_turns.Count + _texts.Count);
        foreach (var ((session, number), (worth, similarity)) in _turns)
        {
            if (worth > 0)
            {
                all.Add((null, session, number, worth, similarity));
            }
        }

        foreach (var (key, similarity) in _texts)
        {
            if (similarity > 0)
            {
                all.Add((key, 0, 0, similarity, similarity));
            }
        }

        all.Sort(static (left, right) =>
            right.Worth != left.Worth ? right.Worth.CompareTo(left.Worth)
            : left.Key is { } one && right.Key is { } other ? one.CompareTo(other)
            : left.Key is null != right.Key is null ? (left.Key is null ? 1 : -1)
            : left.Session != right.Session ? left.Session.CompareTo(right.Session)
            : left.Number.CompareTo(right.Number));
        return all;
    }
}
