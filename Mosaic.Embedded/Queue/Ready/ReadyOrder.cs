using Mosaic.Queue.Rows;

namespace Mosaic.Queue.Ready;

/// <summary>
/// The next ready jobs of one queue, in order, in memory: bounded; what lies behind its frontier is read from the rows when it
/// runs low. May name a job twice, or one that is gone: who takes it looks. Guarded by its queue.
/// </summary>
internal sealed class ReadyOrder(int jobsMax)
{
    private static readonly JobOrder Order = JobOrder.Instance;

    private readonly PriorityQueue<JobKey, JobKey> _jobs = new(Order);
    private JobKey? _frontier;
    private JobKey _last;
    private List<JobKey>? _meanwhile;
    private JobKey _refillFrom;

    public int Count => _jobs.Count;

    /// <summary>Whether the rows may hold more than is here, and nobody reads them yet.</summary>
    public bool WantsRefill => _frontier is not null && _meanwhile is null && _jobs.Count <= jobsMax / 4;

    /// <summary>Whether somebody reads the rows.</summary>
    public bool IsRefilling => _meanwhile is not null;

    /// <summary>All ready jobs are in the rows only.</summary>
    public void StartAt(JobKey first) => _frontier = first;

    /// <summary>A job whose row readers see has become ready.</summary>
    public void Add(JobKey job)
    {
        _meanwhile?.Add(job); // the reading of the rows may have begun before its row was visible
        if (_frontier is { } frontier && Order.Compare(job, frontier) >= 0)
        {
            return;
        }

        if (_jobs.Count >= jobsMax && Order.Compare(job, _last) > 0)
        {
            _frontier = job;
            return;
        }

        Push(job);
        if (_jobs.Count > 2 * jobsMax)
        {
            Shrink();
        }
    }

    public bool TryTake(out JobKey job) => _jobs.TryDequeue(out job, out _);

    /// <returns>Where in the rows to read on.</returns>
    public JobKey BeginRefill()
    {
        _meanwhile = [];
        return _refillFrom = _frontier!.Value;
    }

    /// <param name="found">Ready jobs in the rows from the frontier on, in order.</param>
    /// <param name="next">Where to read on; null: there were no more.</param>
    public void EndRefill(IReadOnlyList<JobKey> found, JobKey? next)
    {
        var meanwhile = _meanwhile!;
        _meanwhile = null;
        if (_frontier is { } frontier && Order.Compare(frontier, _refillFrom) >= 0)
        {
            _frontier = next;
            foreach (var job in found)
            {
                Push(job);
            }
        }

        // Else so many came in front meanwhile that what was found lies behind the frontier.

        foreach (var job in meanwhile)
        {
            Add(job);
        }
    }

    /// <summary>The reading of the rows failed.</summary>
    public void AbandonRefill() => _meanwhile = null;

    private void Push(JobKey job)
    {
        if (_jobs.Count == 0 || Order.Compare(job, _last) > 0)
        {
            _last = job;
        }

        _jobs.Enqueue(job, job);
    }

    /// <summary>Many jobs came in front of others: keeps the first of them; the rest is read from the rows again.</summary>
    private void Shrink()
    {
        var ordered = new List<JobKey>(_jobs.Count);
        while (_jobs.TryDequeue(out var job, out _))
        {
            ordered.Add(job);
        }

        foreach (var job in ordered.Take(jobsMax))
        {
            Push(job);
        }

        _frontier = ordered[jobsMax];
    }
}
