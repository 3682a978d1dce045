using System.Buffers.Binary;
using Mosaic.Storage.Rows;

namespace Mosaic.Storage.Changes;

/// <summary>
/// Bounds the change record by rows and age, whatever follows it. Records are counted in spans of units, kept in one row;
/// a span is dropped whole. Runs when a table is applied.
/// </summary>
internal sealed class FeedTrim(long rowsMax, TimeSpan ageMax, TimeProvider time)
{
    private const int SpanRowsMax = 4096;
    private const int SpansMin = 16;
    private const int SpanBytes = 4 * sizeof(long);
    private static readonly byte[] SpansKey = Keys.Of(RowTable.Feed);

    // A span is dropped whole: a small bound has small spans, so that about as much is kept as it says.
    private readonly long _spanRows = Math.Clamp(rowsMax / SpansMin, 1, SpanRowsMax);
    private readonly List<Span> _spans = [];
    private long _oldestOnDisk = 1;

    /// <summary>The oldest unit whose record is kept; one more than the last when none is.</summary>
    public long Oldest { get; private set; } = 1;

    /// <param name="row">The row of spans; null in a new store.</param>
    /// <param name="oldestOnDisk">The first record that stands in the blocks, trimmed or not; null when none does.</param>
    /// <param name="last">The last unit in the data file.</param>
    public void Load(byte[]? row, long? oldestOnDisk, long last)
    {
        for (var rest = row.AsSpan(); !rest.IsEmpty; rest = rest[SpanBytes..])
        {
            _spans.Add(new Span(
                BinaryPrimitives.ReadInt64LittleEndian(rest),
                BinaryPrimitives.ReadInt64LittleEndian(rest[8..]),
                BinaryPrimitives.ReadInt64LittleEndian(rest[16..]),
                BinaryPrimitives.ReadInt64LittleEndian(rest[24..])));
        }

        Oldest = _spans.Count > 0 ? _spans[0].First : last + 1;
        _oldestOnDisk = oldestOnDisk ?? Oldest;
    }

    public static byte[] Key => SpansKey;

    /// <summary>The record's rows of <paramref name="table"/> and the deletions of those that are trimmed, in key order.</summary>
    public IEnumerable<RowChange> Rows(MemTable table)
    {
        for (var sequence = table.FirstSequence; table.TryGetChange(sequence, out var record); sequence++)
        {
            Count(record);
        }

        Trim();
        yield return new RowChange(SpansKey, Encode());
        for (var sequence = _oldestOnDisk; sequence < Oldest; sequence++)
        {
            yield return new RowChange(Keys.Of(RowTable.Change, sequence), null);
        }

        for (var sequence = Math.Max(Oldest, table.FirstSequence); table.TryGetChange(sequence, out var record); sequence++)
        {
            yield return new RowChange(Keys.Of(RowTable.Change, sequence), ChangeCodec.ToRow(record));
        }
    }

    /// <summary>What <see cref="Rows"/> last told is in the blocks.</summary>
    public void Applied() => _oldestOnDisk = Oldest;

    /// <summary>Counts a record that is brought from elsewhere.</summary>
    public void Bring(in ChangeRecord record) => Count(record);

    /// <summary>The row of spans.</summary>
    public byte[] ToRow() => Encode();

    private void Count(in ChangeRecord record)
    {
        if (_spans.Count > 0 && _spans[^1].Last >= record.Sequence || record.Sequence < Oldest)
        {
            return; // a table that is applied again after an interruption
        }

        var rows = Math.Max(1, ChangeCodec.Count(record.Changes.Span));
        if (_spans.Count > 0 && _spans[^1] is var last && last.Last == record.Sequence - 1 && last.Rows < _spanRows)
        {
            _spans[^1] = last with { Last = record.Sequence, Rows = last.Rows + rows, Ticks = record.Ticks };
        }
        else
        {
            _spans.Add(new Span(record.Sequence, record.Sequence, rows, record.Ticks));
        }
    }

    private void Trim()
    {
        var total = _spans.Sum(static span => span.Rows);
        var oldestTicks = time.GetUtcNow().UtcTicks - ageMax.Ticks;
        var drop = 0;
        while (drop < _spans.Count && (total > rowsMax || _spans[drop].Ticks < oldestTicks))
        {
            total -= _spans[drop].Rows;
            Oldest = _spans[drop].Last + 1;
            drop++;
        }

        _spans.RemoveRange(0, drop);
    }

    private byte[] Encode()
    {
        var row = new byte[_spans.Count * SpanBytes];
        var rest = row.AsSpan();
        foreach (var span in _spans)
        {
            BinaryPrimitives.WriteInt64LittleEndian(rest, span.First);
            BinaryPrimitives.WriteInt64LittleEndian(rest[8..], span.Last);
            BinaryPrimitives.WriteInt64LittleEndian(rest[16..], span.Rows);
            BinaryPrimitives.WriteInt64LittleEndian(rest[24..], span.Ticks);
            rest = rest[SpanBytes..];
        }

        return row;
    }

    private readonly record struct Span(long First, long Last, long Rows, long Ticks);
}
