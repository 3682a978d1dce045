using System.Buffers.Binary;
using Mosaic.Storage;
using Mosaic.Storage.Changes;
using Mosaic.Storage.Pages;
using Mosaic.Storage.Rows;

namespace Mosaic.Transfer;

/// <summary>The rows of a file that is to be written, in the order of keys, out of those that were gathered.</summary>
internal sealed class GatheredRows(StoreCore core)
{
    private const int PageBytes = 1 << 20;
    private static readonly byte[] HistoryFrom = [RecordApplier.HistoryTable];
    private static readonly byte[] HistoryTo = [RecordApplier.HistoryTable + 1];

    public IEnumerable<RowChange> Read(long sequence, IProgress<CopyProgress>? progress)
    {
        foreach (var row in Rows(Keys.Of(RowTable.Counter), Keys.Of(RowTable.Feed)))
        {
            var counter = BinaryPrimitives.ReadInt64BigEndian(row.Key.Span[1..]);
            yield return CounterTable.ToRow(new(counter, BinaryPrimitives.ReadInt64LittleEndian(row.Value.Span)), sequence);
        }

        var trim = new FeedTrim(new MosaicOptions().ChangeRecordRowsMax, TimeSpan.MaxValue, TimeProvider.System);
        foreach (var row in Rows(HistoryFrom, HistoryTo))
        {
            trim.Bring(ChangeCodec.FromRow(BinaryPrimitives.ReadInt64BigEndian(row.Key.Span[1..]), row.Value));
        }

        if (trim.ToRow() is { Length: > 0 } spans)
        {
            yield return new RowChange(FeedTrim.Key, spans);
        }

        foreach (var row in Rows(HistoryFrom, HistoryTo))
        {
            yield return new RowChange(Keys.Of(RowTable.Change, row.Key.Span[1..]), row.Value);
        }

        var total = (long)core.Data.Pages * PageCodec.Size;
        var done = 0L;
        foreach (var row in Rows(Keys.Of(RowTable.Collection), HistoryFrom))
        {
            done += row.Key.Length + row.Value.Length;
            if (done / PageBytes != (done - row.Key.Length - row.Value.Length) / PageBytes)
            {
                progress?.Report(new CopyProgress(Math.Min(done, total), total));
            }

            yield return new RowChange(row.Key, row.Value);
        }
    }

    private IEnumerable<ScannedRow> Rows(byte[] from, byte[] to)
    {
        for (byte[]? next = from; next is not null;)
        {
            var page = core.Rows.Scan(next, to, int.MaxValue, PageBytes);
            foreach (var row in page.Rows)
            {
                yield return row;
            }

            next = page.Next;
        }
    }
}
