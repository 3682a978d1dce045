namespace Mosaic.Storage.Blocks;

/// <summary>
/// The lower bounds of all blocks in order, in memory: finding a row's block costs no read, and a miss reads one LiteDB
/// document. About 70 bytes a block, 3 MB for a million documents of 300 bytes.
/// </summary>
internal sealed class BlockDirectory
{
    private const int ChunkMax = 1024;
    private readonly List<List<byte[]>> _chunks = [];

    public BlockDirectory(List<byte[]> ids)
    {
        ids.Sort(static (a, b) => a.AsSpan().SequenceCompareTo(b));
        foreach (var chunk in ids.Chunk(ChunkMax / 2))
        {
            _chunks.Add([.. chunk]);
        }
    }

    public int Count => _chunks.Sum(static chunk => chunk.Count);

    /// <summary>The block that holds <paramref name="key"/> if any does, and the next one's lower bound.</summary>
    public byte[]? Find(ReadOnlySpan<byte> key, out byte[]? next)
    {
        next = null;
        if (_chunks.Count == 0)
        {
            return null;
        }

        var (chunk, index) = Floor(key);
        if (chunk < 0)
        {
            next = _chunks[0][0];
            return null;
        }

        next = index + 1 < _chunks[chunk].Count ? _chunks[chunk][index + 1]
            : chunk + 1 < _chunks.Count ? _chunks[chunk + 1][0] : null;
        return _chunks[chunk][index];
    }

    /// <summary>The block before <paramref name="id"/>; null for the first.</summary>
    public byte[]? Before(ReadOnlySpan<byte> id)
    {
        var (chunk, index) = Floor(id);
        return chunk < 0 ? null
            : index > 0 ? _chunks[chunk][index - 1]
            : chunk > 0 ? _chunks[chunk - 1][^1] : null;
    }

    public void Add(byte[] id)
    {
        if (_chunks.Count == 0)
        {
            _chunks.Add([id]);
            return;
        }

        var (chunk, index) = Floor(id);
        if (chunk < 0)
        {
            chunk = 0;
        }

        var list = _chunks[chunk];
        list.Insert(index + 1, id);
        if (list.Count > ChunkMax)
        {
            // Appending fills chunks; inserting elsewhere halves them.
            var keep = index + 1 == list.Count - 1 && chunk == _chunks.Count - 1 ? ChunkMax : ChunkMax / 2;
            _chunks.Insert(chunk + 1, list.GetRange(keep, list.Count - keep));
            list.RemoveRange(keep, list.Count - keep);
        }
    }

    public void Remove(ReadOnlySpan<byte> id)
    {
        var (chunk, index) = Floor(id);
        _chunks[chunk].RemoveAt(index);
        if (_chunks[chunk].Count == 0)
        {
            _chunks.RemoveAt(chunk);
        }
    }

    private (int Chunk, int Index) Floor(ReadOnlySpan<byte> key)
    {
        int low = 0, high = _chunks.Count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_chunks[middle][0].AsSpan().SequenceCompareTo(key) <= 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        var chunk = low - 1;
        if (chunk < 0)
        {
            return (-1, -1);
        }

        var list = _chunks[chunk];
        low = 0;
        high = list.Count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (list[middle].AsSpan().SequenceCompareTo(key) <= 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return (chunk, low - 1);
    }
}
