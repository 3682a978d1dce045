namespace Mosaic.Benchmarks.ScanWrites;

/// <summary>What writers waited, in milliseconds.</summary>
internal sealed record LatencyFigure(double P50, double P99, double Max, double WritesPerSecond, double ScansPerSecond);
