namespace Mosaic.Backends;

/// <summary>A failed attempt of a job.</summary>
/// <param name="Job">The job.</param>
/// <param name="Version">The job's version then, by which attempts are in order.</param>
/// <param name="Attempt">How it went.</param>
public sealed record TransferAttempt(JobKey Job, int Version, JobAttempt Attempt) : TransferRow;
