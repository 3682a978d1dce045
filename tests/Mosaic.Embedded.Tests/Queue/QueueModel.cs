namespace Mosaic.Embedded.Tests.Queue;

/// <summary>What a queue should be, kept as plainly as possible: jobs in a list, every question a search through those that have not ended.</summary>
internal sealed class QueueModel
{
    public const int KeyConcurrency = 2;

    private readonly Dictionary<string, ModelJob> _jobs = [];
    private readonly List<ModelJob> _open = [];
    private readonly Dictionary<string, ModelJob> _deduplicated = [];
    private long _arrivals;

    public IReadOnlyCollection<ModelJob> Jobs => _jobs.Values;

    public bool Paused { get; set; }

    public ModelJob this[string id] => _jobs[id];

    /// <summary>The job that an enqueue with this deduplication key is told of instead.</summary>
    public ModelJob? Deduplicated(string? key) => key is null ? null : _deduplicated.GetValueOrDefault(key);

    public void Enqueue(string id, EnqueueOptions options, DateTimeOffset now)
    {
        var number = ++_arrivals;
        var job = new ModelJob { Id = id, Options = options, RunAt = now + (options.Delay ?? TimeSpan.Zero), Number = options.LastInFirstOut ? -number : number };
        _jobs.Add(id, job);
        if (options.DeduplicationKey is { } key)
        {
            _deduplicated[key] = job;
        }

        Admit(job, now);
    }

    public IReadOnlyList<ModelJob> Lease(int max, DateTimeOffset now, TimeSpan timeout)
    {
        Pass(now);
        if (Paused)
        {
            return [];
        }

        var leased = _open.Where(static job => job is { State: JobState.Waiting, Blocked: false })
            .OrderByDescending(static job => job.Options.Priority).ThenBy(static job => job.Number).Take(max).ToList();
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
        foreach (var job in _open.Where(job => job.State == JobState.Leased && job.ExpiresAt <= now).ToList())
        {
            Fail(job, TimeSpan.Zero, now);
        }

        foreach (var job in _open.Where(job => job.State == JobState.Scheduled && job.RunAt <= now).OrderBy(static job => job.RunAt).ThenBy(static job => job.Number).ToList())
        {
            if (job.Holds)
            {
                job.State = JobState.Waiting;
            }
            else
            {
                Admit(job, now);
            }
        }
    }

    /// <summary>The process ended: every lease is dead.</summary>
    public void Reopen(DateTimeOffset now)
    {
        foreach (var job in _open.Where(static job => job.State == JobState.Leased).ToList())
        {
            Fail(job, TimeSpan.Zero, now);
        }
    }

    public void Complete(ModelJob job, DateTimeOffset now) => End(job, JobState.Completed, now);

    public void Cancel(ModelJob job, DateTimeOffset now) => End(job, JobState.Cancelled, now);

    public void Fail(ModelJob job, TimeSpan delay, DateTimeOffset now)
    {
        if (job.Attempt >= job.Options.MaxAttempts)
        {
            End(job, JobState.DeadLetter, now);
            return;
        }

        job.RunAt = now + delay;
        job.State = delay > TimeSpan.Zero ? JobState.Scheduled : JobState.Waiting;
        if (job.Options.LimitKey is not null && delay > TimeSpan.Zero)
        {
            job.Holds = false;
            Grant(job.Key, now);
        }
    }

    public void Redrive(ModelJob job, DateTimeOffset now)
    {
        job.Attempt = 0;
        job.RunAt = now;
        Admit(job, now);
    }

    public long Count(Func<ModelJob, bool> condition) => _jobs.Values.LongCount(condition);

    private void Admit(ModelJob job, DateTimeOffset now)
    {
        if (!_open.Contains(job))
        {
            _open.Add(job);
        }

        job.State = job.RunAt > now ? JobState.Scheduled : JobState.Waiting;
        if (job.Options.OrderingKey is not null || (job.Options.LimitKey is not null && job.State == JobState.Waiting))
        {
            job.State = JobState.Waiting;
            job.Blocked = true;
            Grant(job.Key, now);
        }
    }

    private void End(ModelJob job, JobState state, DateTimeOffset now)
    {
        job.State = state;
        job.Holds = false;
        job.Blocked = false;
        _open.Remove(job);
        if (job.Options.DeduplicationKey is { } key && _deduplicated.GetValueOrDefault(key) == job)
        {
            _deduplicated.Remove(key);
        }

        Grant(job.Key, now);
    }

    /// <summary>Gives free slots of a key to those that wait for one, in order.</summary>
    private void Grant(string? key, DateTimeOffset now)
    {
        while (key is not null && _open.Where(job => job.Key == key).ToList() is var jobs && jobs.Find(static job => job.Blocked) is { } any)
        {
            var ordered = any.Options.OrderingKey is not null;
            if (jobs.Count(static job => job.Holds) >= (ordered ? 1 : KeyConcurrency))
            {
                return;
            }

            var next = jobs.Where(static job => job.Blocked).OrderByDescending(job => ordered ? 0 : job.Options.Priority).ThenBy(static job => job.Number).First();
            next.Blocked = false;
            next.Holds = true;
            next.State = next.RunAt > now ? JobState.Scheduled : JobState.Waiting;
        }
    }
}
