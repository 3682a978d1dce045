namespace Mosaic.Index;

/// <summary>A row that the index found.</summary>
/// <param name="Key">The row's key.</param>
/// <param name="Score">Higher is better.</param>
/// <param name="At">When it came about, UTC ticks.</param>
internal readonly record struct RankedKey(byte[] Key, double Score, long At);
