using NUnit.Framework;

namespace Mosaic.Specs;

/// <summary>Acknowledging and leasing the next in one call.</summary>
public abstract class QueueAckAndDequeueSpec : QueueSpec
{
    [Test]
    public async Task Every_job_is_taken_and_completed_once_in_order()
    {
        await EnqueueAsync(25);
        var (order, held) = (new List<string>(), await Queue.AckAndDequeueManyAsync([], "q", 4));
        while (held.Count > 0)
        {
            order.AddRange(held.Select(static lease => lease.Job.Type));
            Assert.That(held.Select(static lease => lease.Job.Attempt), Is.All.EqualTo(1));
            held = await Queue.AckAndDequeueManyAsync(held, "q", 4);
        }

        Assert.That(order, Is.EqualTo(Enumerable.Range(0, 25).Select(static number => $"{number}")));
        var stats = await Queue.GetStatsAsync("q");
        Assert.That((stats.Completed, stats.Leased, stats.Waiting), Is.EqualTo((25L, 0L, 0L)));
    }

    [Test]
    public async Task The_leases_are_as_good_as_any()
    {
        await EnqueueAsync(3);
        var first = await Queue.DequeueManyAsync("q", 1);
        var second = (await Queue.AckAndDequeueManyAsync(first, "q", 1, new DequeueOptions { VisibilityTimeout = TimeSpan.FromSeconds(30) }))[0];
        var renewed = await Queue.RenewAsync(second);
        await Queue.NackAsync(renewed, "no", TimeSpan.Zero);
        Assert.That((await LeaseAsync()).Job.Attempt, Is.EqualTo(2));

        var third = (await Queue.AckAndDequeueManyAsync([], "q", 1, new DequeueOptions { VisibilityTimeout = TimeSpan.FromSeconds(5) }))[0];
        Clock.Advance(TimeSpan.FromSeconds(5));
        await Assert.ThrowsAsync<LeaseLostException>(async () => await Queue.AckAsync(third));
    }

    [Test]
    public async Task A_lost_lease_completes_none_and_takes_none()
    {
        await EnqueueAsync(4);
        var leases = await Queue.DequeueManyAsync("q", 3);
        await Queue.AckAsync(leases[1]);

        await Assert.ThrowsAsync<LeaseLostException>(async () => await Queue.AckAndDequeueManyAsync(leases, "q", 5));
        await Assert.ThrowsAsync<LeaseLostException>(async () => await Queue.AckAndDequeueManyAsync([leases[0], leases[0]], "q", 5));
        var stats = await Queue.GetStatsAsync("q");
        Assert.That((stats.Completed, stats.Leased, stats.Waiting), Is.EqualTo((1L, 2L, 1L)));
        Assert.That((await Queue.AckAndDequeueManyAsync([leases[0], leases[2]], "q", 5)).Select(static lease => lease.Job.Type), Is.EqualTo(new[] { "3" }));
    }

    [Test]
    public async Task Bad_arguments_complete_nothing()
    {
        await EnqueueAsync(1);
        var leases = await Queue.DequeueManyAsync("q", 1);
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.AckAndDequeueManyAsync(leases, "", 1));
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.AckAndDequeueManyAsync(leases, "q", 0));
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.AckAndDequeueManyAsync(leases, "q", 1, new DequeueOptions { VisibilityTimeout = TimeSpan.FromDays(-1) }));
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.AckAndDequeueManyAsync(null!, "q", 1));
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.CatchAsync<OperationCanceledException>(async () => await Queue.AckAndDequeueManyAsync(leases, "q", 1, null, cancelled.Token));
        await Queue.AckManyAsync(leases);
    }

    [Test]
    public async Task Jobs_of_other_queues_are_completed_too()
    {
        await Queue.EnqueueAsync("a", "1");
        await Queue.EnqueueAsync("b", "2");
        await Queue.EnqueueAsync("c", "3");
        var both = new[] { await LeaseAsync("a"), await LeaseAsync("b") };
        Assert.That((await Queue.AckAndDequeueManyAsync(both, "c", 5)).Select(static lease => lease.Job.Type), Is.EqualTo(new[] { "3" }));
        Assert.That((await Queue.GetStatsAsync("a")).Completed + (await Queue.GetStatsAsync("b")).Completed, Is.EqualTo(2));
    }

    [Test]
    public async Task Limits_pauses_and_priorities_hold()
    {
        await EnqueueAsync(4);
        var held = await Queue.DequeueManyAsync("q", 1);
        await Queue.EnqueueAsync("q", "first", 0, new EnqueueOptions { Priority = 5 });
        held = await Queue.AckAndDequeueManyAsync(held, "q", 1);
        Assert.That(held[0].Job.Type, Is.EqualTo("first"));

        await Queue.ConfigureAsync("q", new QueueOptions { Concurrency = 1 });
        held = await Queue.AckAndDequeueManyAsync(held, "q", 5);
        Assert.That(held.Select(static lease => lease.Job.Type), Is.EqualTo(new[] { "1" }));
        await Queue.PauseAsync("q");
        Assert.That(await Queue.AckAndDequeueManyAsync(held, "q", 5), Is.Empty);
        Assert.That((await Queue.GetStatsAsync("q")).Completed, Is.EqualTo(3));
    }

    [Test]
    public async Task What_is_due_comes_along()
    {
        await EnqueueAsync(1);
        var held = await Queue.DequeueManyAsync("q", 1);
        var late = await Queue.EnqueueAsync("q", "late", 0, new EnqueueOptions { Delay = TimeSpan.FromSeconds(2) });
        Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.That((await Queue.AckAndDequeueManyAsync(held, "q", 1)).Select(static lease => lease.Job.Id), Is.EqualTo(new[] { late }));
    }

    [Test]
    public async Task It_waits_for_the_next()
    {
        await EnqueueAsync(1);
        var waiting = Queue.AckAndDequeueManyAsync(await Queue.DequeueManyAsync("q", 1), "q", 1, Waiting).AsTask();
        await Eventually(async () => (await Queue.GetStatsAsync("q")).Completed == 1, "the first is completed while it waits");
        await Queue.EnqueueAsync("q", "next");
        Assert.That((await waiting).Select(static lease => lease.Job.Type), Is.EqualTo(new[] { "next" }));
    }

    private async Task EnqueueAsync(int jobs) => await Queue.EnqueueManyAsync("q", Enumerable.Range(0, jobs).Select(static number => new NewJob($"{number}")));
}
