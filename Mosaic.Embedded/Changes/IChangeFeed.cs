namespace Mosaic;

/// <summary>What was committed, in order.</summary>
/// <remarks>
/// Thread-safe; each enumeration is a follower of its own. A follower sees every durable change after its cursor, in commit order,
/// without holes. The record is bounded by <see cref="MosaicOptions.ChangeRecordRowsMax"/> and
/// <see cref="MosaicOptions.ChangeRecordAgeMax"/>, whoever follows.
/// </remarks>
public interface IChangeFeed
{
    /// <summary>Changes after <paramref name="cursor"/> (null: the oldest kept), then live. A cursor that was trimmed away, or is of another store, is <see cref="FeedTrimmedException"/>.</summary>
    /// <param name="cursor">Where an earlier follower ended; null: the oldest change that is kept.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>The changes; it ends only when cancelled or when the store is disposed.</returns>
    /// <exception cref="FeedTrimmedException">The cursor was trimmed away, or is of another store: begin with a full copy.</exception>
    IAsyncEnumerable<Change> ReadAsync(string? cursor = null, CancellationToken cancellationToken = default);

    /// <summary>The cursor of the last durable change.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The cursor; reading from it yields only what is committed later.</returns>
    ValueTask<string> GetHeadAsync(CancellationToken cancellationToken = default);
}
