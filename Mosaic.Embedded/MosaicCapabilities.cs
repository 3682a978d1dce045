namespace Mosaic;

/// <summary>What a backend can do beyond what every backend does.</summary>
[Flags]
public enum MosaicCapabilities
{
    /// <summary>Nothing beyond the common ground.</summary>
    None = 0,

    /// <summary>Queue, documents and memory commit as one unit: <see cref="IMosaic.TransactAsync{T}"/>.</summary>
    Transactions = 1,

    /// <summary>Sequence numbers of committed changes have no holes.</summary>
    GapFreeSequence = 2,

    /// <summary>The leases of a process that ended are free when the store is opened again, without waiting for their timeout.</summary>
    InstantLeaseRecovery = 4,

    /// <summary>A waiting dequeue is woken by the enqueue, without polling.</summary>
    PushWake = 8,

    /// <summary>Memory search can use vectors.</summary>
    VectorSearch = 16,

    /// <summary>A channel can have durable subscriptions, for which its messages outlive the process that published them.</summary>
    DurableChannels = 32,

    /// <summary>Ids and collections that differ by case alone are different documents, and not refused.</summary>
    CaseSensitiveIds = 64,
}
