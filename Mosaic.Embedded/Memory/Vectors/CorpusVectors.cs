using System.Diagnostics.CodeAnalysis;
using Mosaic.Memory.Embeddings;
using Mosaic.Memory.Rows;
using Mosaic.Storage.Rows;

namespace Mosaic.Memory.Vectors;

/// <summary>The vectors of one corpus in memory, a byte a number. Searches run beside each other, and wait for who changes them.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "Searches may have it when it is let go; the lock holds nothing but memory.")]
internal sealed class CorpusVectors(CorpusRow corpus)
{
    private static readonly ConversationWeights Weights = new();

    private const int KeyBytes = 160; // of a text's key in both tables, about
    private const int PlaceBytes = 32; // of a place that waits for another text

    private readonly ReaderWriterLockSlim _lock = new();
    private readonly QuantizedVectors _vectors = new(corpus.Dimensions);
    private readonly List<byte[]?> _texts = [];
    private readonly List<long> _takenAt = []; // by place: the change that gave it to its text
    private readonly Stack<int> _free = [];
    private readonly Dictionary<byte[], int> _ids = new(RowKeyComparer.Instance);
    private readonly SessionOrder _sessions = new();
    private long _changes;

    public string Model => corpus.Model;

    public byte Slot => corpus.Slot;

    /// <summary>About what they take.</summary>
    public long Bytes => (_ids.Count * (long)(corpus.Dimensions + KeyBytes)) + ((_texts.Count - _ids.Count) * (long)PlaceBytes);

    /// <summary>When it was searched last, by the counter of searches. Guarded by who keeps corpora.</summary>
    public long Used { get; set; }

    /// <summary>What who keeps corpora has counted of <see cref="Bytes"/>.</summary>
    public long Counted { get; set; }

    /// <summary>Makes everyone wait until <see cref="Load"/> is done on this thread: what is written meanwhile is put after what was read.</summary>
    public void BeginLoad() => _lock.EnterWriteLock();

    public void Load(IEnumerable<ScannedRow> rows)
    {
        try
        {
            foreach (var (key, value) in rows)
            {
                if (VectorRow.IsOf(value.Span, corpus.Model))
                {
                    Set(VectorKeys.Text(key.Span).ToArray(), VectorRow.Decode(value.Span));
                }
            }
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    /// <param name="text">The text's key.</param>
    /// <param name="vector">null: it has none.</param>
    public void Put(byte[] text, float[]? vector)
    {
        _lock.EnterWriteLock();
        try
        {
            Set(text, vector);
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    /// <summary>What the texts are worth for a query.</summary>
    /// <param name="query">One long.</param>
    public CorpusScores Score(float[] query)
    {
        _lock.EnterReadLock();
        try
        {
            if (_sessions.IsEmpty)
            {
                return new CorpusScores(this, query, _changes, null, null);
            }

            var own = new float[_texts.Count];
            _vectors.Score(query, own, Environment.ProcessorCount);
            var worth = own.ToArray();
            _sessions.Spread(own, worth, Weights);
            return new CorpusScores(this, query, _changes, own, worth);
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    /// <summary>The texts that are most like a query, best first.</summary>
    /// <param name="scores">Of the query.</param>
    /// <param name="count">At most so many.</param>
    /// <param name="admits">Which keys may be found.</param>
    public List<(byte[] Text, float Worth, float Similarity)> Top(CorpusScores scores, int count, Func<byte[], bool> admits)
    {
        _lock.EnterReadLock();
        try
        {
            if (scores is not { Own: { } own, Worth: { } worth })
            {
                return [.. _vectors.Top(scores.Query, count, Environment.ProcessorCount)
                    .Where(near => admits(_texts[near.Id]!)).Select(near => (_texts[near.Id]!, near.Similarity, near.Similarity))];
            }

            var nearest = new NearestVectors(count);
            for (var id = 0; id < worth.Length; id++)
            {
                if (worth[id] > 0 && worth[id] >= nearest.Least && _takenAt[id] <= scores.Changes && _texts[id] is { } text && admits(text))
                {
                    nearest.Add(new NearVector(id, worth[id]));
                }
            }

            return [.. nearest.Take().Select(near => (_texts[near.Id]!, near.Similarity, own[near.Id]))];
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    /// <summary>What a text is worth, and how like the query it is itself.</summary>
    /// <returns>null: it has no vector.</returns>
    public (float Worth, float Similarity)? Find(CorpusScores scores, byte[] text)
    {
        _lock.EnterReadLock();
        try
        {
            return !_ids.TryGetValue(text, out var id) ? null
                : scores is not { Own: { } own, Worth: { } worth } ? _vectors.Similarity(id, scores.Query) is { } similarity ? (similarity, similarity) : null
                : _takenAt[id] <= scores.Changes ? (worth[id], own[id])
                : null;
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    private void Set(byte[] text, float[]? vector)
    {
        if (vector is null)
        {
            Remove(text);
            return;
        }

        if (!_ids.TryGetValue(text, out var id))
        {
            id = Take(text);
        }

        _vectors.Add(id, vector);
    }

    private int Take(byte[] text)
    {
        if (!_free.TryPop(out var id))
        {
            id = _texts.Count;
            _texts.Add(null);
            _takenAt.Add(0);
        }

        _texts[id] = text;
        _takenAt[id] = ++_changes; // what was scored before was scored for another text
        _ids.Add(text, id);
        if (IsTurn(text))
        {
            _sessions.Add(text, id);
        }

        return id;
    }

    private void Remove(byte[] text)
    {
        if (!_ids.Remove(text, out var id))
        {
            return;
        }

        _vectors.Remove(id);
        _texts[id] = null;
        _free.Push(id);
        if (IsTurn(text))
        {
            _sessions.Remove(text, id);
        }
    }

    private static bool IsTurn(byte[] text) => text[0] == (byte)RowTable.Turn;
}
