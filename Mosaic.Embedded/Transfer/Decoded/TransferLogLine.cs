namespace Mosaic.Backends;

/// <summary>A line of a job's log.</summary>
/// <param name="Job">The job.</param>
/// <param name="Number">Its place, from 1.</param>
/// <param name="Line">The line.</param>
public sealed record TransferLogLine(JobKey Job, int Number, JobLogLine Line) : TransferRow;
