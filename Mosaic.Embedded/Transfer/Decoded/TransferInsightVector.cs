namespace Mosaic.Backends;

/// <summary>The vector that came with an insight.</summary>
/// <param name="Insight">The insight's id.</param>
/// <param name="Vector">The numbers.</param>
public sealed record TransferInsightVector(string Insight, ReadOnlyMemory<float> Vector) : TransferRow;
