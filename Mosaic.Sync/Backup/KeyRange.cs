using Mosaic.Backends;

namespace Mosaic.Backup;

/// <summary>Rows of a kind from a key on, up to where the next range begins.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="From">The first key.</param>
/// <param name="Digest">Of its rows as they are in the backup; empty: they changed while it was made, and are compared with nothing.</param>
/// <param name="Rows">How many there were.</param>
internal sealed record KeyRange(TransferKind Kind, ReadOnlyMemory<byte> From, ReadOnlyMemory<byte> Digest, long Rows);
