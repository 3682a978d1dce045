using Mosaic.Storage.Commit;

namespace Mosaic.Transactions;

/// <summary>
/// The last documents that were written, before and after, so that a transaction's queries can be checked against what changed
/// since they ran. Kept while transactions run, and bounded: what reaches further back counts as changed.
/// </summary>
internal sealed class RecentWrites
{
    private const int Capacity = 8192;
    private const long BytesMax = 16L << 20;

    private readonly Queue<Entry> _entries = new();
    private readonly Lock _gate = new();
    private long _forgotten;
    private long _bytes;
    private readonly Action _forget;
    private long _noted;
    private int _watching;

    public RecentWrites() => _forget = Forget;

    /// <summary>Keeps what is written from now on until <see cref="Unwatch"/>; what was written before counts as changed.</summary>
    public void Watch() => Interlocked.Increment(ref _watching);

    public void Unwatch()
    {
        lock (_gate)
        {
            if (Interlocked.Decrement(ref _watching) == 0 && _entries.Count > 0)
            {
                _forgotten = Math.Max(_forgotten, _entries.Last().Sequence);
                _entries.Clear();
                _bytes = 0;
            }
        }
    }

    /// <summary>Notes a document that a unit writes. Runs on the write loop, which also checks what is committed.</summary>
    /// <param name="context">The unit.</param>
    /// <param name="collection">The document's collection.</param>
    /// <param name="before">Its JSON before; empty when it was absent.</param>
    /// <param name="after">Its JSON after; empty when it is deleted.</param>
    public void Note(UnitContext context, string collection, ReadOnlyMemory<byte> before, ReadOnlyMemory<byte> after)
    {
        if (Volatile.Read(ref _watching) > 0)
        {
            AddWhenStaged(context, collection, before, after);
        }
        else
        {
            _noted = context.Sequence;
            context.OnStaged(_forget);
        }
    }

    private void Forget()
    {
        lock (_gate)
        {
            _forgotten = _noted;
        }
    }

    // A method of its own: the closure is made for those alone that need it.
    private void AddWhenStaged(UnitContext context, string collection, ReadOnlyMemory<byte> before, ReadOnlyMemory<byte> after)
    {
        var sequence = context.Sequence;
        context.OnStaged(() => Add(sequence, collection, before, after));
    }

    private void Add(long sequence, string collection, ReadOnlyMemory<byte> before, ReadOnlyMemory<byte> after)
    {
        lock (_gate)
        {
            _entries.Enqueue(new Entry(sequence, collection, before, after));
            _bytes += before.Length + after.Length;
            while (_entries.Count > Capacity || _bytes > BytesMax)
            {
                var oldest = _entries.Dequeue();
                _bytes -= oldest.Before.Length + oldest.After.Length;
                _forgotten = Math.Max(_forgotten, oldest.Sequence);
            }
        }
    }

    /// <summary>Whether a document that the filter selects, or selected, was written after <paramref name="sequence"/>.</summary>
    public bool MayHaveChanged(long sequence, string collection, Filter? filter)
    {
        List<Entry> later;
        lock (_gate)
        {
            if (_forgotten > sequence)
            {
                return true;
            }

            later = [.. _entries.Where(entry => entry.Sequence > sequence && entry.Collection == collection)];
        }

        return later.Exists(entry => Selects(filter, entry.Before) || Selects(filter, entry.After));
    }

    private static bool Selects(Filter? filter, ReadOnlyMemory<byte> json) =>
        !json.IsEmpty && Documents.Filters.FilterEvaluator.Matches(filter, json.Span);

    private readonly record struct Entry(long Sequence, string Collection, ReadOnlyMemory<byte> Before, ReadOnlyMemory<byte> After);
}
