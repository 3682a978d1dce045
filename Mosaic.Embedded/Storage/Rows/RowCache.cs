using System.Collections.Concurrent;

namespace Mosaic.Storage.Rows;

/// <summary>
/// Rows that were read from disk, bounded by bytes. Eviction is SIEVE (Zhang and others, NSDI 2024): a hit sets a mark and
/// moves nothing, so that hits take no lock and one scan does not drive out what is used often.
/// </summary>
internal sealed class RowCache(long bytesMax)
{
    private const int EntryOverhead = 200;
    private const int Stripes = 1024;

    private readonly ConcurrentDictionary<byte[], Entry> _entries = new(RowKeyComparer.Instance);
    private readonly long[] _writes = new long[Stripes];
    private readonly Lock _gate = new();
    private Entry? _newest;
    private Entry? _oldest;
    private Entry? _hand;
    private long _bytes;

    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Taken before a row is read from disk; see <see cref="Add"/>.</summary>
    public long Ticket(ReadOnlySpan<byte> key) => Volatile.Read(ref _writes[Stripe(key)]);

    public bool TryGet(ReadOnlySpan<byte> key, out byte[] value)
    {
        if (_entries.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(key, out var entry))
        {
            if (!entry.Visited)
            {
                entry.Visited = true;
            }

            value = entry.Value;
            return true;
        }

        value = [];
        return false;
    }

    /// <summary>Keeps a row as it was read, unless it was written since <paramref name="ticket"/> was taken.</summary>
    public void Add(byte[] key, byte[] value, long ticket)
    {
        var entry = new Entry(key, value);
        if (entry.Bytes > bytesMax / 8)
        {
            return;
        }

        lock (_gate)
        {
            ref var writes = ref _writes[Stripe(key)];
            if (Volatile.Read(ref writes) != ticket || !_entries.TryAdd(key, entry))
            {
                return;
            }

            // Who writes the row counts first and looks second, here it is the other way: one of the two sees the other.
            Interlocked.MemoryBarrier();
            if (Volatile.Read(ref writes) != ticket)
            {
                _entries.TryRemove(key, out _);
                return;
            }

            entry.Older = _newest;
            if (_newest is not null)
            {
                _newest.Newer = entry;
            }

            _newest = entry;
            _oldest ??= entry;
            _bytes += entry.Bytes;
            while (_bytes > bytesMax)
            {
                Evict();
            }
        }
    }

    /// <summary>The row has been written: what was read of it before must not be answered again.</summary>
    public void Invalidate(byte[] key)
    {
        Interlocked.Increment(ref _writes[Stripe(key)]);
        if (_entries.ContainsKey(key))
        {
            lock (_gate)
            {
                if (_entries.TryRemove(key, out var entry))
                {
                    Unlink(entry);
                }
            }
        }
    }

    private static int Stripe(ReadOnlySpan<byte> key) => (int)((uint)RowKeyComparer.Hash(key) % Stripes);

    private void Evict()
    {
        var hand = _hand ?? _oldest;
        while (hand!.Visited)
        {
            hand.Visited = false;
            hand = hand.Newer ?? _oldest;
        }

        _hand = hand.Newer;
        _entries.TryRemove(hand.Key, out _);
        Unlink(hand);
    }

    private void Unlink(Entry entry)
    {
        if (_hand == entry)
        {
            _hand = entry.Newer;
        }

        if (entry.Newer is null)
        {
            _newest = entry.Older;
        }
        else
        {
            entry.Newer.Older = entry.Older;
        }

        if (entry.Older is null)
        {
            _oldest = entry.Newer;
        }
        else
        {
            entry.Older.Newer = entry.Newer;
        }

        _bytes -= entry.Bytes;
    }

    private sealed class Entry(byte[] key, byte[] value)
    {
        public byte[] Key { get; } = key;

        public byte[] Value { get; } = value;

        public long Bytes => Key.Length + Value.Length + EntryOverhead;

        public bool Visited { get; set; }

        public Entry? Newer { get; set; }

        public Entry? Older { get; set; }
    }
}
