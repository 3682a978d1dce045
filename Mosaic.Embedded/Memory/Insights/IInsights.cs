namespace Mosaic;

/// <summary>What was learned of and for users.</summary>
/// <remarks>
/// Thread-safe. A write completes once it is durable.
/// </remarks>
public interface IInsights
{
    /// <summary>Stores an insight.</summary>
    /// <exception cref="DuplicateKeyException">The id is taken.</exception>
    /// <exception cref="ConflictException">What it supersedes is absent, another user's, or superseded already.</exception>
    /// <param name="insight">The insight.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>The insight as stored.</returns>
    ValueTask<Insight> StoreAsync(NewInsight insight, CancellationToken cancellationToken = default);

    /// <summary>Stores insights as one unit: all or none.</summary>
    /// <param name="insights">The insights.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>The insights as stored, in order.</returns>
    ValueTask<IReadOnlyList<Insight>> StoreManyAsync(IEnumerable<NewInsight> insights, CancellationToken cancellationToken = default);

    /// <summary>Reads an insight.</summary>
    /// <param name="id">The insight's id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The insight; null when absent.</returns>
    ValueTask<Insight?> GetAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Deletes an insight.</summary>
    /// <param name="id">The insight's id.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>Whether there was one.</returns>
    ValueTask<bool> DeleteAsync(string id, CancellationToken cancellationToken = default);
}
