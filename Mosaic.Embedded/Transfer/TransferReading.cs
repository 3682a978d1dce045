using Mosaic.Storage;
using Mosaic.Storage.Changes;
using Mosaic.Storage.Commit;
using Mosaic.Storage.Rows;
using Mosaic.Transfer;

namespace Mosaic.Backends;

/// <summary>
/// Reads a store while it goes on. Rows are read in short pages, each as it is then; what is written meanwhile is noted and told once
/// more; the last few are told as of one unit, which is the copy's. Nothing is held between calls but the keys that were written.
/// </summary>
/// <remarks>One caller at a time. Calls read from disk and block. What is told may be on its way to stable storage until <see cref="TakeLast"/>.</remarks>
public sealed class TransferReading : IAsyncDisposable
{
    private const int HistoryRows = 512;

    private readonly StoreCore _core;
    private readonly WriteTap _tap = new();

    private TransferReading(StoreCore core) => _core = core;

    /// <summary>The last unit when the reading began.</summary>
    public FeedCursor Start { get; private set; }

    /// <summary>How many rows were written since and are not told again yet.</summary>
    public int Pending => _tap.Count;

    /// <summary>The oldest unit whose entry of the change record is kept; one more than the last when none is.</summary>
    public long OldestChange => _core.Trim.Oldest;

    /// <summary>Bytes of the file, with what is not in it yet: about as many as there are to read.</summary>
    public long BytesTotal => ((long)_core.Data.Pages * Storage.Pages.PageCodec.Size) + _core.Rows.View.Tables.Sum(static table => table.Bytes / 2);

    internal static async ValueTask<TransferReading> BeginAsync(StoreCore core)
    {
        var reading = new TransferReading(core);
        await core.AttachAsync(reading._tap).ConfigureAwait(false);
        reading.Start = reading.Place(core.Feed.SyncedHead());
        return reading;
    }

    /// <summary>The next rows of a kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="from">The key to begin at, or <see cref="TransferPage.Next"/> of the page before; empty: the kind's first.</param>
    /// <param name="to">The first key that is not to be read; empty: the kind's end.</param>
    /// <param name="bytesMax">About how many bytes.</param>
    public TransferPage Read(TransferKind kind, ReadOnlyMemory<byte> from = default, ReadOnlyMemory<byte> to = default, int bytesMax = 1 << 20)
    {
        _core.Health.ThrowIfClosed();
        byte[] first = [(byte)kind];
        var page = _core.Rows.Scan(from.IsEmpty ? first : from.Span, to.IsEmpty ? Keys.After(first) : to.Span, int.MaxValue, bytesMax);
        // A null array would become an empty memory.
        return new TransferPage(page.Rows.ConvertAll(static row => TransferRecord.Put(row.Key, row.Value)), page.Next is { } next ? next : default(ReadOnlyMemory<byte>?));
    }

    /// <summary>Rows that were written since the reading began, as they are now; each is told again when it is written again.</summary>
    /// <param name="rowsMax">About how many rows.</param>
    /// <returns>About a megabyte at a time; what is not read to the end is lost to the copy.</returns>
    /// <exception cref="MosaicException">Too much was written since this was called last (transient).</exception>
    public IEnumerable<IReadOnlyList<TransferRecord>> TakeChanged(int rowsMax)
    {
        _core.Health.ThrowIfClosed();
        var keys = _tap.Take(_core.Rows.Visible, rowsMax);
        return RecordBatches.Of(keys.Where(static key => TransferTables.IsCopied(key)).Select(key => TransferRecord.Of(key, _core.Rows.Get(key))));
    }

    /// <summary>What is left of <see cref="TakeChanged"/>, all as of one unit, which is on stable storage when this returns.</summary>
    /// <exception cref="MosaicException">Too much was written since <see cref="TakeChanged"/> was called last (transient).</exception>
    public TransferEnd TakeLast()
    {
        _core.Health.ThrowIfClosed();
        var (sequence, rows) = _core.Rows.GetMany(sequence => [.. _tap.Take(sequence, int.MaxValue).Where(static key => TransferTables.IsCopied(key))]);
        if (_core.Feed.SyncedHead() < sequence)
        {
            _core.Health.ThrowIfPoisoned();
            throw new ObjectDisposedException(nameof(MosaicEngine));
        }

        return new TransferEnd(rows.ConvertAll(static row => TransferRecord.Of(row.Key, row.Value)), Place(sequence));
    }

    /// <summary>
    /// What changed from a place up to the beginning of this reading, as it is now: rows of kinds that <see cref="StoreTransfer.IsTold"/>.
    /// What is not told so is to be compared.
    /// </summary>
    /// <param name="place">The unit behind which to begin.</param>
    /// <returns>About a megabyte at a time.</returns>
    /// <exception cref="FeedTrimmedException">The place is of another store or history, or older than what is kept.</exception>
    public IEnumerable<IReadOnlyList<TransferRecord>> ReadChangedSince(FeedCursor place)
    {
        Require(place);
        return new ChangedRows(_core).Read(place.Sequence + 1, Start.Sequence);
    }

    /// <summary>Entries of the change record, as rows of <see cref="TransferKind.Change"/>.</summary>
    /// <param name="from">The first unit.</param>
    /// <param name="to">The last, which is committed.</param>
    /// <exception cref="FeedTrimmedException">The first one is not kept any more.</exception>
    public IEnumerable<IReadOnlyList<TransferRecord>> ReadHistory(long from, long to)
    {
        while (from <= to)
        {
            var records = _core.Feed.ReadRecords(from, Math.Min(to, from + HistoryRows - 1));
            yield return records.ConvertAll(static record => TransferRecord.Put(Keys.Of(RowTable.Change, record.Sequence), ChangeCodec.ToRow(record)));
            from = records[^1].Sequence + 1;
        }
    }

    /// <summary>Whether a place is one of this store's history, and all that changed since is told.</summary>
    /// <param name="place">The place.</param>
    /// <param name="why">Why not.</param>
    public bool IsKnown(FeedCursor place, out string? why)
    {
        why = place.StoreId != _core.StoreId ? "It is of another store."
            : place.Sequence > Start.Sequence || (_core.Feed.StampOf(place.Sequence) is { } stamp && stamp != place.Stamp)
                ? "It is of another history of this store, as after restoring an older file."
            : place.Sequence + 1 < _core.Trim.Oldest || (place.Sequence > 0 && _core.Feed.StampOf(place.Sequence) is null)
                ? "It is older than what is kept of changes (MosaicOptions.ChangeRecordRowsMax, ChangeRecordAgeMax)."
            : null;
        return why is null;
    }

    /// <summary>Ends the reading: writes are not noted any more.</summary>
    public ValueTask DisposeAsync() => _core.DetachAsync(_tap);

    private void Require(FeedCursor place)
    {
        if (!IsKnown(place, out var why))
        {
            throw new FeedTrimmedException(why!)
            {
                Operation = "transfer",
                Target = _core.Paths.Data,
                Hint = "Begin with a full copy.",
            };
        }
    }

    private FeedCursor Place(long sequence) => new(_core.StoreId, sequence, _core.Feed.StampOf(sequence) ?? 0, FeedCursor.WholeUnit);
}
