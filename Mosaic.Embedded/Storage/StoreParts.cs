using Mosaic.Storage.Changes;
using Mosaic.Storage.Commit;
using Mosaic.Storage.Files;
using Mosaic.Storage.Log;
using Mosaic.Storage.Ownership;
using Mosaic.Storage.Pages;
using Mosaic.Storage.Rows;

namespace Mosaic.Storage;

/// <summary>What <see cref="StoreOpener"/> has put together.</summary>
internal sealed record StoreParts
{
    public required StorePaths Paths { get; init; }

    public required IStorageFolder Folder { get; init; }

    public required StoreLock? Lock { get; init; }

    public required PagedFile Data { get; init; }

    public required RowStore Rows { get; init; }

    public required CounterTable Counters { get; init; }

    public required FeedTrim Trim { get; init; }

    public required StoreHealth Health { get; init; }

    public required StoreClock Clock { get; init; }

    public required Applier Applier { get; init; }

    /// <value>null: open for reading only.</value>
    public ExtentFile? LogFile { get; init; }

    /// <value>null: open for reading only.</value>
    public UnitLog? Log { get; init; }

    /// <value>null: open for reading only.</value>
    public GroupCommit? Commit { get; init; }

    /// <value>null: open for reading only.</value>
    public WriteLoop? Writer { get; init; }

    /// <summary>Whether an earlier process left units in the log.</summary>
    public bool Recovered { get; init; }
}
