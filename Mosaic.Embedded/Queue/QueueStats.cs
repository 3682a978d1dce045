namespace Mosaic;

/// <summary>How many jobs of a queue are in which state.</summary>
/// <param name="Waiting">Ready to be dequeued, or as soon as others of their key have ended.</param>
/// <param name="Scheduled">Not before their time.</param>
/// <param name="Leased">In the hands of workers.</param>
/// <param name="Completed">Acknowledged and still kept.</param>
/// <param name="DeadLetter">Failed as many times as they may.</param>
/// <param name="Paused">Nothing is dequeued until the queue is resumed.</param>
public sealed record QueueStats(long Waiting, long Scheduled, long Leased, long Completed, long DeadLetter, bool Paused)
{
    /// <summary>Withdrawn and still kept.</summary>
    public long Cancelled { get; init; }

    /// <summary>Waiting for their children.</summary>
    public long WaitingChildren { get; init; }

    /// <summary>How many of <see cref="Waiting"/> wait for their ordering or limit key.</summary>
    public long Blocked { get; init; }
}
