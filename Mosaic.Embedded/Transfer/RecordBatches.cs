using Mosaic.Backends;

namespace Mosaic.Transfer;

/// <summary>Gathers records until they are about a megabyte: rows may be large, and many of them are not held at once.</summary>
internal static class RecordBatches
{
    private const int BytesMax = 1 << 20;
    private const int RecordsMax = 4_096;

    public static IEnumerable<IReadOnlyList<TransferRecord>> Of(IEnumerable<TransferRecord> records)
    {
        var batch = new List<TransferRecord>();
        var bytes = 0L;
        foreach (var record in records)
        {
            batch.Add(record);
            bytes += record.Key.Length + record.Value.Length;
            if (bytes >= BytesMax || batch.Count == RecordsMax)
            {
                yield return batch;
                batch = [];
                bytes = 0;
            }
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }
}
