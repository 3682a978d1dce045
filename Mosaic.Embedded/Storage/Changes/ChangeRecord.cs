namespace Mosaic.Storage.Changes;

/// <summary>What one commit changed, without images.</summary>
/// <param name="Sequence">The unit's number.</param>
/// <param name="Stamp">Random, so that two histories with the same number differ.</param>
/// <param name="Ticks">When it was committed, UTC ticks.</param>
/// <param name="Changes">The changed rows, as <see cref="ChangeCodec"/> writes them.</param>
internal readonly record struct ChangeRecord(long Sequence, ulong Stamp, long Ticks, ReadOnlyMemory<byte> Changes);
