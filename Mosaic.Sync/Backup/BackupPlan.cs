using Mosaic.Backends;

namespace Mosaic.Backup;

/// <summary>What a run of a backup is to read.</summary>
internal sealed record BackupPlan
{
    /// <summary>Where reading by key begins or goes on.</summary>
    public CopyPosition From { get; init; } = new(StoreTransfer.Kinds[0], default);

    /// <summary>Whether all rows are read by key.</summary>
    public required bool IsFull { get; init; }

    /// <summary>The unit since which changes are read: of the base, or of the beginning of what goes on; null: none are.</summary>
    public FeedCursor? ChangedSince { get; init; }

    /// <summary>The base's ranges; null: there is no base.</summary>
    public RangeList? Ranges { get; init; }

    /// <summary>The first entry of the change record that belongs in.</summary>
    public long HistoryFrom { get; init; }

    /// <summary>Rows of each kind that are in the file already.</summary>
    public IReadOnlyDictionary<TransferKind, long> CountsBefore { get; init; } = new Dictionary<TransferKind, long>();

    /// <summary>Bytes of records that are in the file already.</summary>
    public long BytesBefore { get; init; }
}
