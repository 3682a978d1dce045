namespace Mosaic;

/// <summary>Does a job's work, or what comes around it.</summary>
/// <param name="context">The job, its lease and its store.</param>
/// <param name="cancellationToken">Cancelled when the lease is lost, or the worker stops and has waited long enough.</param>
/// <returns>A task that completes when the work is done; if it fails, so does the attempt.</returns>
public delegate ValueTask JobDelegate(JobContext context, CancellationToken cancellationToken);
