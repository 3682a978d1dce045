using Mosaic.Storage.Blocks;

namespace Mosaic.Storage.Rows;

/// <summary>
/// The rows of the store as readers see them: tables in memory above blocks on disk. Readers share; only moving a slice of a
/// frozen table into the blocks excludes them, for a few milliseconds. What is visible is on stable storage already.
/// </summary>
internal sealed class RowStore : IDisposable
{
    private readonly ReaderWriterLockSlim _lock = new(LockRecursionPolicy.NoRecursion);
    private readonly Lock _viewGate = new();
    private readonly RowCache _cache;
    private readonly StoreHealth _health;
    private BlockStore _blocks;
    private StoreView _view;
    private long _visible;

    public RowStore(BlockStore blocks, long sequence, long cacheBytes, StoreHealth health)
    {
        _health = health;
        _blocks = blocks;
        _view = new StoreView(new MemTable(sequence + 1));
        _visible = sequence;
        _cache = new RowCache(cacheBytes);
    }

    public RowCache Cache => _cache;

    public StoreView View => Volatile.Read(ref _view);

    /// <summary>The last unit that readers see.</summary>
    public long Visible => Volatile.Read(ref _visible);

    public void Publish(long sequence) => Volatile.Write(ref _visible, sequence);

    /// <summary>Freezes the table that takes writes and puts an empty one above it.</summary>
    public void Freeze(IReadOnlyList<KeyValuePair<long, long>> counters)
    {
        lock (_viewGate)
        {
            _view.Active.Counters = counters;
            Volatile.Write(ref _view, _view.Freeze(new MemTable(_view.Active.LastSequence + 1)));
        }
    }

    /// <summary>The row as readers see it; null when it is not there.</summary>
    public byte[]? Get(byte[] key) => Get(key, newest: false);

    /// <summary>The newest state, units included that are not synced yet: for the writer.</summary>
    public byte[]? GetNewest(byte[] key) => Get(key, newest: true);

    /// <summary>One page of rows in key order, all as of one sequence.</summary>
    public ScanPage Scan(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to, int rowsMax, int bytesMax) =>
        Scan(from, to, rowsMax, bytesMax, newest: false);

    /// <summary>As <see cref="Scan(ReadOnlySpan{byte}, ReadOnlySpan{byte}, int, int)"/>, not yet synced units included: for the writer.</summary>
    public ScanPage ScanNewest(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to, int rowsMax) =>
        Scan(from, to, rowsMax, int.MaxValue, newest: true);

