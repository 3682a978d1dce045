using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Mosaic.Storage.Pages;
using Mosaic.Storage.Rows;

namespace Mosaic.Storage.Blocks;

/// <summary>
/// Rows on disk: ordered by key, packed into blocks. Reads may run beside each other; <see cref="Apply"/> is exclusive.
/// </summary>
internal sealed class BlockStore : IDisposable
{
    private readonly BlockTable _table;
    private readonly BlockDirectory _directory;

    // The blocks read last, by their id's identity: new rows of a collection ask the same last block, over and over, whether
    // their key is there.
    private readonly Recent?[] _recent = new Recent?[64];

    // LiteDB keeps the transaction of a failed read and has a hundred of them: a damaged block is read once.
    private readonly ConcurrentDictionary<byte[], StoreCorruptException> _damaged = [];

    public BlockStore(PageStream data)
    {
        _table = new BlockTable(data);
        _directory = new BlockDirectory(_table.ReadIds());
    }

    public int Blocks => _directory.Count;

    public long UnflushedBytes => _table.UnflushedBytes;

    public bool TryGet(ReadOnlySpan<byte> key, out ReadOnlyMemory<byte> value)
    {
        value = default;
        if (_directory.Find(key, out _) is not { } id)
        {
            return false;
        }

        var block = Read(id);
        var index = block.LowerBound(key);
        if (index == block.Count || block[index] is var row && !row.Key.Span.SequenceEqual(key))
        {
            return false;
        }

        value = row.Value;
        return true;
    }

    /// <summary>The block whose range holds <paramref name="key"/>, and where the next one begins (null: none does).</summary>
    public Block? Find(ReadOnlySpan<byte> key, out byte[]? id, out byte[]? next)
    {
        id = _directory.Find(key, out next);
        return id is null ? null : Read(id);
    }

    public byte[]? Before(ReadOnlySpan<byte> id) => _directory.Before(id);

    /// <param name="id">As <see cref="Find"/> or <see cref="Before"/> gave it.</param>
    public Block Read(byte[] id)
    {
        ref var slot = ref _recent[(uint)RuntimeHelpers.GetHashCode(id) % _recent.Length];
        if (Volatile.Read(ref slot) is { } recent && ReferenceEquals(recent.Id, id))
        {
            return recent.Block;
        }

        if (_damaged.TryGetValue(id, out var damage))
        {
            throw Damaged(damage.Message, damage);
        }

        try
        {
            var bytes = _table.Read(id) ?? throw Damaged("A block of rows is missing.", null);
            var block = new Block(bytes);
            if (bytes.Length <= Block.TargetBytes * 2)
            {
                Volatile.Write(ref slot, new Recent(id, block));
            }

            return block;
        }
        catch (StoreCorruptException exception)
        {
            _damaged[id] = exception;
            throw;
        }
    }

    /// <summary>Applies block changes made by <see cref="BlockMerge"/>, in one LiteDB transaction.</summary>
    public void Apply(IReadOnlyList<BlockChange> changes)
    {
        _table.Apply(changes);
        Array.Clear(_recent);
        foreach (var change in changes)
        {
            if (change.Operation == BlockOperation.Insert)
            {
                _directory.Add(change.Id);
            }
            else if (change.Operation == BlockOperation.Delete)
            {
                _directory.Remove(change.Id);
            }
        }
    }

    /// <summary>Hands what was applied to the data file's changed pages.</summary>
    public void Flush() => _table.Flush();

    public void Dispose() => _table.Dispose();

    private static StoreCorruptException Damaged(string message, Exception? cause) => new(message, cause)
    {
        Operation = "read",
        Hint = "Restore the store from a backup; CheckAsync lists the damage.",
    };

    private sealed record Recent(byte[] Id, Block Block);
}
