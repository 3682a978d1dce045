using System.Collections.Concurrent;

namespace Mosaic.Benchmarks.Postgres;

/// <summary>Takes jobs and acknowledges them: what was taken last together with the claim of the next, in one round trip.</summary>
internal sealed class TeamWorker(IJobQueue queue, string name)
{
    // As many as there are callers: each takes up what some caller left.
    private readonly ConcurrentBag<IReadOnlyList<JobLease>> _held = [];

    /// <returns>How many were acknowledged; those that were claimed for the first time count with their acknowledgement.</returns>
    public async ValueTask<int> ProcessAsync(int max)
    {
        if (!_held.TryTake(out var leases))
        {
            leases = await queue.DequeueManyAsync(name, max);
        }

        var next = await queue.AckAndDequeueManyAsync(leases, name, max);
        _held.Add(next);
        return leases.Count;
    }
}
