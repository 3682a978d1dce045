using Mosaic.Queue.Leases;
using Mosaic.Queue.Rows;

namespace Mosaic.Queue.Ready;

/// <content>Who holds a job, and until when.</content>
internal sealed partial class QueueRuntime
{
    /// <summary>Gives a taken job back: it stays where it was in the order.</summary>
    public void GiveBack(Lease lease)
    {
        lock (_gate)
        {
            if (Release(lease))
            {
                _ready.Add(lease.Job);
            }

            Tell(1);
        }
    }

    /// <summary>The row of a taken job is gone: it was named twice, or comes again.</summary>
    public void Forget(Lease lease)
    {
        lock (_gate)
        {
            if (Release(lease) && lease.IsNamedAgain)
            {
                _ready.Add(lease.Job);
            }

            Tell(1);
        }
    }

    /// <summary>A taken job does not start now: it takes no share of the rate.</summary>
    public void Refund(Lease lease)
    {
        lock (_gate)
        {
            if (lease.Start is { } start)
            {
                _rate.Refund(start);
                Tell(1);
            }
        }
    }

    /// <summary>The live lease; null when it expired, is ending or is not this one.</summary>
    public Lease? FindLive(LeaseToken token)
    {
        lock (_gate)
        {
            return _leases.TryGetValue(token.Job, out var lease) && lease.Secret == token.Secret && !lease.IsEnding && time.GetTimestamp() < lease.ExpiresAt
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
    /// <returns>When it expires, by the wall clock; null: the job has left meanwhile.</returns>
    public DateTimeOffset? Begin(Lease lease, int attempt, TimeSpan timeout)
    {
        lock (_gate)
        {
            if (!IsHeld(lease))
            {
                return null;
            }

            lease.Attempt = attempt;
            lease.Timeout = timeout;
            lease.BegunAt = time.GetTimestamp();
            lease.BegunTime = time.GetUtcNow();
            return Extend(lease);
        }
    }

    /// <returns>When it expires now; null when it is not live.</returns>
    public DateTimeOffset? Renew(LeaseToken token)
    {
        lock (_gate)
        {
            return FindLive(token) is { } lease ? Extend(lease) : null;
        }
    }

    /// <summary>Whether the lease is still this job's and nobody has renewed or ended it.</summary>
    public bool IsExpired(Lease lease)
    {
        lock (_gate)
        {
            return IsHeld(lease) && time.GetTimestamp() >= lease.ExpiresAt;
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

    /// <summary>A unit that takes the job from where it is ready or leased is staged: a lease is nobody's any more, but not free yet.</summary>
    public void Leaving(JobKey job)
    {
        lock (_gate)
        {
            if (_leases.TryGetValue(job, out var lease))
            {
                lease.IsEnding = true;
            }
        }
    }

    /// <returns>Whether the job was still this taker's.</returns>
    private bool Release(Lease lease)
    {
        if (lease.Start is { } start)
        {
            _rate.Refund(start);
        }

        return _leases.TryGetValue(lease.Job, out var held) && ReferenceEquals(held, lease) && _leases.Remove(lease.Job);
    }

    private DateTimeOffset Extend(Lease lease)
    {
        lease.ExpiresAt = time.GetTimestamp() + (long)(lease.Timeout.TotalSeconds * time.TimestampFrequency);
        return time.GetUtcNow() + lease.Timeout;
    }
}
