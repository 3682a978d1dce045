using Mosaic.Backends;
using Mosaic.Storage.Rows;

namespace Mosaic.Transfer;

/// <summary>What each table of rows is to a copy. A table that is missing here is missing in copies: a test looks at all there are.</summary>
internal static class TransferTables
{
    /// <summary>
    /// Kinds all of whose changes the change record tells, by themselves or with what they belong to: a job's attempts and notes go with
    /// the job, the vector that came with an insight with that.
    /// </summary>
    public static readonly IReadOnlyList<TransferKind> Told =
    [
        TransferKind.Document, TransferKind.Job, TransferKind.JobDelayed, TransferKind.JobDone, TransferKind.JobDead, TransferKind.JobBlocked,
        TransferKind.JobParent, TransferKind.JobCancelled, TransferKind.JobAttempt, TransferKind.JobNote, TransferKind.Preference, TransferKind.Insight,
        TransferKind.InsightVector, TransferKind.Turn, TransferKind.Session,
    ];

    /// <summary>Kinds that also change without being told: a copy is brought up to date by comparing. Those of vectors stand last.</summary>
    public static readonly IReadOnlyList<TransferKind> Untold =
    [
        TransferKind.Collection, TransferKind.Queue, TransferKind.JobSchedule, TransferKind.JobChild, TransferKind.JobFlow, TransferKind.JobDeduplication,
        TransferKind.ChannelMessage, TransferKind.ChannelSubscription, TransferKind.ChannelTrim, TransferKind.Forgotten, TransferKind.VectorCorpus,
        TransferKind.VectorMark, TransferKind.TextModel, TransferKind.TextVector,
    ];

    /// <summary>Tables that follow from the others.</summary>
    public static readonly IReadOnlyList<RowTable> Derived =
    [
        RowTable.IndexEntry, RowTable.Expiry, RowTable.JobDue, RowTable.JobId, RowTable.JobSequence, RowTable.JobSlots, RowTable.JobDeduplicationEnd,
        RowTable.SessionRecency, RowTable.UserMemory, RowTable.TurnId, RowTable.InsightExpiry,
    ];

    /// <summary>Tables by which a file counts and remembers.</summary>
    public static readonly IReadOnlyList<RowTable> Own = [RowTable.Counter, RowTable.Feed, RowTable.Change];

    private static readonly bool[] Copied = Flags();

    /// <summary>Whether a key's row is told to copies.</summary>
    public static bool IsCopied(ReadOnlySpan<byte> key) => Copied[key[0]];

    private static bool[] Flags()
    {
        var flags = new bool[256];
        foreach (var kind in Told.Concat(Untold))
        {
            flags[(byte)kind] = true;
        }

        return flags;
    }
}
