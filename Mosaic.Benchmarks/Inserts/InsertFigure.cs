namespace Mosaic.Benchmarks.Inserts;

/// <summary>One side's inserts with one number of callers, in one repetition.</summary>
/// <param name="PerSecond">Completed within the measured time.</param>
/// <param name="PerSecondWithClose">All, warm-up included, over the time until the store was closed and everything in its place.</param>
/// <param name="Inserted">All of them.</param>
/// <param name="BytesPerInsert">Bytes handed to the operating system per insert, the closing included.</param>
internal sealed record InsertFigure(double PerSecond, double PerSecondWithClose, long Inserted, double BytesPerInsert)
{
    /// <summary>What one fsync after an append cost about then, where that was probed.</summary>
    public double SyncSeconds { get; init; }
}
