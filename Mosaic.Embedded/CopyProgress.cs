namespace Mosaic;

/// <summary>How far a copy is.</summary>
/// <param name="BytesDone">Bytes copied.</param>
/// <param name="BytesTotal">Bytes to copy, as estimated now; it may grow while the store is written.</param>
public sealed record CopyProgress(long BytesDone, long BytesTotal);
