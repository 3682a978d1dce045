namespace Mosaic;

/// <summary>Preferences, insights and session logs of users, searchable.</summary>
/// <remarks>
/// Thread-safe. A write completes once it is durable. A search that begins after a write's acknowledgement sees that write by its
/// keywords; its vector may lag.
/// </remarks>
public interface IMemoryStore
{
    /// <summary>The name of the backend.</summary>
    string Name { get; }

    /// <summary>What users prefer, by key.</summary>
    IPreferences Preferences { get; }

    /// <summary>What was learned of and for users.</summary>
    IInsights Insights { get; }

    /// <summary>What was said, turn by turn.</summary>
    ISessions Sessions { get; }

    /// <summary>Searches insights, turns and documents whose text was declared searchable.</summary>
    /// <param name="query">Words or a question, in natural language.</param>
    /// <param name="limit">The most hits to return, 1 or more; by default 10.</param>
    /// <param name="filter">What the search is limited to; null: the default local user's memory.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The hits, best first.</returns>
    ValueTask<IReadOnlyList<SearchHit>> SearchAsync(string query, int limit = 10, SearchFilter? filter = null, CancellationToken cancellationToken = default);

    /// <summary>The same store bound to one user: what belongs to others is absent.</summary>
    /// <param name="userId">Whose memory.</param>
    /// <returns>The bound store.</returns>
    IMemoryStore ForUser(string userId);

    /// <summary>Removes all that the store knows of a user.</summary>
    /// <param name="userId">Whose memory.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>What was removed, and what could not be reached.</returns>
    ValueTask<ForgetReport> ForgetUserAsync(string userId, CancellationToken cancellationToken = default);
}
