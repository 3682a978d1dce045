namespace Mosaic.Queue.Rows;

/// <summary>What a job's key means for those that share it.</summary>
internal enum KeyKind : byte
{
    None,

    /// <summary>One at a time, strictly in the order of enqueueing.</summary>
    Ordering,

    /// <summary>A bounded number at a time, in the queue's order.</summary>
    Limit,
}
