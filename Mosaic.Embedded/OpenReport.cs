namespace Mosaic;

/// <summary>What opening the store had to do.</summary>
/// <param name="Recovered">The store was not closed cleanly, and what its log held was recovered.</param>
/// <param name="IndexRebuilt">
/// There is something to search, and the search index was absent, damaged, of another store or another history, or, where the store is
/// opened for reading only, is behind the store, as after <see cref="IMemoryStore.ForgetUserAsync"/>: it is built from the
/// file when it is first used. The mark beside the store tells that at opening; damage that only reading the index shows is reported
/// from its first use on.
/// </param>
/// <param name="Duration">How long opening took.</param>
public sealed record OpenReport(bool Recovered, bool IndexRebuilt, TimeSpan Duration);
