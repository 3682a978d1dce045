namespace Mosaic;

/// <summary>What was said, turn by turn.</summary>
/// <remarks>
/// Thread-safe. A write completes once it is durable.
/// </remarks>
public interface ISessions
{
    /// <summary>Appends a turn to its session, which exists from its first turn on.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>The turn's id.</returns>
    ValueTask<string> AppendAsync(SessionTurn turn, CancellationToken cancellationToken = default);

    /// <summary>Appends turns as one unit: all or none.</summary>
    /// <param name="turns">The turns, in order.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>The turns' ids, in order.</returns>
    ValueTask<IReadOnlyList<string>> AppendManyAsync(IEnumerable<SessionTurn> turns, CancellationToken cancellationToken = default);

    /// <summary>Reads a session.</summary>
    /// <param name="sessionId">The session's id.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>Its turns in order; none when the session is absent.</returns>
    IAsyncEnumerable<SessionTurn> ReadAsync(string sessionId, CancellationToken cancellationToken = default);

    /// <summary>Lists the sessions with a turn in a window of time that ends now.</summary>
    /// <param name="window">How far back.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>The sessions.</returns>
    IAsyncEnumerable<SessionInfo> GetRecentAsync(TimeSpan window, CancellationToken cancellationToken = default);

    /// <summary>Archives a session.</summary>
    /// <param name="sessionId">The session's id.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>A task that completes once that is durable.</returns>
    ValueTask ArchiveAsync(string sessionId, CancellationToken cancellationToken = default);
}
