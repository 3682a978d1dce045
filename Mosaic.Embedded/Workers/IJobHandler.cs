namespace Mosaic;

/// <summary>Does the jobs of one type.</summary>
/// <typeparam name="TData">The type of the jobs' data.</typeparam>
public interface IJobHandler<in TData>
{
    /// <summary>Does one job. Called for several at a time.</summary>
    /// <param name="data">The job's data; default when it carries none.</param>
    /// <param name="context">The job, its lease and its store.</param>
    /// <param name="cancellationToken">Cancelled when the lease is lost, or the worker stops and has waited long enough.</param>
    /// <returns>A task that completes when the work is done; if it fails, so does the attempt.</returns>
    ValueTask HandleAsync(TData? data, JobContext context, CancellationToken cancellationToken);
}
