using Mosaic.Queue.Leases;
using Mosaic.Queue.Limits;
using Mosaic.Queue.Moves;
using Mosaic.Queue.Rows;

namespace Mosaic.Queue.Ready;

/// <summary>
/// One queue in memory: who is next, who holds a lease, who waits, and how many there are. What changes rows comes here only
/// once readers see the rows, so a job enters the ready order when its enqueue is on stable storage.
/// </summary>
/// <param name="name">The queue's name.</param>
/// <param name="time">The clock.</param>
internal sealed partial class QueueRuntime(string name, TimeProvider time)
{
    private const int ReadyMax = 16_384;

    private readonly Lock _gate = new();
    private readonly ReadyOrder _ready = new(ReadyMax);
    private readonly Dictionary<JobKey, Lease> _leases = [];
    private readonly LinkedList<Waiter> _waiters = [];
    private readonly long[] _counts = new long[JobPlaces.All.Count];
    private readonly RateWindow _rate = new();
    private volatile QueueSettings _settings = QueueSettings.Default;
    private TaskCompletionSource? _refilling;

    public string Name => name;

    public QueueSettings Settings => _settings;

    /// <summary>Its own lock: asked while a claim reads rows.</summary>
    public KeyRates KeyRates { get; } = new(time);

    /// <summary>Of a queue that has rows: its jobs are there.</summary>
    public void Load(QueueInfo queue, Func<long, long> counter)
    {
        _settings = queue.Settings;
        foreach (var place in JobPlaces.All)
        {
            _counts[(int)place] = counter(queue.Counter(place));
        }

        if (_counts[(int)JobPlace.Ready] > 0)
        {
            _ready.StartAt(new JobKey(queue.Id, int.MaxValue, 0));
        }
    }

    /// <summary>The settings changed, for all to see.</summary>
    public void Set(QueueSettings settings)
    {
        lock (_gate)
        {
            _settings = settings;
            Tell(int.MaxValue);
        }
    }

    /// <summary>Takes the next ready jobs, none twice, as many as the limits allow. Each lease is the caller's to fill or to give back.</summary>
    public void Take(int jobsMax, List<Lease> taken)
    {
        lock (_gate)
        {
            jobsMax = Math.Min(jobsMax, Room());
            while (taken.Count < jobsMax && _ready.TryTake(out var job))
            {
                if (_leases.TryGetValue(job, out var held))
                {
                    held.IsNamedAgain |= held.Attempt == 0; // another looks whether its row is there, and may find that it was not yet
                    continue;
                }

                var lease = new Lease(job, (ulong)Random.Shared.NextInt64(long.MinValue, long.MaxValue));
                _leases.Add(job, lease);
                taken.Add(lease);
                lease.Start = _settings.Options.Rate is null ? null : _rate.Add(time);
            }
        }
    }

    /// <summary>A job has taken a step, visibly.</summary>
    /// <returns>The lease that ended with it.</returns>
    public Lease? Moved(JobMoved move)
    {
        lock (_gate)
        {
            Lease? ended = null;
            if (move.From is { } from)
            {
                _counts[(int)from.Place]--;
                if (from.Place == JobPlace.Ready && _leases.Remove(move.Job, out ended) && _settings.Options.Concurrency is not null)
                {
                    Tell(1); // its room is another's
                }
            }

            if (move.To is { } to)
            {
                _counts[(int)to.Place]++;
                if (to.Place == JobPlace.Ready)
                {
                    _ready.Add(move.Job);
                    Tell(1);
                }
            }

            return ended;
        }
    }

    public QueueStats Stats()
    {
        lock (_gate)
        {
            var leased = _leases.Count;
            return new QueueStats(
                Math.Max(0, Count(JobPlace.Ready) - leased) + Count(JobPlace.Blocked),
                Count(JobPlace.Delayed),
                leased,
                Count(JobPlace.Done),
                Count(JobPlace.Dead),
                _settings.Paused)
            {
                Cancelled = Count(JobPlace.Cancelled),
                WaitingChildren = Count(JobPlace.Parent),
                Blocked = Count(JobPlace.Blocked),
            };
        }
    }

    public long Count(JobPlace place)
    {
        lock (_gate)
        {
            return _counts[(int)place];
        }
    }

    /// <summary>How many more may be leased now.</summary>
    private int Room()
    {
        if (_settings.Paused)
        {
            return 0;
        }

        var room = _settings.Options.Concurrency is { } most ? Math.Max(0, most - _leases.Count) : int.MaxValue;
        return _settings.Options.Rate is { } rate ? Math.Min(room, _rate.Free(rate, time)) : room;
    }

    private bool HasConcurrencyLeft() => _settings.Options.Concurrency is not { } most || _leases.Count < most;
}
