namespace Mosaic.Benchmarks.Costs;

/// <summary>What one insert cost, all the work behind it included.</summary>
internal sealed record CostFigure
{
    /// <summary>Bytes allocated by the managed heap.</summary>
    public required double Allocated { get; init; }

    /// <summary>Bytes handed to the operating system's write calls.</summary>
    public required double Written { get; init; }

    /// <summary>Bytes written into the log: frames of units, and the journal of checkpoints.</summary>
    public double Log { get; init; }

    /// <summary>Frames of units: one sync each.</summary>
    public double Frames { get; init; }

    /// <summary>Pages of 8 KiB written into the data file.</summary>
    public double Pages { get; init; }
}
