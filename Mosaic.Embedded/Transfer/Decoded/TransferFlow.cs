namespace Mosaic.Backends;

/// <summary>A parent's children in numbers.</summary>
/// <param name="Parent">The parent.</param>
/// <param name="Pending">How many it waits for.</param>
/// <param name="Total">How many it has.</param>
public sealed record TransferFlow(JobKey Parent, int Pending, int Total) : TransferRow;
