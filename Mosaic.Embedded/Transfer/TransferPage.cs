namespace Mosaic.Backends;

/// <summary>Some rows of one kind in the order of their keys, all as of one moment.</summary>
/// <param name="Records">The rows.</param>
/// <param name="Next">Where to go on; null: there are no more.</param>
public sealed record TransferPage(IReadOnlyList<TransferRecord> Records, ReadOnlyMemory<byte>? Next);
