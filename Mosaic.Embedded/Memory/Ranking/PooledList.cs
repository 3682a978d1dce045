using System.Buffers;

namespace Mosaic.Memory.Ranking;

/// <summary>A list of plain values in a pooled array: megabytes of them are no garbage. Not thread-safe.</summary>
internal sealed class PooledList<T> : IDisposable
    where T : unmanaged
{
    private const int First = 256;

    private T[] _items = ArrayPool<T>.Shared.Rent(First);

    public int Count { get; private set; }

    public ref T this[int place] => ref _items[place];

    /// <summary>Valid until more is added or it is disposed.</summary>
    public ReadOnlyMemory<T> Memory => _items.AsMemory(0, Count);

    /// <summary>Valid until more is added or it is disposed.</summary>
    public ReadOnlySpan<T> Span => _items.AsSpan(0, Count);

    public void Add(in T item)
    {
        Reserve(1);
        _items[Count++] = item;
    }

    /// <summary>Makes room for more.</summary>
    public void Reserve(int more)
    {
        if (Count + more <= _items.Length)
        {
            return;
        }

        var larger = ArrayPool<T>.Shared.Rent(Math.Max(Count + more, 2 * Count));
        _items.AsSpan(0, Count).CopyTo(larger);
        ArrayPool<T>.Shared.Return(_items);
        _items = larger;
    }

    public void Dispose() => ArrayPool<T>.Shared.Return(_items);
}
