namespace Mosaic.Queue.Rows;

/// <summary>Which table a job's row is in. Whether a ready job is leased is known in memory alone. Part of counters' ids: only add.</summary>
internal enum JobPlace
{
    Ready,
    Delayed,
    Done,
    Dead,

    /// <summary>Waits in its key's own sequence until the key has a free slot.</summary>
    Blocked,

    /// <summary>Waits for its children.</summary>
    Parent,
    Cancelled,
}
