namespace Mosaic.Embedded.Tests.Queue;

/// <summary>What a queue should be, kept as plainly as possible: jobs in a list, every question a search through those that have not ended.</summary>
internal sealed class QueueModel
{
    private readonly Dictionary<string, ModelJob> _jobs = [];
    private readonly List<ModelJob> _open = [];
    private long _arrivals;

    public IReadOnlyCollection<ModelJob> Jobs => _jobs.Values;

    public ModelJob this[string id] => _jobs[id];

    public void Enqueue(string id, int priority, int attemptsMax, DateTimeOffset runAt)
    {
        var job = new ModelJob { Id = id, Priority = priority, AttemptsMax = attemptsMax, RunAt = runAt, Number = _arrivals++ };
        _jobs.Add(id, job);
        _open.Add(job);
    }

    public IReadOnlyList<ModelJob> Lease(int max, DateTimeOffset now, TimeSpan timeout)
    {
        Pass(now);
        var leased = _open.Where(static job => job.State == JobState.Waiting)
            .OrderByDescending(static job => job.Priority).ThenBy(static job => job.Number).Take(max).ToList();
        foreach (var job in leased)
        {
            job.State = JobState.Leased;
            job.Attempt++;
            job.ExpiresAt = now + timeout;
        }

        return leased;
    }

    /// <summary>What time alone changes: leases expire, delays end.</summary>
    public void Pass(DateTimeOffset now)
    {
        foreach (var job in _open.ToList())
        {
            if (job.State == JobState.Leased && job.ExpiresAt <= now)
            {
                Fail(job, now);
            }
            else if (job.State == JobState.Scheduled && job.RunAt <= now)
            {
                job.State = JobState.Waiting;
            }
        }
    }

    /// <summary>The process ended: every lease is dead.</summary>
    public void Reopen(DateTimeOffset now)
    {
        foreach (var job in _open.Where(static job => job.State == JobState.Leased).ToList())
        {
            Fail(job, now);
        }
    }

    public void Complete(ModelJob job)
    {
        job.State = JobState.Completed;
        _open.Remove(job);
    }

    public void Fail(ModelJob job, DateTimeOffset runAt, bool delayed = false)
    {
        job.State = job.Attempt >= job.AttemptsMax ? JobState.DeadLetter : delayed ? JobState.Scheduled : JobState.Waiting;
        job.RunAt = runAt;
        if (job.State == JobState.DeadLetter)
        {
            _open.Remove(job);
        }
    }

    public long Count(JobState state) => _jobs.Values.LongCount(job => job.State == state);
}
