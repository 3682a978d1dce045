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

    private static DateTimeOffset Extend(Lease lease, TimeProvider time)
    {
        lease.ExpiresAt = time.GetTimestamp() + (long)(lease.Timeout.TotalSeconds * time.TimestampFrequency);
        return time.GetUtcNow() + lease.Timeout;
    }
}
