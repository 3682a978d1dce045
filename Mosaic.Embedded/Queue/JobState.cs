namespace Mosaic;

/// <summary>Where a job is in its life.</summary>
public enum JobState
{
    /// <summary>Ready to be dequeued, or as soon as others of its ordering or limit key have ended.</summary>
    Waiting,

    /// <summary>Not before its time, <see cref="Job.RunAt"/>.</summary>
    Scheduled,

    /// <summary>A worker holds its lease.</summary>
    Leased,

    /// <summary>Waits until the jobs it depends on have ended.</summary>
    WaitingChildren,

    /// <summary>Acknowledged.</summary>
    Completed,

    /// <summary>Failed as many times as it may; kept for inspection.</summary>
    DeadLetter,

    /// <summary>Withdrawn before it completed.</summary>
    Cancelled,
}
