namespace Mosaic.Backends;

/// <summary>An entry of the change record.</summary>
/// <param name="Sequence">The unit.</param>
/// <param name="Stamp">Its random stamp.</param>
/// <param name="At">When it was committed.</param>
/// <param name="Changes">What it changed; cursors are those of the store.</param>
public sealed record TransferChange(long Sequence, ulong Stamp, DateTimeOffset At, IReadOnlyList<Change> Changes) : TransferRow;
