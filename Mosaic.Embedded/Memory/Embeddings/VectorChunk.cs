using System.Runtime.CompilerServices;

namespace Mosaic.Memory.Embeddings;

/// <summary>A part of <see cref="QuantizedVectors"/>.</summary>
internal sealed class VectorChunk
{
    private readonly int _dimensions;
    private readonly sbyte[] _bytes;
    private readonly float[] _scales;
    private readonly int[] _ids;

    public VectorChunk(int dimensions, int slots)
    {
        _dimensions = dimensions;
        _bytes = GC.AllocateUninitializedArray<sbyte>(dimensions * slots);
        _scales = new float[slots];
        _ids = new int[slots];
    }

    public int IdAt(int slot) => _ids[slot];

    public void Set(int slot, int id, float scale, ReadOnlySpan<sbyte> bytes)
    {
        _ids[slot] = id;
        _scales[slot] = scale;
        bytes.CopyTo(BytesOf(slot));
    }

    public void Copy(int slot, VectorChunk from, int at) => Set(slot, from._ids[at], from._scales[at], from.BytesOf(at));

    public float Similarity(int slot, ReadOnlySpan<sbyte> query, float scale) => ByteProduct.Of(query, BytesOf(slot)) * (scale * _scales[slot]);

    /// <summary>Nothing of the vector stays in memory.</summary>
    public void Erase(int slot) => Set(slot, 0, 0, new sbyte[_dimensions]);

    /// <param name="query">As signed bytes.</param>
    /// <param name="scale">Of the query.</param>
    /// <param name="used">How many slots have vectors.</param>
    /// <param name="nearest">Takes the best.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Scan(ReadOnlySpan<sbyte> query, float scale, int used, NearestVectors nearest)
    {
        ReadOnlySpan<sbyte> bytes = _bytes;
        for (var slot = 0; slot < used; slot++)
        {
            var similarity = ByteProduct.Of(query, bytes.Slice(slot * _dimensions, _dimensions)) * (scale * _scales[slot]);
            if (similarity >= nearest.Least)
            {
                nearest.Add(new NearVector(_ids[slot], similarity));
            }
        }
    }

    /// <param name="query">As signed bytes.</param>
    /// <param name="scale">Of the query.</param>
    /// <param name="used">How many slots have vectors.</param>
    /// <param name="scores">Filled at the place of each id.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Score(ReadOnlySpan<sbyte> query, float scale, int used, float[] scores)
    {
        ReadOnlySpan<sbyte> bytes = _bytes;
        for (var slot = 0; slot < used; slot++)
        {
            scores[_ids[slot]] = ByteProduct.Of(query, bytes.Slice(slot * _dimensions, _dimensions)) * (scale * _scales[slot]);
        }
    }

    private Span<sbyte> BytesOf(int slot) => _bytes.AsSpan(slot * _dimensions, _dimensions);
}
