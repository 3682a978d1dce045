using Mosaic.Backends;

namespace Mosaic.Backup;

/// <summary>How far reading has come: all rows before are in the file as of some moment since the backup began.</summary>
/// <param name="Kind">The kind that is being read.</param>
/// <param name="Next">The first key that was not read; empty: none was.</param>
internal readonly record struct CopyPosition(TransferKind Kind, ReadOnlyMemory<byte> Next);
