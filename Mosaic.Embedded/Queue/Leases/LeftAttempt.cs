using Mosaic.Queue.Rows;

namespace Mosaic.Queue.Leases;

/// <summary>An attempt that has begun, as the lease file tells it to the next process.</summary>
/// <param name="Job">The job.</param>
/// <param name="Attempt">Its number, from 1.</param>
/// <param name="Redrives">How often the job had begun anew by then: an attempt of before says nothing of those after.</param>
internal readonly record struct LeftAttempt(JobKey Job, int Attempt, int Redrives);
