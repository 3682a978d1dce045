namespace Mosaic.Benchmarks.Postgres;

/// <summary>Takes jobs and acknowledges them, the last ones together with the claim of the next.</summary>
internal sealed class TeamWorker(IJobQueue queue, string name)
{
    private readonly AsyncLocal<IReadOnlyList<JobLease>> _held = new();

    /// <returns>How many were acknowledged, or at first claimed.</returns>
    public async ValueTask<int> ProcessAsync(int max)
    {
        var leases = await queue.DequeueManyAsync(name, max);
        await queue.AckManyAsync(leases);
        return leases.Count;
    }
}
