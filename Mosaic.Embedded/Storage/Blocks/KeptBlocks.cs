using System.Runtime.CompilerServices;

namespace Mosaic.Storage.Blocks;

/// <summary>
/// Blocks that were read lately, by the identity of their id. Any thread may keep and find; what was kept is true of one
/// <see cref="BlockState"/> and goes into the next one changed, so that it is never read again for having been written.
/// </summary>
internal sealed class KeptBlocks(int size)
{
    private readonly Kept?[] _slots = new Kept?[size];
    private readonly byte[]?[] _asked = new byte[]?[size];

    public bool TryGet(byte[] id, out Block block)
    {
        if (Volatile.Read(ref Slot(id)) is { } kept && ReferenceEquals(kept.Id, id))
        {
            block = kept.Block;
            return true;
        }

        block = default;
        return false;
    }

    /// <summary>Whether no other block of its place was asked for since: then it is worth keeping.</summary>
    public bool IsAskedAgain(byte[] id)
    {
        ref var asked = ref _asked[Place(id)];
        return ReferenceEquals(Interlocked.Exchange(ref asked, id), id);
    }

    public void Keep(byte[] id, in Block block)
    {
        if (block.Bytes <= Block.TargetBytes * 2)
        {
            Volatile.Write(ref Slot(id), new Kept(id, block));
        }
    }

    /// <summary>What is kept after <paramref name="changes"/>: of blocks that were not, only those split off from one that was.</summary>
    public KeptBlocks With(IReadOnlyList<BlockChange> changes)
    {
        var next = new KeptBlocks(_slots.Length);
        _slots.CopyTo(next._slots, 0);
        var wasKept = false;
        foreach (var change in changes)
        {
            if (change.Operation != BlockOperation.Insert)
            {
                wasKept = TryGet(change.Id, out _);
            }

            if (wasKept)
            {
                next.Drop(change.Id);
                if (change.Operation != BlockOperation.Delete)
                {
                    next.Keep(change.Id, new Block(change.Payload));
                }
            }
        }

        return next;
    }

    private void Drop(byte[] id)
    {
        ref var slot = ref Slot(id);
        if (slot is { } kept && ReferenceEquals(kept.Id, id))
        {
            slot = null;
        }
    }

    private ref Kept? Slot(byte[] id) => ref _slots[Place(id)];

    private int Place(byte[] id) => (int)((uint)RuntimeHelpers.GetHashCode(id) % _slots.Length);

    private sealed record Kept(byte[] Id, Block Block);
}
