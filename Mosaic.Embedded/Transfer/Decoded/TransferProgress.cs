namespace Mosaic.Backends;

/// <summary>A job's progress.</summary>
/// <param name="Job">The job.</param>
/// <param name="FirstLine">The number of the first log line that is kept.</param>
/// <param name="NextLine">The number of the next one.</param>
/// <param name="Progress">JSON; empty: none.</param>
public sealed record TransferProgress(JobKey Job, int FirstLine, int NextLine, ReadOnlyMemory<byte> Progress) : TransferRow;
