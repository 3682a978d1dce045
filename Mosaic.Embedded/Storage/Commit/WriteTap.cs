namespace Mosaic.Storage.Commit;

/// <summary>Notes which rows are written while a copy is made, until the copy has read them again. In memory, bounded.</summary>
internal sealed class WriteTap
{
    private const int KeysMax = 4_000_000;

    private readonly Lock _gate = new();
    private readonly Queue<(long Sequence, byte[][] Keys)> _frames = new();
    private int _count;
    private bool _lost;

    /// <summary>How many are noted.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Rows of units that readers are about to see.</summary>
    public void Add(List<byte[]> keys, long sequence)
    {
        lock (_gate)
        {
            if (_lost)
            {
                return;
            }

            if (_count > KeysMax)
            {
                _lost = true;
                _frames.Clear();
                return;
            }

            _frames.Enqueue((sequence, [.. keys]));
            _count += keys.Count;
        }
    }

    /// <summary>Takes the keys of the oldest units, none of a later one than <paramref name="sequence"/>.</summary>
    /// <exception cref="MosaicException">Nobody took any for too long.</exception>
    public HashSet<byte[]> Take(long sequence, int keysMax)
    {
        var keys = new HashSet<byte[]>(Rows.RowKeyComparer.Instance);
        lock (_gate)
        {
            if (_lost)
            {
                throw new MosaicException($"More than {KeysMax:N0} rows were written while a copy waited.")
                {
                    Operation = "transfer",
                    Hint = "Make the copy again, where it is written faster or while less is written to the store.",
                    IsTransient = true,
                };
            }

            while (keys.Count < keysMax && _frames.TryPeek(out var frame) && frame.Sequence <= sequence)
            {
                _frames.Dequeue();
                _count -= frame.Keys.Length;
                keys.UnionWith(frame.Keys);
            }
        }

        return keys;
    }
}
