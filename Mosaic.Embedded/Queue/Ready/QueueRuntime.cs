using Mosaic.Queue.Leases;
using Mosaic.Queue.Rows;

namespace Mosaic.Queue.Ready;

/// <summary>
/// One queue in memory: who is next, who holds a lease, who waits, and how many there are. What changes rows comes here only
/// once readers see the rows, so a job enters the ready order when its enqueue is on stable storage.
/// </summary>
internal sealed partial class QueueRuntime(string name)
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
}
