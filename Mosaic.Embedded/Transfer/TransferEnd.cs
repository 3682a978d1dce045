namespace Mosaic.Backends;

/// <summary>What was still missing of a copy, and of which moment the copy is with it.</summary>
/// <param name="Records">The rows that changed since they were read, as of that moment.</param>
/// <param name="At">The last unit that the copy holds.</param>
public sealed record TransferEnd(IReadOnlyList<TransferRecord> Records, FeedCursor At);
