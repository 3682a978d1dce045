namespace Mosaic;

/// <summary>What happened to a job.</summary>
public enum JobEventKind
{
    /// <summary>It was enqueued.</summary>
    Enqueued = 1,

    /// <summary>What it waited for has come: its time, its key or its children.</summary>
    Ready = 2,

    /// <summary>An attempt has been running for a second. Shorter attempts are told of by their end alone.</summary>
    Running = 3,

    /// <summary>It reported progress, or logged.</summary>
    Progress = 4,

    /// <summary>An attempt failed; another follows.</summary>
    Failed = 5,

    /// <summary>It was acknowledged.</summary>
    Completed = 6,

    /// <summary>Its last attempt failed.</summary>
    DeadLetter = 7,

    /// <summary>It was withdrawn.</summary>
    Cancelled = 8,

    /// <summary>It begins anew.</summary>
    Redriven = 9,

    /// <summary>Its key's rate holds it back for a time.</summary>
    Postponed = 10,

    /// <summary>It is not kept any more.</summary>
    Removed = 11,
}
