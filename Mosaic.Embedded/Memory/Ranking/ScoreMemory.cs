using System.Buffers;

namespace Mosaic.Memory.Ranking;

/// <summary>Zeroed floats in pieces of any size, from a few large pooled arrays. Not thread-safe.</summary>
internal sealed class ScoreMemory : IDisposable
{
    private const int FirstFloats = 16 * 1024;
    private const int ChunkFloatsMax = 1024 * 1024;

    private readonly List<float[]> _chunks = [];
    private int _used;

    public ArraySegment<float> Take(int size)
    {
        if (_chunks.Count == 0 || _chunks[^1].Length - _used < size)
        {
            _chunks.Add(ArrayPool<float>.Shared.Rent(Math.Max(size, _chunks.Count == 0 ? FirstFloats : Math.Min(ChunkFloatsMax, 2 * _chunks[^1].Length))));
            _used = 0;
        }

        var piece = new ArraySegment<float>(_chunks[^1], _used, size);
        piece.AsSpan().Clear();
        _used += size;
        return piece;
    }

    public void Dispose()
    {
        _chunks.ForEach(static chunk => ArrayPool<float>.Shared.Return(chunk));
        _chunks.Clear();
    }
}
