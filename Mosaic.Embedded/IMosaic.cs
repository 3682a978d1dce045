namespace Mosaic;

/// <summary>One store, whatever the tier: what an application holds.</summary>
/// <remarks>
/// Thread-safe: one instance serves the whole application. A write that was acknowledged (its task completed) is durable as
/// <see cref="MosaicOptions.Durability"/> says. A cancellation token is honoured until the write is admitted and ignored after:
/// <see cref="OperationCanceledException"/> means that nothing was written. Disposing completes the admitted writes,
/// fails the rest and ends waiting reads and feeds.
/// </remarks>
public interface IMosaic : IAsyncDisposable
{
    /// <summary>Where this store lives.</summary>
    MosaicTier Tier { get; }

    /// <summary>What this backend can do beyond what every backend does.</summary>
    MosaicCapabilities Capabilities { get; }

    /// <summary>The job queue.</summary>
    IJobQueue Queue { get; }

    /// <summary>Publish and subscribe.</summary>
    IChannels Channels { get; }

    /// <summary>JSON documents in collections.</summary>
    IDocumentStore Documents { get; }

    /// <summary>Preferences, insights and session logs, searchable.</summary>
    IMemoryStore Memory { get; }

    /// <summary>What was committed, in order.</summary>
    IChangeFeed Changes { get; }

    /// <summary>Runs <paramref name="work"/> over committed data plus its own writes and commits them as one unit, serializable.</summary>
    /// <typeparam name="T">What <paramref name="work"/> returns.</typeparam>
    /// <param name="work">Reads and writes through the transaction it is given. It may run several times, so it should have no other effects.</param>
    /// <param name="cancellationToken">Honoured until the unit is admitted to a commit.</param>
    /// <returns>What the run that was committed returned.</returns>
    /// <exception cref="ConflictException">Retries did not settle a conflict, or an expected version did not hold.</exception>
    /// <exception cref="DuplicateKeyException">A document to create exists, or a unique index holds its value.</exception>
    ValueTask<T> TransactAsync<T>(Func<IMosaicTransaction, CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken = default);

    /// <summary>Runs <paramref name="work"/> over committed data plus its own writes and commits them as one unit, serializable.</summary>
    /// <param name="work">Reads and writes through the transaction it is given. It may run several times, so it should have no other effects.</param>
    /// <param name="cancellationToken">Honoured until the unit is admitted to a commit.</param>
    /// <returns>A task that completes once the unit is durable.</returns>
    /// <exception cref="ConflictException">Retries did not settle a conflict, or an expected version did not hold.</exception>
    /// <exception cref="DuplicateKeyException">A document to create exists, or a unique index holds its value.</exception>
    ValueTask TransactAsync(Func<IMosaicTransaction, CancellationToken, ValueTask> work, CancellationToken cancellationToken = default);
}
