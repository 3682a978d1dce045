namespace Mosaic.Backends;

/// <summary>Files may still hold what was forgotten.</summary>
/// <param name="Sequence">The unit that deleted some of it last.</param>
public sealed record TransferForgotten(long Sequence) : TransferRow;
