using Mosaic.Storage.Rows;

namespace Mosaic.Storage.Blocks;

/// <summary>
/// Turns sorted row changes into block changes: reads the blocks concerned, merges, splits what grew too large, drops what
/// became empty and joins what became small with its left neighbour. Reads the store; changes nothing.
/// </summary>
internal sealed class BlockMerge(BlockStore store)
{
    private const int SmallBytes = Block.TargetBytes / 4;
    private const int JoinedBytes = Block.TargetBytes * 3 / 4;

    private static readonly byte[] FirstId = [0];

    private readonly List<BlockRow> _merged = [];

    // More rows of the block that was merged last come in the next slice: until this one is applied they cannot be merged.
    private bool _cut;

    /// <summary>Block changes for rows that <paramref name="rows"/> yields in ascending key order, from its current one on.</summary>
    /// <param name="rows">Stands on a row; is left standing on the first that was not used.</param>
    /// <param name="blocksMax">Stops after about as many blocks.</param>
    /// <param name="changes">Receives them.</param>
    /// <returns>False when <paramref name="rows"/> is used up.</returns>
    public bool Next(IEnumerator<RowChange> rows, int blocksMax, List<BlockChange> changes)
    {
        var more = true;
        byte[]? lastId = null;
        _cut = false;
        while (more && !_cut && changes.Count < blocksMax)
        {
            var block = store.Find(rows.Current.Key.Span, out var id, out var next);
            var joinable = MergeOne(block, rows, next, blocksMax - changes.Count, out more, out var append);
            if (_merged.Count == 0 && id is not null && !id.AsSpan().SequenceEqual(FirstId))
            {
                changes.Add(new BlockChange(BlockOperation.Delete, id, []));
            }
            else if (id is null || !joinable || Bytes() >= SmallBytes || !TryJoin(id, lastId, changes))
            {
                Pack(id ?? FirstId, exists: id is not null, append, changes);
            }

            lastId = changes[^1].Id;
        }

        return more;
    }

    /// <summary>
    /// Fills <see cref="_merged"/>. A block may take many more rows than it holds, the last one all that is appended: what
    /// fills more than <paramref name="blocksMax"/> is left for the next slice.
    /// </summary>
    /// <returns>True when the block lost rows.</returns>
    private bool MergeOne(Block? block, IEnumerator<RowChange> rows, byte[]? next, int blocksMax, out bool more, out bool append)
    {
        var bytesMax = (long)blocksMax * Block.TargetBytes;
        var taken = 0L;
        _merged.Clear();
        append = true;
        more = true;
        var index = 0;
        var count = block?.Count ?? 0;
        var lost = false;
        while (more && (next is null || rows.Current.Key.Span.SequenceCompareTo(next) < 0))
        {
            if (taken >= bytesMax)
            {
                _cut = true;
                break;
            }

            var change = rows.Current;
            while (index < count && block!.Value[index] is var row && row.Key.Span.SequenceCompareTo(change.Key.Span) < 0)
            {
                _merged.Add(row);
                index++;
            }

            if (index < count)
            {
                append = false;
                if (block!.Value[index].Key.Span.SequenceEqual(change.Key.Span))
                {
                    index++;
                    lost |= change.Value is null;
                }
            }

            if (change.Value is { } value)
            {
                _merged.Add(new BlockRow(change.Key, value));
                taken += Block.RowBytes(change.Key.Length, value.Length);
            }

            more = rows.MoveNext();
        }

        for (; index < count; index++)
        {
            _merged.Add(block!.Value[index]);
        }

        return lost;
    }

    private void Pack(byte[] id, bool exists, bool append, List<BlockChange> changes)
    {
        var rows = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_merged);
        var total = Bytes();
        var parts = (total + Block.TargetBytes - 1) / Block.TargetBytes;
        // Rows that arrive in order fill their blocks; others leave room in each for the next.
        var limit = append || parts <= 1 ? Block.TargetBytes : Math.Min(Block.TargetBytes, (total / parts) + 64);
        do
        {
            int size = 0, count = 0;
            while (count < rows.Length && (count == 0 || size + Size(rows[count]) <= limit))
            {
                size += Size(rows[count++]);
            }

            var operation = exists ? BlockOperation.Update : BlockOperation.Insert;
            changes.Add(new BlockChange(operation, id, Block.Pack(rows[..count])));
            rows = rows[count..];
            if (!rows.IsEmpty)
            {
                id = rows[0].Key.ToArray();
                exists = false;
            }
        }
        while (!rows.IsEmpty);
    }

    private bool TryJoin(byte[] id, byte[]? lastId, List<BlockChange> changes)
    {
        // A left neighbour that changes in this round as well is left alone: its bytes are not in the store yet.
        if (store.Before(id) is not { } left || lastId is not null && lastId.AsSpan().SequenceCompareTo(left) >= 0)
        {
            return false;
        }

        var block = store.Read(left);
        var rows = new BlockRow[block.Count + _merged.Count];
        var bytes = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = i < block.Count ? block[i] : _merged[i - block.Count];
            bytes += Size(rows[i]);
        }

        if (bytes > JoinedBytes)
        {
            return false;
        }

        changes.Add(new BlockChange(BlockOperation.Update, left, Block.Pack(rows)));
        changes.Add(new BlockChange(BlockOperation.Delete, id, []));
        return true;
    }

    private int Bytes()
    {
        var bytes = 0;
        foreach (var row in _merged)
        {
            bytes += Size(row);
        }

        return bytes;
    }

    private static int Size(BlockRow row) => Block.RowBytes(row.Key.Length, row.Value.Length);
}
