namespace Mosaic.Storage.Rows;

/// <summary>Rows in key order as of one sequence.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="Next">Where to go on; null when the range is used up.</param>
/// <param name="Sequence">The last unit that was visible.</param>
internal readonly record struct ScanPage(List<ScannedRow> Rows, byte[]? Next, long Sequence);
