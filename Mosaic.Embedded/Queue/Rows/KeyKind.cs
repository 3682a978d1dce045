namespace Mosaic.Backends;

/// <summary>What a job's key means for those that share it.</summary>
public enum KeyKind
{
    /// <summary>There is no key.</summary>
    None,

    /// <summary>One at a time, strictly in the order of enqueueing.</summary>
    Ordering,

    /// <summary>A bounded number at a time, in the queue's order.</summary>
    Limit,
}
