namespace Mosaic.Backends;

/// <summary>Where a job is; one that is leased is ready still. Stored: only add.</summary>
public enum JobPlace
{
    /// <summary>May be leased, or is.</summary>
    Ready,

    /// <summary>Waits for its time.</summary>
    Delayed,

    /// <summary>Was acknowledged.</summary>
    Done,

    /// <summary>Failed for good.</summary>
    Dead,

    /// <summary>Waits in its key's own sequence until the key has a free slot.</summary>
    Blocked,

    /// <summary>Waits for its children.</summary>
    Parent,

    /// <summary>Was withdrawn.</summary>
    Cancelled,
}
