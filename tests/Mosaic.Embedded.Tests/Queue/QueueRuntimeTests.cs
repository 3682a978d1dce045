using Mosaic.Backends;
using Mosaic.Queue;
using Mosaic.Queue.Leases;
using Mosaic.Queue.Moves;
using Mosaic.Queue.Ready;
using Mosaic.Queue.Rows;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Queue;

/// <summary>Orders of events that races seldom show.</summary>
public sealed class QueueRuntimeTests
{
    private static readonly JobKey Job = new(1, 0, 5);
    private static readonly JobRow Row = new() { Type = "t", AttemptsMax = 5, CreatedTicks = 1, RunAtTicks = 1 };
    private static readonly JobStep Ready = new(JobPlace.Ready, Row);
    private static readonly JobStep Gone = new(JobPlace.Cancelled, Row);

    private QueueRuntime _runtime = null!;

    [SetUp]
    public void MakeQueue() => _runtime = new QueueRuntime("q", TimeProvider.System);

    [TestCase(true)]
    [TestCase(false)]
    public void A_job_that_left_and_came_back_while_its_row_was_looked_for_can_be_taken(bool takenBefore)
    {
        List<Lease> stale = [], next = [];
        Move(null, Ready);
        if (takenBefore)
        {
            _runtime.Take(1, stale);
        }

        Move(Ready, Gone);
        if (!takenBefore)
        {
            _runtime.Take(1, stale);
        }

        Move(Gone, Ready);
        Begin(next);
        _runtime.Forget(stale[0]);
        Begin(next);

        Assert.That(next, Has.Count.EqualTo(1));
        Assert.That(_runtime.FindLive(new LeaseToken(Job, next[0].Secret)), Is.Not.Null);
    }

    [Test]
    public void A_worker_that_took_nothing_while_the_rows_were_read_looks_again_when_they_have_been()
    {
        const int more = 20_000;
        List<Lease> taken = [], none = [];
        for (var number = 1; number <= more; number++)
        {
            _runtime.Moved(new JobMoved("q", new JobKey(1, 0, number), null, Ready));
        }

        _runtime.Take(more, taken);
        var first = _runtime.TryBeginRefill()!.Value;
        _runtime.Take(1, none);
        _runtime.EndRefill([first], null);

        Assert.That(none, Is.Empty);
        Assert.That(_runtime.MayHaveMore(out var refilled));
        Assert.That(refilled.IsCompleted);
        _runtime.Take(more, taken);
        Assert.That(_runtime.MayHaveMore(out _), Is.False);
    }

    [Test]
    public void A_lease_does_not_begin_once_its_job_has_left()
    {
        List<Lease> taken = [];
        Move(null, Ready);
        _runtime.Take(1, taken);
        Move(Ready, Gone);
        Assert.That(_runtime.Begin(taken[0], 1, TimeSpan.FromMinutes(1)), Is.Null);
    }

    [Test]
    public void Many_jobs_that_come_in_front_while_the_rows_are_read_lose_none()
    {
        var order = new ReadyOrder(8);
        var rows = new SortedSet<JobKey>(JobOrder.Instance);
        Add(0, 0, 20);
        Take(static order => !order.WantsRefill);
        var first = order.BeginRefill();
        Add(9, 100, 15);
        Take(static _ => true);
        End(first);
        do
        {
            Take(static _ => true);
            if (order.WantsRefill)
            {
                End(order.BeginRefill());
            }
        }
        while (order.Count > 0 || order.WantsRefill);

        Assert.That(rows, Is.Empty);

        void Add(int priority, long number, int count)
        {
            for (var i = 0; i < count; i++)
            {
                rows.Add(new JobKey(1, priority, number + i));
                order.Add(new JobKey(1, priority, number + i));
            }
        }

        void Take(Func<ReadyOrder, bool> condition)
        {
            while (condition(order) && order.TryTake(out var job))
            {
                rows.Remove(job);
            }
        }

        void End(JobKey from)
        {
            var page = rows.Where(job => JobOrder.Instance.Compare(job, from) >= 0).ToList();
            order.EndRefill([.. page.Take(1)], page.Count > 1 ? page[1] : null);
        }
    }

    private void Move(JobStep? from, JobStep? to) => _runtime.Moved(new JobMoved("q", Job, from, to));

    private void Begin(List<Lease> leases)
    {
        if (leases.Count == 0)
        {
            _runtime.Take(1, leases);
            leases.ForEach(lease => _runtime.Begin(lease, 1, TimeSpan.FromMinutes(1)));
        }
    }
}
