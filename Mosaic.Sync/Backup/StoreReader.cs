using Mosaic.Backends;

namespace Mosaic.Backup;

/// <summary>
/// Reads the store into chunks. First what the change record tells of: all of it by key, or what changed since the base. Then the other
/// kinds, by comparing. What is written meanwhile is read again as soon as there is enough of it, and the last of it as of one unit. At
/// the end the change record itself, up to that unit, and the ranges.
/// </summary>
internal sealed class StoreReader(TransferReading reading, BackupPlan plan, ChunkQueue queue, BackupPace pace, int chunkBytes)
{
    private const int PendingMax = 16_384;
    private const int LastMax = 256; // they are read at once, and may be large
    private const int RoundsMax = 100;
    private const int RangesMax = 8_192;

    private static readonly TransferRecord AllHistory = new(
        TransferOperation.DeleteRange, TransferKind.Change, new[] { (byte)TransferKind.Change }, new[] { (byte)(TransferKind.Change + 1) });

    private readonly ChunkBuilder _chunk = new(plan.CountsBefore);
    private readonly RangeList _ranges = new();
    private CopyPosition _position = plan.From;
    private long _bytes = plan.BytesBefore;

    /// <summary>The unit as of which the backup is; set when all was read.</summary>
    public FeedCursor At { get; private set; }

    public long Bytes => _bytes;

    public IReadOnlyDictionary<TransferKind, long> Counts => _chunk.Counts;

    public void Run()
    {
        pace.Begin(BackupPhase.Copying, _bytes);
        if (plan.ChangedSince is { } since)
        {
            foreach (var records in reading.ReadChangedSince(since))
            {
                Emit(records);
                TakeChanged();
            }
        }

        if (plan.IsFull)
        {
            Copy();
        }

        var comparer = new RangeComparer(reading, plan.Ranges, _ranges, Emit);
        foreach (var kind in StoreTransfer.Kinds.Where(static kind => !StoreTransfer.IsTold(kind)))
        {
            _position = new CopyPosition(kind, default);
            comparer.Run(kind);
            TakeChanged();
        }

        pace.Begin(BackupPhase.CatchingUp, _bytes);
        for (var round = 0; reading.Pending > LastMax && round < RoundsMax; round++)
        {
            EmitChanged();
        }

        var last = reading.TakeLast();
        Emit(Touched(last.Records));
        At = last.At;
        History();
        Flush();
        foreach (var some in _ranges.All.Chunk(RangesMax))
        {
            queue.Add(_chunk.Take(some));
        }

        pace.Report(_bytes, Total, _chunk.Records, always: true);
    }

    private long? Total => plan.IsFull ? Math.Max(reading.BytesTotal, _bytes) : null;

    private void Copy()
    {
        foreach (var kind in StoreTransfer.Kinds.Where(StoreTransfer.IsTold).SkipWhile(kind => kind != plan.From.Kind))
        {
            ReadOnlyMemory<byte>? from = kind == plan.From.Kind ? plan.From.Next : ReadOnlyMemory<byte>.Empty;
            while (from is { } next)
            {
                var page = reading.Read(kind, next);
                from = page.Next;
                _position = new CopyPosition(kind, from?.ToArray() ?? new[] { (byte)((byte)kind + 1) });
                Emit(page.Records);
                TakeChanged();
            }
        }
    }

    /// <summary>The change record up to the unit that the backup is of; where some was let go meanwhile, what is left of it.</summary>
    private void History()
    {
        var from = Math.Max(plan.HistoryFrom, 1);
        while (true)
        {
            try
            {
                if (from < reading.OldestChange)
                {
                    from = reading.OldestChange;
                    Emit([AllHistory]);
                }

                foreach (var records in reading.ReadHistory(from, At.Sequence))
                {
                    Emit(records);
                    from = At.Sequence + 1;
                }

                return;
            }
            catch (FeedTrimmedException)
            {
                from = 0; // once more, from what is the oldest by now
            }
        }
    }

    private void TakeChanged()
    {
        while (reading.Pending > PendingMax)
        {
            EmitChanged();
        }
    }

    private void EmitChanged()
    {
        foreach (var records in reading.TakeChanged(PendingMax))
        {
            Emit(Touched(records));
        }
    }

    private IReadOnlyList<TransferRecord> Touched(IReadOnlyList<TransferRecord> records)
    {
        foreach (var record in records)
        {
            _ranges.Touch(record.Key.Span);
        }

        return records;
    }

    private void Emit(IReadOnlyList<TransferRecord> records)
    {
        queue.Stopped.ThrowIfCancellationRequested();
        if (records.Count == 0)
        {
            return;
        }

        foreach (var record in records)
        {
            _bytes += record.Key.Length + record.Value.Length;
        }

        _chunk.Add(records);
        if (_chunk.Bytes >= chunkBytes)
        {
            Flush();
        }

        pace.Report(_bytes, Total, _chunk.Records);
    }

    private void Flush()
    {
        if (!_chunk.IsEmpty)
        {
            queue.Add(_chunk.Take(_position));
        }
    }
}
