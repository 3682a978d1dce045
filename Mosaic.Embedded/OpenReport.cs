namespace Mosaic;

/// <summary>What opening the store had to do.</summary>
/// <param name="Recovered">The store was not closed cleanly, and what its log held was recovered.</param>
/// <param name="IndexRebuilt">The search index was absent or of another store, and was built anew.</param>
/// <param name="Duration">How long opening took.</param>
public sealed record OpenReport(bool Recovered, bool IndexRebuilt, TimeSpan Duration);
