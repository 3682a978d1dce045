using System.Diagnostics.CodeAnalysis;
using Mosaic.Memory.Embeddings;
using Mosaic.Memory.Rows;
using Mosaic.Storage.Rows;

namespace Mosaic.Memory.Vectors;

/// <summary>The vectors of one corpus in memory, a byte a number. Searches run beside each other, and wait for who changes them.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "Searches may have it when it is let go; the lock holds nothing but memory.")]
internal sealed class CorpusVectors(CorpusRow corpus)
{
    private const int KeyBytes = 160; // of a text's key in both tables, about

    private readonly ReaderWriterLockSlim _lock = new();
    private readonly QuantizedVectors _vectors = new(corpus.Dimensions);
    private readonly List<byte[]?> _texts = [];
    private readonly Dictionary<byte[], int> _ids = new(RowKeyComparer.Instance);

    public string Model => corpus.Model;

    public byte Slot => corpus.Slot;

    /// <summary>About what they take.</summary>
    public long Bytes => _texts.Count * (long)(corpus.Dimensions + KeyBytes);

    /// <summary>When it was searched last, by the counter of searches.</summary>
    public long Used { get; set; }

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

    /// <summary>The texts that are most like a vector, best first.</summary>
    /// <param name="query">One long.</param>
    /// <param name="count">At most so many.</param>
    /// <param name="admits">Which keys may be found.</param>
    public List<(byte[] Text, float Similarity)> Top(ReadOnlySpan<float> query, int count, Func<byte[], bool> admits)
    {
        _lock.EnterReadLock();
        try
        {
            var found = new List<(byte[] Text, float Similarity)>();
            foreach (var (id, similarity) in _vectors.Top(query, count, Environment.ProcessorCount))
            {
                if (admits(_texts[id]!))
                {
                    found.Add((_texts[id]!, similarity));
                }
            }

            return found;
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    /// <summary>How like a vector a text is.</summary>
    /// <returns>null: it has no vector.</returns>
    public float? Similarity(byte[] text, ReadOnlySpan<float> query)
    {
        _lock.EnterReadLock();
        try
        {
            return _ids.TryGetValue(text, out var id) ? _vectors.Similarity(id, query) : null;
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    private void Set(byte[] text, float[]? vector)
    {
        if (_ids.TryGetValue(text, out var id))
        {
            if (vector is null)
            {
                _vectors.Remove(id);
                _ids.Remove(text);
                _texts[id] = null;
                return;
            }
        }
        else if (vector is null)
        {
            return;
        }
        else
        {
            id = _texts.Count;
            _texts.Add(text);
            _ids.Add(text, id);
        }

        _vectors.Add(id, vector);
    }
}
