using Mosaic.Backends;
using Mosaic.Queue.Rows;
using Mosaic.Storage.Commit;
using Mosaic.Storage.Rows;

namespace Mosaic.Transfer;

/// <summary>Applies records to rows that are gathered. Chosen ids of jobs are kept meanwhile, so that a job can be found by its own.</summary>
internal static class RecordApplier
{
    /// <summary>Where the entries of the change record stand that were brought: the file in which rows are gathered has its own.</summary>
    public const byte HistoryTable = 250;

    private const int PageRows = 1_000;

    public static int Apply(UnitContext context, IReadOnlyList<TransferRecord> records)
    {
        foreach (var record in records)
        {
            Apply(context, record);
        }

        return records.Count;
    }

    private static void Apply(UnitContext context, in TransferRecord record)
    {
        switch (record.Operation)
        {
            case TransferOperation.Put:
                context.Put(Key(record.Key), record.Value.ToArray());
                if (IsJob((RowTable)record.Kind) && JobRowCodec.Decode(record.Value).ChosenId is { } id)
                {
                    context.Put(JobKeys.ById(id), JobKeys.Encode(ReadJob(record.Key.Span)));
                }

                break;
            case TransferOperation.Delete:
                context.Delete(Key(record.Key));
                break;
            case TransferOperation.DeleteRange:
                DeleteRange(context, Key(record.Key), record.Kind == TransferKind.Change ? [HistoryTable + 1] : record.Value.ToArray());
                break;
            case TransferOperation.DeleteJob:
                DeleteJob(context, JobKeys.Decode(record.Key.Span));
                break;
            case TransferOperation.DeleteJobById:
                var byId = Keys.Of(RowTable.JobId, record.Key.Span);
                if (context.Get(byId) is { } job)
                {
                    DeleteJob(context, JobKeys.Decode(job));
                    context.Delete(byId);
                }

                break;
            default:
                throw new StoreCorruptException($"A record's operation is {record.Operation}, which is not known.") { Operation = "restore" };
        }
    }

    private static void DeleteJob(UnitContext context, JobKey job)
    {
        foreach (var place in JobPlaces.All)
        {
            var key = place.Key(job);
            if (context.Get(key) is not null)
            {
                context.Delete(key);
            }
        }

        foreach (var (from, to) in JobOwnRows.Ranges(job))
        {
            DeleteRange(context, from, to);
        }
    }

    private static void DeleteRange(UnitContext context, byte[] from, byte[] to)
    {
        while (context.Scan(from, to, PageRows) is { Count: > 0 } page)
        {
            page.ForEach(row => context.Delete(row.Key.ToArray()));
            from = Keys.Next(page[^1].Key.Span);
        }
    }

    private static byte[] Key(ReadOnlyMemory<byte> told)
    {
        var key = told.ToArray();
        if (key[0] == (byte)RowTable.Change)
        {
            key[0] = HistoryTable;
        }

        return key;
    }

    private static bool IsJob(RowTable table) => table is RowTable.Job or RowTable.JobDelayed or RowTable.JobDone or RowTable.JobDead
        or RowTable.JobBlocked or RowTable.JobParent or RowTable.JobCancelled;

    private static JobKey ReadJob(ReadOnlySpan<byte> key) =>
        key[0] == (byte)RowTable.Job ? JobKeys.ReadReady(key) : JobKeys.ReadAside(key);
}
