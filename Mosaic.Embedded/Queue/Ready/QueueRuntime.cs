using Mosaic.Queue.Leases;
using Mosaic.Queue.Rows;

namespace Mosaic.Queue.Ready;

/// <summary>
/// One queue in memory: who is next, who holds a lease, who waits, and how many there are. What changes rows comes here only
/// once readers see the rows, so a job enters the ready order when its enqueue is on stable storage.
/// </summary>
internal sealed class QueueRuntime(string name)
{
    private const int ReadyMax = 16_384;

    private readonly Lock _gate = new();
    private readonly ReadyOrder _ready = new(ReadyMax);
    private readonly Dictionary<JobKey, Lease> _leases = [];
    private readonly LinkedList<Waiter> _waiters = [];
    private readonly long[] _counts = new long[4];
    private TaskCompletionSource? _refilling;

    public string Name => name;

    /// <summary>Of a queue that has rows: its jobs are there.</summary>
    public void Load(QueueInfo queue, Func<long, long> counter)
    {
        foreach (var place in JobPlaces.All)
        {
            _counts[(int)place] = counter(queue.Counter(place));
        }

        if (_counts[(int)JobPlace.Ready] > 0)
        {
            _ready.StartAt(new JobKey(queue.Id, int.MaxValue, 0));
        }
    }

    /// <summary>Takes the next ready jobs, none twice. Each lease is the caller's to fill or to give back.</summary>
    public void Take(int jobsMax, List<Lease> taken)
    {
        lock (_gate)
        {
            while (taken.Count < jobsMax && _ready.TryTake(out var job))
            {
                if (_leases.ContainsKey(job))
                {
                    continue;
                }

                var lease = new Lease(job, (ulong)Random.Shared.NextInt64(long.MinValue, long.MaxValue));
                _leases.Add(job, lease);
                taken.Add(lease);
            }
        }
    }

    /// <returns>Where to read on in the rows; null when nothing is to be read now.</returns>
    public JobKey? TryBeginRefill()
    {
        lock (_gate)
        {
            if (!_ready.WantsRefill)
            {
                return null;
            }

            _refilling = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _ready.BeginRefill();
        }
    }

    public void EndRefill(IReadOnlyList<JobKey> found, JobKey? next)
    {
        lock (_gate)
        {
            _ready.EndRefill(found, next);
            _refilling!.SetResult();
            Tell(next is null ? found.Count : Math.Max(1, found.Count));
        }
    }

    public void AbandonRefill()
    {
        lock (_gate)
        {
            _ready.AbandonRefill();
            _refilling!.SetResult();
            Tell(1); // another may try
        }
    }

    /// <summary>While nothing is ready here and the rows are being read: completes when they have been. Until then nobody can say that the queue is empty.</summary>
    public bool TryGetRefill(out ValueTask refilled)
    {
        lock (_gate)
        {
            var refilling = _ready is { Count: 0, IsRefilling: true };
            refilled = refilling ? new ValueTask(_refilling!.Task) : default;
            return refilling;
        }
    }

    /// <summary>Gives a taken job back: it stays where it was in the order.</summary>
    public void GiveBack(Lease lease)
    {
        lock (_gate)
        {
            _leases.Remove(lease.Job);
            _ready.Add(lease.Job);
            Tell(1);
        }
    }

    /// <summary>The row of a taken job is gone: it was named twice.</summary>
    public void Forget(Lease lease)
    {
        lock (_gate)
        {
            _leases.Remove(lease.Job);
        }
    }

    /// <summary>The live lease; null when it expired, is ending or is not this one.</summary>
    public Lease? FindLive(LeaseToken token, long timestamp)
    {
        lock (_gate)
        {
            return _leases.TryGetValue(token.Job, out var lease) && lease.Secret == token.Secret && !lease.IsEnding && timestamp < lease.ExpiresAt
                ? lease
                : null;
        }
    }

    /// <summary>The attempt that runs; null when nobody holds the job.</summary>
    public int? RunningAttempt(JobKey job)
    {
        lock (_gate)
        {
            return _leases.TryGetValue(job, out var lease) && lease.Attempt > 0 ? lease.Attempt : null;
        }
    }

