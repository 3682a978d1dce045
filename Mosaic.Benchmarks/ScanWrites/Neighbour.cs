namespace Mosaic.Benchmarks.ScanWrites;

/// <summary>Who runs beside the writers.</summary>
internal enum Neighbour
{
    None,

    Scan,

    /// <summary>Indexes that are built one after the other.</summary>
    IndexBuild,

    /// <summary>A thread that computes and touches no store: what the lost core alone costs the writers.</summary>
    Computation,
}
