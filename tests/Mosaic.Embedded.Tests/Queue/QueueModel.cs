namespace Mosaic.Embedded.Tests.Queue;

/// <summary>What a queue should be, kept as plainly as possible: every job in a list, every question a search through it.</summary>
internal sealed class QueueModel
{
    private readonly List<ModelJob> _jobs = [];
    private long _arrivals;

    public IReadOnlyList<ModelJob> Jobs => _jobs;

    public void Enqueue(string id, int priority, int attemptsMax, DateTimeOffset runAt) =>
        _jobs.Add(new ModelJob { Id = id, Priority = priority, AttemptsMax = attemptsMax, RunAt = runAt, Number = _arrivals++ });

    public IReadOnlyList<ModelJob> Lease(int max, DateTimeOffset now, TimeSpan timeout)
    {
        var leased = Ready(now).OrderByDescending(static job => job.Priority).ThenBy(static job => job.Number).Take(max).ToList();
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
        foreach (var job in _jobs)
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
        foreach (var job in _jobs.Where(static job => job.State == JobState.Leased))
        {
            Fail(job, now);
        }
    }

    public static void Fail(ModelJob job, DateTimeOffset runAt, bool delayed = false)
    {
        job.State = job.Attempt >= job.AttemptsMax ? JobState.DeadLetter : delayed ? JobState.Scheduled : JobState.Waiting;
        job.RunAt = runAt;
    }

    public long Count(JobState state) => _jobs.LongCount(job => job.State == state);

    private IEnumerable<ModelJob> Ready(DateTimeOffset now)
    {
        Pass(now);
        return _jobs.Where(static job => job.State == JobState.Waiting);
    }
}
