using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Mosaic.Backends;
using Mosaic.Storage.Rows;

namespace Mosaic.Storage.Changes;

/// <summary>Reads the change record: kept records first, then live. Tells only what is on stable storage.</summary>
internal sealed class ChangeFeed(StoreCore core) : IChangeFeed
{
    private const int PageRows = 512;
    private const int PageBytes = 1 << 20;
    private TaskCompletionSource _signal = NewSignal();
    private volatile bool _closed;

    public async IAsyncEnumerable<Change> ReadAsync(
        string? cursor = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var (at, change) in ReadRowsAsync(cursor, cancellationToken).ConfigureAwait(false))
        {
            yield return ToPublic(at, change);
        }
    }

    /// <summary>As <see cref="ReadAsync"/>, with what is kept of a change.</summary>
    public async IAsyncEnumerable<(FeedPlace At, ChangedRow Change)> ReadRowsAsync(
        string? cursor = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        core.Health.ThrowIfClosed();
        var (next, skip) = Start(cursor);
        while (!_closed)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var signal = Volatile.Read(ref _signal).Task;
            var head = SyncedHead();
            while (next <= head && !_closed)
            {
                foreach (var record in ReadRecords(next, head))
                {
                    var index = 0;
                    foreach (var change in ChangeCodec.Decode(record.Changes.Span))
                    {
                        if (index >= skip)
                        {
                            cancellationToken.ThrowIfCancellationRequested();
                            yield return (new FeedPlace(
                                new FeedCursor(core.StoreId, record.Sequence, record.Stamp, index), new DateTimeOffset(record.Ticks, TimeSpan.Zero)), change);
                        }

                        index++;
                    }

                    skip = 0;
                    next = record.Sequence + 1;
                }
            }

            await signal.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public ValueTask<string> GetHeadAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        core.Health.ThrowIfClosed();
        var head = SyncedHead();
        return ValueTask.FromResult(new FeedCursor(core.StoreId, head, StampOf(head) ?? 0, FeedCursor.WholeUnit).ToString());
    }

    /// <summary>Something was committed.</summary>
    public void Signal()
    {
        if (Volatile.Read(ref _signal).Task is { IsCompleted: false })
        {
            Interlocked.Exchange(ref _signal, NewSignal()).TrySetResult();
        }
    }

    /// <summary>Ends every enumeration.</summary>
    public void Close()
    {
        _closed = true;
        Volatile.Read(ref _signal).TrySetResult();
    }

    /// <summary>Completes with the next commit after this call; never faults.</summary>
    public Task NextCommit => Volatile.Read(ref _signal).Task;

    /// <summary>The record of a unit; null when it is not kept.</summary>
    public ChangeRecord? Find(long sequence)
    {
        foreach (var table in core.Rows.View.Tables)
        {
            if (table.TryGetChange(sequence, out var record))
            {
                return record;
            }
        }

        return core.Rows.Get(Keys.Of(RowTable.Change, sequence)) is { } row ? ChangeCodec.FromRow(sequence, row) : null;
    }

    /// <summary>The last unit that is on stable storage; syncs what was only written.</summary>
    public long SyncedHead()
    {
        if (core.Log is not { } log)
        {
            return core.Rows.Visible;
        }

        try
        {
            log.Sync();
        }
        catch (IOException exception)
        {
            // The system tells a failed sync once: a writer's own would succeed after it.
            throw core.Health.Poison(exception);
        }
        catch (ObjectDisposedException) when (_closed)
        {
            // The store closes: what was synced is all there is to tell.
        }

        return Math.Min(log.Synced, core.Rows.Visible);
    }

    /// <summary>Some units in order, none skipped, from <paramref name="from"/> on and no further than <paramref name="to"/>, which is committed.</summary>
    /// <exception cref="FeedTrimmedException">The record of unit <paramref name="from"/> is not kept any more.</exception>
    public List<ChangeRecord> ReadRecords(long from, long to)
    {
        var records = new List<ChangeRecord>();
        for (var sequence = from; sequence <= to && records.Count < PageRows; sequence++)
        {
            if (FindInMemory(sequence) is { } record)
            {
                records.Add(record);
                continue;
            }

            foreach (var row in core.Rows.Scan(Keys.Of(RowTable.Change, sequence), Keys.Of(RowTable.Change, to + 1), PageRows, PageBytes).Rows)
            {
                records.Add(ChangeCodec.FromRow(BinaryPrimitives.ReadInt64BigEndian(row.Key.Span[1..]), row.Value));
            }

            break;
        }

        if (records.Count == 0 || records[0].Sequence != from)
        {
            throw Trimmed("fell behind what is kept");
        }

        return records;
    }

    /// <summary>The stamp of a unit; null when its record is not kept, and for unit 0 of a new store.</summary>
    public ulong? StampOf(long sequence)
    {
        var identity = core.Data.Identity;
        return sequence == identity.Sequence ? identity.Stamp : Find(sequence)?.Stamp;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private (long Next, int Skip) Start(string? cursor)
    {
        if (cursor is null)
        {
            return (core.Trim.Oldest, 0);
        }

        var place = FeedCursor.Parse(cursor);
        if (place.StoreId != core.StoreId)
        {
            throw Trimmed("is of another store");
        }

        if (place.Sequence > SyncedHead() || (place.Sequence > 0 && StampOf(place.Sequence) is { } stamp && stamp != place.Stamp))
        {
            throw Trimmed("is of another history of this store, as after restoring an older file");
        }

        if (place.Sequence + 1 < core.Trim.Oldest || (place.Sequence > 0 && StampOf(place.Sequence) is null))
        {
            throw Trimmed("is older than what is kept");
        }

        return place.Index == FeedCursor.WholeUnit || place.Sequence == 0
            ? (place.Sequence + 1, 0)
            : (place.Sequence, place.Index + 1);
    }

    private ChangeRecord? FindInMemory(long sequence)
    {
        foreach (var table in core.Rows.View.Tables)
        {
            if (table.TryGetChange(sequence, out var record))
            {
                return record;
            }
        }

        return null;
    }

    private static Change ToPublic(FeedPlace at, ChangedRow change) => new(
        at.Cursor.ToString(),
        change.Kind.Name(),
        change.Collection,
        change.Id,
        change.Kind == ChangeKind.Job ? Mosaic.Backends.JobVersion.Version(change.Version) : change.Version,
        change.Operation,
        at.Time);

    private FeedTrimmedException Trimmed(string why) => new($"The cursor {why}.")
    {
        Operation = "feed",
        Target = core.Paths.Data,
        Hint = "Begin with a full copy and follow from the head noted before it.",
    };
}
