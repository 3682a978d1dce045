using Mosaic.Queue.Rows;

namespace Mosaic.Queue.Leases;

/// <summary>A job in a worker's hands. Guarded by its queue.</summary>
internal sealed class Lease(JobKey job, ulong secret)
{
    public JobKey Job => job;

    /// <summary>Random; the part of the token that fences.</summary>
    public ulong Secret => secret;

    /// <summary>The number of the attempt that runs, from 1; 0 until the row was read.</summary>
    public int Attempt { get; set; }

    public TimeSpan Timeout { get; set; }

    /// <summary>By the clock that never jumps: <see cref="TimeProvider.GetTimestamp"/>.</summary>
    public long BegunAt { get; set; }

    /// <summary>By the wall clock, to be told.</summary>
    public DateTimeOffset BegunTime { get; set; }

    /// <summary>From this timestamp on it is expired.</summary>
    public long ExpiresAt { get; set; } = long.MaxValue;

    /// <summary>Its share of the queue's rate; null: there is none.</summary>
    public LinkedListNode<long>? Start { get; set; }

    /// <summary>The job became ready once more while its row was looked for.</summary>
    public bool IsNamedAgain { get; set; }

    /// <summary>Its place in the lease file; -1: none.</summary>
    public int Slot { get; set; } = -1;

    /// <summary>Whether the row counts the attempt already.</summary>
    public bool IsRecorded { get; set; }

    /// <summary>A unit that ends it is staged: it is nobody's any more, but not free yet.</summary>
    public bool IsEnding { get; set; }
}
