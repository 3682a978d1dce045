namespace Mosaic;

/// <summary>What was said, turn by turn.</summary>
/// <remarks>
/// Thread-safe. A write completes once it is durable.
/// </remarks>
public interface ISessions
{
    /// <summary>Appends a turn to its session, which exists from its first turn on and belongs to that turn's user.</summary>
    /// <exception cref="MosaicException">The session is another user's.</exception>
    /// <exception cref="DuplicateKeyException">The turn's id is taken.</exception>
    /// <param name="turn">The turn.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>The turn's id.</returns>
    ValueTask<string> AppendAsync(SessionTurn turn, CancellationToken cancellationToken = default);

    /// <summary>Appends turns as one unit: all or none.</summary>
    /// <param name="turns">The turns, in order.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>The turns' ids, in order.</returns>
    ValueTask<IReadOnlyList<string>> AppendManyAsync(IEnumerable<SessionTurn> turns, CancellationToken cancellationToken = default);

    /// <summary>Reads one turn: one that a search found, or that <see cref="Insight.Provenance"/> names.</summary>
    /// <param name="turnId">The turn's id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The turn; null when absent.</returns>
    ValueTask<SessionTurn?> GetTurnAsync(string turnId, CancellationToken cancellationToken = default);

    /// <summary>Reads a session.</summary>
    /// <param name="sessionId">The session's id.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>Its turns in order; none when the session is absent.</returns>
    IAsyncEnumerable<SessionTurn> ReadAsync(string sessionId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Lists the sessions, of every user unless the store is bound to one by <see cref="IMemoryStore.ForUser"/>, whose last turn is in a window of
    /// time that ends now, or later; by the turns' own times.
    /// </summary>
    /// <remarks>Beside writers as <see cref="GetSinceAsync"/>.</remarks>
    /// <param name="window">How far back.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>The sessions, the one with the latest turn first.</returns>
    IAsyncEnumerable<SessionInfo> GetRecentAsync(TimeSpan window, CancellationToken cancellationToken = default);

    /// <summary>
    /// Lists the sessions, of every user unless the store is bound to one by <see cref="IMemoryStore.ForUser"/>, whose last turn is at a time or
    /// later; by the turns' own times.
    /// </summary>
    /// <remarks>
    /// Beside writers each session that is there all the time comes exactly once, as it is when it comes; one that gets turns meanwhile may
    /// come last, out of its order. One that is begun, deleted or archived meanwhile comes or does not.
    /// </remarks>
    /// <param name="since">The time.</param>
    /// <param name="archived">Whether to list also those that are archived.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>The sessions, the one with the latest turn first.</returns>
    IAsyncEnumerable<SessionInfo> GetSinceAsync(DateTimeOffset since, bool archived = true, CancellationToken cancellationToken = default);

    /// <summary>Marks a session as archived, until its next turn. It stays readable and searchable.</summary>
    /// <exception cref="MosaicException">There is no such session.</exception>
    /// <param name="sessionId">The session's id.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>A task that completes once that is durable.</returns>
    ValueTask ArchiveAsync(string sessionId, CancellationToken cancellationToken = default);
}
