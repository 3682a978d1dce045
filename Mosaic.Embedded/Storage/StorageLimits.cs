namespace Mosaic.Storage;

/// <summary>How much is gathered before it moves on. Tests pass small ones, so that little data meets every step.</summary>
internal sealed record StorageLimits
{
    public static readonly StorageLimits Default = new();

    /// <summary>Bytes of an extent of the log. Kept in the log's header: an existing log goes on with its own.</summary>
    public int ExtentBytes { get; init; } = 1 << 20;

    /// <summary>Bytes of a table in memory at which it is frozen, to be applied.</summary>
    public long TableBytesMax { get; init; } = 16L << 20;

    /// <summary>Bytes of log at which a smaller table is frozen, too.</summary>
    public long LogBytesMax { get; init; } = 48L << 20;

    /// <summary>Bytes that LiteDB may hold in its own log in memory.</summary>
    public long UnflushedBytesMax { get; init; } = 8L << 20;

    /// <summary>Changed pages held in memory, above which a checkpoint is made in the middle of a table.</summary>
    public int DirtyPagesMax { get; init; } = 4096;

    /// <summary>Blocks that are changed while readers wait: about a tenth of a millisecond each.</summary>
    public int BlocksPerSlice { get; init; } = 16;

    /// <summary>Changes of searchable rows after which the index is committed, if it is not for the time.</summary>
    public long IndexCommitChanges { get; init; } = 50_000;
}
