namespace Mosaic;

/// <summary>What changed, not its image: a follower reads the row as it is now.</summary>
/// <param name="Cursor">The change's place in the feed; reading from it continues after this change.</param>
/// <param name="Kind">What kind of row it is: document, collection, queue, job, schedule, message, subscription, preference, insight, turn or session.</param>
/// <param name="Collection">The document's collection, the job's or schedule's queue, the message's or subscription's channel, the name of the collection or queue itself; for memory its user or session.</param>
/// <param name="Id">The row's id.</param>
/// <param name="Version">The row's version after the change.</param>
/// <param name="Operation">Whether the row was written or deleted.</param>
/// <param name="At">When it was committed.</param>
public sealed record Change(string Cursor, string Kind, string Collection, string Id, long Version, ChangeOperation Operation, DateTimeOffset At);
