namespace Mosaic.Backends;

/// <summary>What a store holds, in short.</summary>
/// <param name="At">The last unit that was counted.</param>
/// <param name="Hash">SHA-256 of all rows that are told, in the order of their keys: kind, lengths, key and value of each; without the change record.</param>
/// <param name="Counts">Rows of each kind.</param>
public sealed record TransferDigest(FeedCursor At, ReadOnlyMemory<byte> Hash, IReadOnlyDictionary<TransferKind, long> Counts);