    /// <summary>Several rows as of one unit; their keys are asked for when that is known.</summary>
    public (long Sequence, List<KeyValuePair<byte[], byte[]?>> Rows) GetMany(Func<long, IReadOnlyCollection<byte[]>> keysAt)
    {
        _lock.EnterReadLock();
        try
        {
            // Under the lock no table goes into the blocks: what is not in the view is older than the unit.
            var sequence = Visible;
            var tables = View.Tables;
            var keys = keysAt(sequence);
            var rows = new List<KeyValuePair<byte[], byte[]?>>(keys.Count);
            foreach (var key in keys)
            {
                rows.Add(new(key, GetAsOf(tables, key, sequence)));
            }

            return (sequence, rows);
        }
        catch (Exception exception) when (exception is not MosaicException { Operation: "transfer" })
        {
            throw _health.ReadFailed(exception);
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    private byte[]? GetAsOf(MemTable[] tables, byte[] key, long sequence)
    {
        foreach (var table in tables)
        {
            if (table.Find(key, sequence) is { IsNone: false } version)
            {
                return version.Value?.ToArray();
            }
        }

        return _blocks.TryGet(key, out var value) ? value : null;
    }

    /// <summary>Rows of the blocks alone, from a key to the end; consistent while nothing is applied.</summary>
    public ScanPage ScanBlocks(byte[] from, int bytesMax)
    {
        _lock.EnterReadLock();
        try
        {
            return new ScanMerge(_blocks, new StoreView(), long.MaxValue, from, [0xFF]).Read(int.MaxValue, bytesMax, 0);
        }
        catch (Exception exception)
        {
            throw _health.ReadFailed(exception);
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    /// <summary>A row of the blocks alone.</summary>
    public byte[]? GetStored(byte[] key)
    {
        _lock.EnterReadLock();
        try
        {
            return _blocks.TryGet(key, out var value) ? value : null;
        }
        catch (Exception exception)
        {
            throw _health.ReadFailed(exception);
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    /// <summary>Moves block changes onto disk's side while no reader looks.</summary>
    public void ApplySlice(IReadOnlyList<BlockChange> changes)
    {
        _lock.EnterWriteLock();
        try
        {
            ThrowIfReadFailed();
            _blocks.Apply(changes);
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    /// <summary>The oldest frozen table is wholly in the blocks.</summary>
    public void DropOldest()
    {
        _lock.EnterWriteLock();
        try
        {
            lock (_viewGate)
            {
                Volatile.Write(ref _view, _view.WithoutOldest());
            }
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    /// <summary>Runs <paramref name="action"/> on the blocks while no reader looks.</summary>
    public void Exclusively(Action<BlockStore> action)
    {
        _lock.EnterWriteLock();
        try
        {
            ThrowIfReadFailed();
            action(_blocks);
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    /// <summary>Goes on with other blocks that hold the same rows, made while no reader looks.</summary>
    public void ReplaceBlocks(Func<BlockStore, BlockStore> replace)
    {
        _lock.EnterWriteLock();
        try
        {
            Volatile.Write(ref _blocks, replace(_blocks));
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    /// <summary>Runs <paramref name="read"/> on the blocks alone, beside other readers.</summary>
    public T ReadBlocks<T>(Func<BlockStore, T> read)
    {
        _lock.EnterReadLock();
        try
        {
            return read(_blocks);
        }
        catch (Exception exception)
        {
            _health.Poison(exception); // before the lock is let go, as every failed read
            throw;
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    public void Dispose()
    {
        _lock.EnterWriteLock();
        try
        {
            _blocks.Dispose();
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    /// <summary>
    /// LiteDB keeps the transaction of a read that failed, and what needs it exclusively would wait a minute for that. The reader
    /// told the failure before it let go of the lock that is held here.
    /// </summary>
    private void ThrowIfReadFailed() => _health.ThrowIfPoisoned();

    private byte[]? Get(byte[] key, bool newest)
    {
        // The ticket first: a write that the sequence does not show is published later, and makes the ticket void.
        var ticket = _cache.Ticket(key);
        var sequence = newest ? long.MaxValue : Visible;
        foreach (var table in View.Tables)
        {
            var version = table.Find(key, sequence);
            if (!version.IsNone)
            {
                return version.Value?.ToArray(); // a part of the table would keep the whole of it
            }
        }

        if (_cache.TryGet(key, out var cached))
        {
            return cached;
        }

        byte[]? value;
        // After the view: a table that is not in it any more is wholly in the state that answers here.
        if (Volatile.Read(ref _blocks).TryGetKept(key, out var present, out var kept))
        {
            if (!present)
            {
                return null;
            }

            value = kept.ToArray();
            _cache.Add(key, value, ticket);
            return value;
        }

        _lock.EnterReadLock();
        try
        {
            if (!_blocks.TryGet(key, out value))
            {
                return null;
            }
        }
        catch (Exception exception)
        {
            throw _health.ReadFailed(exception);
        }
        finally
        {
            _lock.ExitReadLock();
        }

        _cache.Add(key, value, ticket);
        return value;
    }

    private ScanPage Scan(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to, int rowsMax, int bytesMax, bool newest)
    {
        _lock.EnterReadLock();
        try
        {
            // Under the lock blocks and tables belong together: blocks hold what is older than every table of the view.
            var sequence = Visible;
            var merge = new ScanMerge(_blocks, View, newest ? long.MaxValue : sequence, from, to);
            return merge.Read(rowsMax, bytesMax, sequence);
        }
        catch (Exception exception)
        {
            throw _health.ReadFailed(exception);
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }
}
