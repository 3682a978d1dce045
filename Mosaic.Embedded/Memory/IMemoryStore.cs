namespace Mosaic;

/// <summary>Preferences, insights and session logs of users, searchable.</summary>
/// <remarks>
/// Thread-safe. A write completes once it is durable. A search that begins after a write's acknowledgement sees that write by its
/// keywords; its vector may lag. Ids, keys and categories are 1 to 512 UTF-8 bytes, a user's id 1 to 256, without U+0000; texts at most
/// 16,000,000 bytes. What breaks a rule is <see cref="ArgumentException"/>.
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
    /// <remarks>
    /// Any of the words is found, by its stem, whatever its case and accents; rarer and more of them rank higher; equal scores come the
    /// latest first. Chinese, Japanese, Korean and Thai are found by parts of a text; what is longer than 255 characters and has no
    /// such parts is not found. Nothing in a query is syntax, and its first 1,024
    /// different words count. English function and question words count only when there are no others and no date (May the month does); a query without any word finds
    /// nothing, unless <see cref="SearchFilter.Phrases"/> say what to find. Insights that another one superseded are not found. A document has no user:
    /// it is found whoever asks, unless the filter excludes it, but not through <see cref="ForUser"/>.
    /// <para>
    /// Turns are found also by what stands around them: the turns beside, their session, who speaks, and when it was. A query may name that in
    /// English or ISO 8601: "on 7 May 2023", "in March", "Friday", "today", "yesterday", "last May", "last week", "last year", "2023-05-07"; a turn's
    /// day is that of <see cref="SessionTurn.At"/> with its own offset, "today" and what is "last" are counted from now in UTC. Turns of that
    /// time come the higher, others are not left out: what must be of a time is said by <see cref="SearchFilter.From"/> and
    /// <see cref="SearchFilter.To"/>. A hit whose own text has none of the query's words has no <see cref="SearchHit.Highlights"/>; a turn without text is no hit.
    /// </para>
    /// </remarks>
    /// <param name="query">Words or a question, in natural language.</param>
    /// <param name="limit">The most hits to return, 1 to 10,000; by default 10.</param>
    /// <param name="filter">What the search is limited to; null: the memory of <see cref="LocalUser.Id"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The hits, best first.</returns>
    /// <exception cref="ArgumentException">The limit is out of its range, or the filter breaks a rule.</exception>
    /// <exception cref="MosaicException">
    /// Transient: the search index is more than a second behind, or half a minute when it is opened or built anew; or its folder cannot be used.
    /// </exception>
    ValueTask<IReadOnlyList<SearchHit>> SearchAsync(string query, int limit = 10, SearchFilter? filter = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// The same store bound to one user: what belongs to others is absent, also by its id and with <see cref="SearchFilter.AllUsers"/>; writing it, or
    /// binding to another user, is <see cref="MosaicException"/>. Documents belong to nobody and are not found through it.
    /// </summary>
    /// <remarks>
    /// Reading others' data finds nothing; writing for others is refused with a <see cref="MosaicException"/>. Ids of insights,
    /// turns and sessions are unique in the store: one that somebody else has is refused, too, which tells that it is taken.
    /// Calls, insights and turns that name a user name the bound one.
    /// </remarks>
    /// <param name="userId">Whose memory.</param>
    /// <returns>The bound store.</returns>
    IMemoryStore ForUser(string userId);

    /// <summary>Removes all that the store knows of a user.</summary>
    /// <remarks>
    /// In units of some rows each, so that others write between; interrupted, calling it again goes on. When it completes, all that was
    /// acknowledged before the call is gone, and no search finds any of it. What is stored for the user while it runs may be gone or stay; it
    /// completes also beside somebody who never pauses to do so. Who wants nothing left stops storing first.
    /// </remarks>
    /// <param name="userId">Whose memory.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>What was removed, and what could not be reached.</returns>
    ValueTask<ForgetReport> ForgetUserAsync(string userId, CancellationToken cancellationToken = default);
}
