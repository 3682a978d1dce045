using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Mosaic.Storage.Pages;
using Mosaic.Storage.Rows;

namespace Mosaic.Storage.Blocks;

/// <summary>
/// Rows on disk: ordered by key, packed into blocks. Reads may run beside each other; <see cref="Apply"/> is exclusive, but
/// for <see cref="TryGetKept"/>, which reads memory alone.
/// </summary>
internal sealed partial class BlockStore : IDisposable
{
    private readonly Lazy<BlockTable> _table;

    // LiteDB keeps the transaction of a failed read and has a hundred of them: a damaged block is read once.
    private readonly ConcurrentDictionary<byte[], StoreCorruptException> _damaged = [];
    private BlockState _state;

    public BlockStore(PageStream data)
    {
        _data = data;
        _table = new Lazy<BlockTable>(() => new BlockTable(data));
        _state = new BlockState(data.Length == 0 ? BlockDirectory.Empty : ReadDirectory());
        data.Seen = Learn;
    }

    public int Blocks => State.Directory.Count;

    /// <summary>How many blocks LiteDB was asked for by id: those that could not be read out of their page.</summary>
    public long Queries => _table.IsValueCreated ? Table.Queries : 0;

    public long UnflushedBytes => _table.IsValueCreated ? Table.UnflushedBytes : 0;

    /// <summary>LiteDB, which takes 80 ms of a process that has not used it: opened when it is first needed.</summary>
    private BlockTable Table => _table.Value;

    private BlockState State => Volatile.Read(ref _state);

    public bool TryGet(ReadOnlySpan<byte> key, [NotNullWhen(true)] out byte[]? value)
    {
        value = null;
        var state = State;
        if (state.Directory.Locate(key, out var page) is not { } id || !TryFind(Read(id, page, state.Points, once: true), key, out var found))
        {
            return false;
        }

        value = found.ToArray();
        return true;
    }

    /// <summary>
    /// Answers from one state of the memory, without LiteDB: this alone may run beside <see cref="Apply"/>, and then answers
    /// as of before or after it.
    /// </summary>
    /// <returns>False when the block has to be read.</returns>
    public bool TryGetKept(ReadOnlySpan<byte> key, out bool found, out ReadOnlyMemory<byte> value)
    {
        value = default;
        found = false;
        var state = State;
        if (state.Directory.Locate(key, out _) is not { } id)
        {
            return true;
        }

        if (!state.Points.TryGet(id, out var block))
        {
            return false;
        }

        found = TryFind(block, key, out value);
        return true;
    }

    /// <summary>The block whose range holds <paramref name="key"/>, and where the next one begins (null: none does).</summary>
    public Block? Find(ReadOnlySpan<byte> key, out byte[]? id, out byte[]? next)
    {
        var state = State;
        id = state.Directory.Find(key, out next);
        return id is null ? null : Read(id);
    }

    public byte[]? Before(ReadOnlySpan<byte> id) => State.Directory.Before(id);

    /// <param name="id">As <see cref="Find"/> or <see cref="Before"/> gave it.</param>
    public Block Read(byte[] id)
    {
        var state = State;
        return Read(id, state.Directory.Page(id), state.Passing, once: false);
    }

    /// <summary>Applies block changes made by <see cref="BlockMerge"/>, in one LiteDB transaction.</summary>
    public void Apply(IReadOnlyList<BlockChange> changes)
    {
        foreach (var change in changes)
        {
            _unflushed.Add(change.Id);
        }

        Table.Apply(changes);
        Volatile.Write(ref _state, _state.With(changes));
    }

    /// <summary>Hands what was applied to the data file's changed pages.</summary>
    public void Flush()
    {
        if (!_table.IsValueCreated)
        {
            return;
        }

        Table.Flush();
        if (Table.UnflushedBytes == 0)
        {
            _unflushed.Clear();
        }
    }

    /// <summary>Opens LiteDB, beside readers: so that the first <see cref="Apply"/> does not while it excludes them.</summary>
    public void Open() => _ = Table;

    /// <summary>Makes a blank file LiteDB's, in its changed pages, if nothing has yet.</summary>
    public void Format()
    {
        if (_data.Length == 0)
        {
            Open();
        }
    }

    public void Dispose()
    {
        if (_table.IsValueCreated)
        {
            Table.Dispose();
        }
    }

    private static bool TryFind(in Block block, ReadOnlySpan<byte> key, out ReadOnlyMemory<byte> value)
    {
        value = default;
        var index = block.LowerBound(key);
        if (index == block.Count || block[index] is var row && !row.Key.Span.SequenceEqual(key))
        {
            return false;
        }

        value = row.Value;
        return true;
    }

    /// <param name="id">The block, as the directory has it.</param>
    /// <param name="page">Where it was last seen.</param>
    /// <param name="kept">Where it is kept.</param>
    /// <param name="once">It is looked into at once, and never again unless it is kept: then no copy is made of it.</param>
    private Block Read(byte[] id, int page, KeptBlocks kept, bool once)
    {
        if (kept.TryGet(id, out var block))
        {
            return block;
        }

        if (_damaged.TryGetValue(id, out var damage))
        {
            throw Damaged(damage.Message, damage);
        }

        try
        {
            if (!TryReadPage(id, page, out var rows))
            {
                block = new Block(Table.Read(id) ?? throw Missing());
            }
            else if (once && !kept.IsAskedAgain(id))
            {
                return new Block(rows);
            }
            else
            {
                block = new Block(rows.ToArray());
            }

            kept.Keep(id, block);
            return block;
        }
        catch (StoreCorruptException exception)
        {
            _damaged[id] = exception;
            throw;
        }
    }

    private static StoreCorruptException Missing() => Damaged("A block of rows is missing.", null);

    private static StoreCorruptException Damaged(string message, Exception? cause) => new(message, cause)
    {
        Operation = "read",
        Hint = "Restore the store from a backup; CheckAsync lists the damage.",
    };
}
