namespace Mosaic.Memory.Embeddings;

/// <summary>
/// Vectors in memory, a byte a number and a scale for each: what is near a query is found approximately by reading all, to be
/// scored again by what is exact. Grows by chunks of about a mebibyte that never move. For any number of threads; readers wait for
/// a writer.
/// </summary>
internal sealed class QuantizedVectors : IDisposable
{
    private const int ChunkBytes = 1 << 20;

    /// <summary>So many bytes are read by one thread before another is worth its start.</summary>
    private const int AloneBytes = 8 << 20;

    private readonly int _slots;
    private readonly List<VectorChunk> _chunks = [];
    private readonly Dictionary<int, int> _slotOf = [];
    private readonly ReaderWriterLockSlim _lock = new();

    /// <param name="dimensions">Numbers of each vector, 1 to 133,144.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is out of its range.</exception>
    public QuantizedVectors(int dimensions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimensions, ByteProduct.LengthMax);
        Dimensions = dimensions;
        _slots = ChunkBytes / dimensions;
    }

    public int Dimensions { get; }

    public int Count
    {
        get
        {
            using (Reading())
            {
                return _slotOf.Count;
            }
        }
    }

    /// <summary>What the chunks hold, in bytes.</summary>
    public long Bytes
    {
        get
        {
            using (Reading())
            {
                return (long)_chunks.Count * _slots * (Dimensions + sizeof(float) + sizeof(int));
            }
        }
    }

    /// <summary>Adds a vector, or replaces the one with the same id.</summary>
    /// <returns>false: the vector has no direction, it is all zeros, or not all of it is finite. It is not kept, nor is the one that it replaces.</returns>
    /// <exception cref="ArgumentException">It has another number of dimensions.</exception>
    public bool Add(int id, ReadOnlySpan<float> vector)
    {
        var (bytes, scale) = Quantize(vector, nameof(vector));
        if (scale == 0)
        {
            Remove(id);
            return false;
        }

        _lock.EnterWriteLock();
        try
        {
            if (!_slotOf.TryGetValue(id, out var slot))
            {
                slot = _slotOf.Count;
                if (slot == _chunks.Count * _slots)
                {
                    _chunks.Add(new VectorChunk(Dimensions, _slots));
                }

                _slotOf.Add(id, slot);
            }

            _chunks[slot / _slots].Set(slot % _slots, id, scale, bytes);
            return true;
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    /// <summary>Removes a vector: the last one takes its place, and chunks that are no longer needed are let go.</summary>
    /// <returns>false: there is none with the id.</returns>
    public bool Remove(int id)
    {
        _lock.EnterWriteLock();
        try
        {
            if (!_slotOf.Remove(id, out var slot))
            {
                return false;
            }

            var last = _slotOf.Count;
            var from = _chunks[last / _slots];
            if (slot != last)
            {
                _chunks[slot / _slots].Copy(slot % _slots, from, last % _slots);
                _slotOf[from.IdAt(last % _slots)] = slot;
            }

            from.Erase(last % _slots);
            var needed = (last + _slots - 1) / _slots;
            _chunks.RemoveRange(needed, _chunks.Count - needed);
            return true;
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    /// <summary>The vectors with the largest dot product with a query, approximately: of the exact 100 best, all are among the first 200 in practice.</summary>
    /// <param name="query">One with no direction, as of <see cref="Add"/>, finds nothing.</param>
    /// <param name="count">At most so many.</param>
    /// <param name="threads">How many read at once, when there is enough to read.</param>
    /// <returns>Best first; of equal ones the lower id.</returns>
    /// <exception cref="ArgumentException">It has another number of dimensions.</exception>
    public NearVector[] Top(ReadOnlySpan<float> query, int count, int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        var (bytes, scale) = Quantize(query, nameof(query));
        using (Reading())
        {
            if (scale == 0 || count == 0)
            {
                return [];
            }

            var parts = PartsFor(threads);
            if (parts == 1)
            {
                return Scan(bytes, scale, count, 0, 1).Take();
            }

            var found = new NearestVectors[parts];
            Parallel.For(0, parts, part => found[part] = Scan(bytes, scale, count, part, parts));
            for (var part = 1; part < parts; part++)
            {
                found[0].AddAll(found[part]);
            }

            return found[0].Take();
        }
    }

    /// <summary>The dot products of all vectors with a query, approximately.</summary>
    /// <param name="query">One with no direction leaves the scores as they are.</param>
    /// <param name="scores">Filled at the place of each id.</param>
    /// <param name="threads">How many read at once, when there is enough to read.</param>
    /// <exception cref="ArgumentException">The query has another number of dimensions.</exception>
    public void Score(ReadOnlySpan<float> query, float[] scores, int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        var (bytes, scale) = Quantize(query, nameof(query));
        using (Reading())
        {
            if (scale == 0)
            {
                return;
            }

            var parts = PartsFor(threads);
            if (parts == 1)
            {
                ScorePart(0);
            }
            else
            {
                Parallel.For(0, parts, ScorePart);
            }

            void ScorePart(int part)
            {
                for (var chunk = part; chunk < _chunks.Count; chunk += parts)
                {
                    _chunks[chunk].Score(bytes, scale, Math.Min(_slots, _slotOf.Count - (chunk * _slots)), scores);
                }
            }
        }
    }

    /// <summary>The dot product of a vector with a query, approximately.</summary>
    /// <returns>null: there is none with the id.</returns>
    /// <exception cref="ArgumentException">The query has another number of dimensions.</exception>
    public float? Similarity(int id, ReadOnlySpan<float> query)
    {
        var (bytes, scale) = Quantize(query, nameof(query));
        using (Reading())
        {
            return _slotOf.TryGetValue(id, out var slot) ? _chunks[slot / _slots].Similarity(slot % _slots, bytes, scale) : null;
        }
    }

    public void Dispose() => _lock.Dispose();

    private int PartsFor(int threads) => (int)Math.Min(threads, 1 + ((long)_slotOf.Count * Dimensions / AloneBytes));

    private NearestVectors Scan(sbyte[] query, float scale, int count, int part, int parts)
    {
        var nearest = new NearestVectors(count);
        for (var chunk = part; chunk < _chunks.Count; chunk += parts)
        {
            _chunks[chunk].Scan(query, scale, Math.Min(_slots, _slotOf.Count - (chunk * _slots)), nearest);
        }

        return nearest;
    }

    private (sbyte[] Bytes, float Scale) Quantize(ReadOnlySpan<float> vector, string name)
    {
        if (vector.Length != Dimensions)
        {
            throw new ArgumentException($"The vector has {vector.Length} numbers; those beside it have {Dimensions}.", name);
        }

        var bytes = new sbyte[Dimensions];
        return (bytes, SignedBytes.Quantize(vector, bytes));
    }

    private ReadLock Reading()
    {
        _lock.EnterReadLock();
        return new ReadLock(_lock);
    }

    private readonly ref struct ReadLock(ReaderWriterLockSlim held) : IDisposable
    {
        public void Dispose() => held.ExitReadLock();
    }
}
