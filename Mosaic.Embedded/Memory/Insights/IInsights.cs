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

    /// <summary>Lists a user's insights, beside writers: by id, which is the order of storing where the store makes the ids.</summary>
    /// <param name="userId">Whose.</param>
    /// <param name="superseded">Whether to list also those that others have replaced.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>The insights; none when the user has none.</returns>
    IAsyncEnumerable<Insight> ListAsync(string userId, bool superseded = false, CancellationToken cancellationToken = default);

    /// <summary>Changes how much an insight matters.</summary>
    /// <param name="id">The insight's id.</param>
    /// <param name="relevance">0 to 1: its <see cref="Insight.RelevanceScore"/> from now on.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>Whether there is such an insight.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The relevance is not 0 to 1.</exception>
    ValueTask<bool> SetRelevanceAsync(string id, double relevance, CancellationToken cancellationToken = default);

    /// <summary>
    /// Lets a user's insights fade: multiplies each relevance by 0.5 to the power of the time that has passed, in half-lives, since it faded last
    /// (<see cref="Insight.DecayedAt"/>) or came about. So it does not matter how often it is called. Some hundred insights are one unit; what
    /// is superseded stays as it is. Search does not weigh by relevance, it filters (<see cref="SearchFilter.MinRelevance"/>).
    /// </summary>
    /// <param name="userId">Whose.</param>
    /// <param name="halfLife">After how long half is left.</param>
    /// <param name="floor">What fading does not go below, 0 to 1; what is less already stays.</param>
    /// <param name="cancellationToken">Ends it between units.</param>
    /// <returns>How many faded.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The half-life is not positive, or the floor is not 0 to 1.</exception>
    ValueTask<long> DecayAsync(string userId, TimeSpan halfLife, double floor = 0, CancellationToken cancellationToken = default);

    /// <summary>Deletes an insight. One that it superseded stays superseded: it is read and listed as such, and not found by searches.</summary>
    /// <param name="id">The insight's id.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>Whether there was one.</returns>
    ValueTask<bool> DeleteAsync(string id, CancellationToken cancellationToken = default);
}
