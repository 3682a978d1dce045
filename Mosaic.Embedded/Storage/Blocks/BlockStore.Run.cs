namespace Mosaic.Storage.Blocks;

/// <content>Reading neighbours at once, for scans.</content>
internal sealed partial class BlockStore
{
    private const int RunBytesMax = 16 * Block.TargetBytes;

    /// <summary>
    /// Reads the block whose range holds <paramref name="key"/>, else the first behind it, and its neighbours; one at least,
    /// if any begins before <paramref name="to"/>, the others while they are small.
    /// </summary>
    /// <param name="key">Where the run begins.</param>
    /// <param name="to">Only blocks that begin before it.</param>
    /// <param name="blocksMax">At most so many.</param>
    /// <param name="run">Receives the blocks in order, and nothing else.</param>
    /// <returns>Where the next block behind the run begins; null when none does before <paramref name="to"/>.</returns>
    public byte[]? ReadRun(ReadOnlySpan<byte> key, ReadOnlySpan<byte> to, int blocksMax, List<Block> run)
    {
        run.Clear();
        var state = State;
        var ids = new List<byte[]>(blocksMax + 1);
        state.Directory.Run(key, to, blocksMax + 1, ids);
        var count = Math.Min(ids.Count, blocksMax);
        if (count > 0 && (count == 1 || state.Passing.TryGet(ids[0], out _) || _damaged.ContainsKey(ids[0])))
        {
            run.Add(Read(ids[0]));
        }

        // Of a damaged block nothing is read again: the run ends before it, the next one begins with it and tells it.
        if (count > run.Count && ids.FindIndex(run.Count, count - run.Count, _damaged.ContainsKey) is >= 0 and var damaged)
        {
            count = damaged;
        }

        if (count > run.Count)
        {
            ReadRange(state, ids, count, run);
            state.Passing.Keep(ids[run.Count - 1], run[^1]);
        }

        return run.Count < ids.Count ? ids[run.Count] : null;
    }

    private void ReadRange(BlockState state, List<byte[]> ids, int count, List<Block> run)
    {
        var bytes = 0;
        try
        {
            while (run.Count < count && bytes <= RunBytesMax && TryReadPage(ids[run.Count], state.Directory.Page(ids[run.Count]), out var rows))
            {
                run.Add(new Block(rows.ToArray()));
                bytes += rows.Length;
            }

            if (run.Count == count || bytes > RunBytesMax)
            {
                return;
            }

            foreach (var (id, content) in Table.ReadRange(ids[run.Count], ids[count - 1], RunBytesMax))
            {
                if (!id.AsSpan().SequenceEqual(ids[run.Count]))
                {
                    break;
                }

                run.Add(new Block(content));
                bytes += content.Length;
                if (run.Count == count || bytes > RunBytesMax)
                {
                    return;
                }
            }

            throw Missing();
        }
        catch (StoreCorruptException exception)
        {
            _damaged[ids[run.Count]] = exception;
            throw;
        }
    }
}
