using Mosaic.Memory.Rows;

namespace Mosaic.Memory.Vectors;

/// <summary>
/// The corpora whose vectors are in memory: those that were searched last, within a bound that holds when one is read and when one
/// grows. The one that was searched last stays even if it alone is larger: its next search would read it again.
/// </summary>
internal sealed class VectorMemory(CorpusTexts texts, long bytesMax)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, CorpusVectors> _corpora = new(StringComparer.Ordinal);
    private long _uses;
    private long _bytes;

    /// <summary>About what all of them take.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
            {
                return _bytes;
            }
        }
    }

    /// <summary>The vectors of a corpus, read from their rows when they are not in memory.</summary>
    public CorpusVectors Load(string corpus, CorpusRow row)
    {
        CorpusVectors? vectors;
        var fresh = false;
        lock (_gate)
        {
            if (!_corpora.TryGetValue(corpus, out vectors) || vectors.Model != row.Model || vectors.Slot != row.Slot)
            {
                LetGo(corpus);
                vectors = new CorpusVectors(row);
                vectors.BeginLoad();
                _corpora.Add(corpus, vectors);
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

            Bound(corpus, vectors);
        }

        return vectors;
    }

    /// <summary>A vector was written, or taken away.</summary>
    public void Put(string corpus, CorpusRow row, byte[] text, float[]? vector)
    {
        if (Find(corpus) is { } vectors && vectors.Model == row.Model && vectors.Slot == row.Slot)
        {
            vectors.Put(text, vector);
            Bound(corpus, vectors);
        }
    }

    /// <summary>A text is gone, whosever it was.</summary>
    public void Remove(byte[] text)
    {
        KeyValuePair<string, CorpusVectors>[] all;
        lock (_gate)
        {
            all = [.. _corpora];
        }

        foreach (var (corpus, vectors) in all)
        {
            vectors.Put(text, null);
            Bound(corpus, vectors);
        }
    }

    public void Drop(string corpus)
    {
        lock (_gate)
        {
            LetGo(corpus);
        }
    }

    public void DropAll()
    {
        lock (_gate)
        {
            _corpora.Clear();
            _bytes = 0;
        }
    }

    private CorpusVectors? Find(string corpus)
    {
        lock (_gate)
        {
            return _corpora.GetValueOrDefault(corpus);
        }
    }

    /// <summary>Counts what a corpus takes now, and lets go of those that were searched longest ago; searches that have them go on with them.</summary>
    private void Bound(string corpus, CorpusVectors vectors)
    {
        lock (_gate)
        {
            if (_corpora.GetValueOrDefault(corpus) != vectors)
            {
                return;
            }

            _bytes += vectors.Bytes - vectors.Counted;
            vectors.Counted = vectors.Bytes;
            while (_bytes > bytesMax && _corpora.Count > 1)
            {
                LetGo(_corpora.MinBy(static entry => entry.Value.Used).Key);
            }
        }
    }

    private void LetGo(string corpus)
    {
        if (_corpora.Remove(corpus, out var vectors))
        {
            _bytes -= vectors.Counted;
        }
    }
}