    /// <summary>The taken job is a lease from now on.</summary>
    /// <returns>When it expires, by the wall clock.</returns>
    public DateTimeOffset Begin(Lease lease, int attempt, TimeSpan timeout, TimeProvider time)
    {
        lock (_gate)
        {
            lease.Attempt = attempt;
            lease.Timeout = timeout;
            lease.BegunAt = time.GetTimestamp();
            return Extend(lease, time);
        }
    }

    /// <returns>When it expires now; null when it is not live.</returns>
    public DateTimeOffset? Renew(LeaseToken token, TimeProvider time)
    {
        lock (_gate)
        {
            return FindLive(token, time.GetTimestamp()) is { } lease ? Extend(lease, time) : null;
        }
    }

    /// <summary>Whether the lease is still this job's and nobody has renewed or ended it.</summary>
    public bool IsExpired(Lease lease, long timestamp)
    {
        lock (_gate)
        {
            return IsHeld(lease) && timestamp >= lease.ExpiresAt;
        }
    }

    /// <summary>Whether the lease is still this job's and no unit ends it.</summary>
    public bool IsHeld(Lease lease)
    {
        lock (_gate)
        {
            return _leases.TryGetValue(lease.Job, out var held) && ReferenceEquals(held, lease) && !lease.IsEnding;
        }
    }

    /// <summary>Leases that meet a condition, not those that are ending.</summary>
    public List<Lease> Leases(Func<Lease, bool> condition)
    {
        lock (_gate)
        {
            return [.. _leases.Values.Where(lease => lease is { IsEnding: false, Attempt: > 0 } && condition(lease))];
        }
    }

    /// <summary>A unit that ends the lease is staged.</summary>
    public void Ending(Lease lease)
    {
        lock (_gate)
        {
            lease.IsEnding = true;
        }
    }

    /// <summary>A job's row has come to <paramref name="to"/>, visibly; null: it was removed.</summary>
    public void Moved(JobKey job, JobPlace? from, JobPlace? to, bool endsLease)
    {
        lock (_gate)
        {
            if (endsLease)
            {
                _leases.Remove(job);
            }

            if (from is { } left)
            {
                _counts[(int)left]--;
            }

            if (to is { } reached)
            {
                _counts[(int)reached]++;
            }

            if (to == JobPlace.Ready)
            {
                _ready.Add(job);
                Tell(1);
            }
        }
    }

    public QueueStats Stats()
    {
        lock (_gate)
        {
            var leased = _leases.Count;
            return new QueueStats(
                Math.Max(0, Count(JobPlace.Ready) - leased), Count(JobPlace.Delayed), leased, Count(JobPlace.Done), Count(JobPlace.Dead), Paused: false);
        }
    }

    public long Count(JobPlace place)
    {
        lock (_gate)
        {
            return _counts[(int)place];
        }
    }

    /// <returns>null when a job may be ready: look again.</returns>
    public Waiter? Wait()
    {
        lock (_gate)
        {
            if (_ready.Count > 0 || _ready.WantsRefill)
            {
                return null;
            }

            var waiter = new Waiter();
            _waiters.AddLast(waiter);
            return waiter;
        }
    }

    /// <summary>The waiter gives up; if it was told of a job, another is told.</summary>
    public void Leave(Waiter waiter)
    {
        lock (_gate)
        {
            if (!_waiters.Remove(waiter))
            {
                Tell(1);
            }
        }
    }

    /// <summary>Everybody looks again.</summary>
    public void TellAll()
    {
        lock (_gate)
        {
            Tell(int.MaxValue);
        }
    }

    private static DateTimeOffset Extend(Lease lease, TimeProvider time)
    {
        lease.ExpiresAt = time.GetTimestamp() + (long)(lease.Timeout.TotalSeconds * time.TimestampFrequency);
        return time.GetUtcNow() + lease.Timeout;
    }

    private void Tell(int waiters)
    {
        for (; waiters > 0 && _waiters.First is { } first; waiters--)
        {
            _waiters.RemoveFirst();
            first.Value.TryTell();
        }
    }
}
