using Mosaic.Memory.Rows;

namespace Mosaic.Memory.Vectors;

/// <summary>The corpora whose vectors are in memory: those that were searched last, within a bound.</summary>
internal sealed class VectorMemory(CorpusTexts texts, long bytesMax)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, CorpusVectors> _corpora = new(StringComparer.Ordinal);
    private long _uses;

    /// <summary>The vectors of a corpus, read from their rows when they are not in memory.</summary>
    public CorpusVectors Load(string corpus, CorpusRow row)
    {
        CorpusVectors? vectors;
        var fresh = false;
        lock (_gate)
        {
            if (!_corpora.TryGetValue(corpus, out vectors) || vectors.Model != row.Model || vectors.Slot != row.Slot)
            {
                vectors = new CorpusVectors(row);
                vectors.BeginLoad();
                _corpora[corpus] = vectors;
                fresh = true;
            }

            vectors.Used = ++_uses;
        }

        if (fresh)
        {
            try
            {
                vectors.Load(texts.Vectors(corpus, row.Slot));
            }
            catch
            {
                Drop(corpus);
                throw;
            }

            lock (_gate)
            {
                Bound(corpus);
            }
        }

        return vectors;
    }

    /// <summary>A vector was written, or taken away.</summary>
    public void Put(string corpus, CorpusRow row, byte[] text, float[]? vector)
    {
        if (Find(corpus) is { } vectors && vectors.Model == row.Model && vectors.Slot == row.Slot)
        {
            vectors.Put(text, vector);
        }
    }

    /// <summary>A text is gone, whosever it was.</summary>
    public void Remove(byte[] text)
    {
        CorpusVectors[] all;
        lock (_gate)
        {
            all = [.. _corpora.Values];
        }

        foreach (var vectors in all)
        {
            vectors.Put(text, null);
        }
    }

    public void Drop(string corpus)
    {
        lock (_gate)
        {
            _corpora.Remove(corpus);
        }
    }

    private CorpusVectors? Find(string corpus)
    {
        lock (_gate)
        {
            return _corpora.GetValueOrDefault(corpus);
        }
    }

    /// <summary>Lets go of those that were searched longest ago; searches that have them go on with them.</summary>
    private void Bound(string but)
    {
        var bytes = _corpora.Values.Sum(static vectors => vectors.Bytes);
        foreach (var (corpus, vectors) in _corpora.Where(entry => entry.Key != but).OrderBy(static entry => entry.Value.Used).ToList())
        {
            if (bytes <= bytesMax)
            {
                return;
            }

            bytes -= vectors.Bytes;
            _corpora.Remove(corpus);
        }
    }
}
