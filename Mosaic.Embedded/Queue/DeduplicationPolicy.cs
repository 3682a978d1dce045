namespace Mosaic;

/// <summary>What becomes of a job whose deduplication key is taken.</summary>
public enum DeduplicationPolicy
{
    /// <summary>It is not enqueued; the first job's id is returned.</summary>
    Keep,

    /// <summary>It takes the place of the first, which is removed unless a worker has it or it has ended; then the new one is enqueued beside it.</summary>
    Replace,

    /// <summary>It is not enqueued, the first job's id is returned, and the key's time to live begins anew.</summary>
    Extend,
}
