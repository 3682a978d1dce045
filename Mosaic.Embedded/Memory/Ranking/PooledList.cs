using System.Buffers;

namespace Mosaic.Memory.Ranking;

/// <summary>A list of plain values in a pooled array: megabytes of them are no garbage. Not thread-safe.</summary>
internal sealed class PooledList<T> : IDisposable
    where T : unmanaged
{
    private const int First = 256;

    private T[] _items = ArrayPool<T>.Shared.Rent(First);

    /// <summary>How many there are; raised by whoever wrote into what <see cref="Reserve"/> gave.</summary>
    public int Count { get; set; }

    public ref T this[int place] => ref _items[place];

    /// <summary>Valid until more is added or it is disposed.</summary>
    public ReadOnlyMemory<T> Memory => _items.AsMemory(0, Count);

    /// <summary>Valid until more is added or it is disposed.</summary>
    public ReadOnlySpan<T> Span => _items.AsSpan(0, Count);

    public void Add(in T item)
    {
        Reserve(1)[0] = item;
        Count++;
    }

    /// <summary>Makes room for more.</summary>
    /// <param name="more">So many.</param>
    /// <param name="expected">So many if it has to grow: what there is then need not be copied again.</param>
    /// <returns>The room behind what there is, at least so much.</returns>
    public Span<T> Reserve(int more, int expected = 0)
    {
        if (Count + more > _items.Length)
        {
            var larger = ArrayPool<T>.Shared.Rent(Math.Max(Count + Math.Max(more, expected), 2 * Count));
            _items.AsSpan(0, Count).CopyTo(larger);
            ArrayPool<T>.Shared.Return(_items);
            _items = larger;
        }

        return _items.AsSpan(Count);
    }

    public void Dispose() => ArrayPool<T>.Shared.Return(_items);
}
