namespace Mosaic.Index;

/// <summary>A row that the index found.</summary>
internal readonly record struct RankedKey(byte[] Key, double Score);
