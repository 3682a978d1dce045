using Mosaic.Backends;

namespace Mosaic.Backup;

/// <summary>
/// Brings kinds whose changes are not all told into a backup: rows of ranges that are as the base has them are left out, others are
/// written whole. Without a base all are.
/// </summary>
internal sealed class RangeComparer(TransferReading reading, RangeList? before, RangeList now, Action<IReadOnlyList<TransferRecord>> emit)
{
    private const int RowsMax = 256;
    private const int BytesMax = 1 << 20;
    private const int HeldMax = 16 << 20;

    public void Run(TransferKind kind)
    {
        var ranges = before?[kind] ?? [new KeyRange(kind, new[] { (byte)kind }, default, 0)];
        for (var i = 0; i < ranges.Count; i++)
        {
            ReadOnlyMemory<byte> to = i + 1 < ranges.Count ? ranges[i + 1].From : new[] { (byte)((byte)kind + 1) };
            Compare(ranges[i], to);
        }
    }

    private void Compare(KeyRange range, ReadOnlyMemory<byte> to)
    {
        var held = new List<TransferRecord>();
        var bytes = 0L;
        ReadOnlyMemory<byte>? from = range.From;
        if (!range.Digest.IsEmpty)
        {
            using var digest = new RangeDigest();
            while (from is { } next && !(bytes > HeldMax && digest.Rows > range.Rows))
            {
                var page = reading.Read(range.Kind, next, to, BytesMax);
                foreach (var row in page.Records)
                {
                    digest.Add(row);
                    bytes += row.Key.Length + row.Value.Length;
                }

                held.AddRange(page.Records);
                from = page.Next;
            }

            if (from is null && digest.Rows == range.Rows && digest.Take().AsSpan().SequenceEqual(range.Digest.Span))
            {
                now.Add(range);
                return;
            }
        }

        emit([new TransferRecord(TransferOperation.DeleteRange, range.Kind, range.From, to)]);
        Write(range, to, held, from);
    }

    /// <summary>Writes what was read already and what follows it, in new ranges.</summary>
    private void Write(KeyRange range, ReadOnlyMemory<byte> to, List<TransferRecord> held, ReadOnlyMemory<byte>? from)
    {
        using var digest = new RangeDigest();
        var start = range.From;
        while (true)
        {
            foreach (var row in held)
            {
                if (digest.Rows >= RowsMax || digest.Bytes >= BytesMax)
                {
                    End(start);
                    start = row.Key.ToArray();
                }

                digest.Add(row);
            }

            emit(held);
            if (from is not { } next)
            {
                break;
            }

            var page = reading.Read(range.Kind, next, to, BytesMax);
            held = [.. page.Records];
            from = page.Next;
        }

        End(start);

        void End(ReadOnlyMemory<byte> first)
        {
            var rows = digest.Rows;
            now.Add(new KeyRange(range.Kind, first, digest.Take(), rows));
        }
    }
}
