namespace Mosaic.Postgres.Changes;

/// <summary>How a cursor stands to the change record.</summary>
/// <param name="TrimmedTo">The record begins after this number.</param>
/// <param name="TrimmedStamp">The stamp of the entry with that number.</param>
/// <param name="Last">The last number that was drawn.</param>
/// <param name="Stamp">The stamp of the entry with the cursor's number; null when there is none.</param>
internal readonly record struct ChangePlace(long TrimmedTo, ulong TrimmedStamp, long Last, ulong? Stamp);
