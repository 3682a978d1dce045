using NUnit.Framework;

namespace Mosaic.Specs;

/// <summary>A wall clock that jumps, for stores that have a clock of their own beside it: on a shared server all time is the server's.</summary>
public abstract class QueueClockSpec : QueueSpec
{
    [TestCase(-1)]
    [TestCase(1)]
    public async Task A_clock_that_jumps_a_day_holds_up_no_delay(int days)
    {
        var jumping = new JumpingClock(Clock);
        await using var store = await OpenAsync(new MosaicOptions { TimeProvider = jumping });
        var before = await store.Queue.EnqueueAsync("q", "before", 0, new EnqueueOptions { Delay = TimeSpan.FromSeconds(10) });
        jumping.Shift = TimeSpan.FromDays(days);
        var after = await store.Queue.EnqueueAsync("q", "after", 0, new EnqueueOptions { Delay = TimeSpan.FromSeconds(10) });
        var lease = await store.Queue.DequeueAsync("q");
        Assert.That(lease?.Job.Id, Is.EqualTo(days > 0 ? before : null), "set forward, what is due by the new time is due");
        Clock.Advance(TimeSpan.FromSeconds(10));

        var leases = await store.Queue.DequeueManyAsync("q", 5);
        Assert.That(leases.Select(static each => each.Job.Id), Is.EqualTo(days > 0 ? [after] : new[] { before, after }));
    }

    [TestCase(-1)]
    [TestCase(1)]
    public async Task A_clock_that_jumps_a_day_neither_ends_a_lease_nor_keeps_it(int days)
    {
        var jumping = new JumpingClock(Clock);
        await using var store = await OpenAsync(new MosaicOptions { TimeProvider = jumping });
        await store.Queue.EnqueueAsync("q", "t");
        var lease = (await store.Queue.DequeueAsync("q"))!;
        jumping.Shift = TimeSpan.FromDays(days);
        Clock.Advance(TimeSpan.FromSeconds(20));
        lease = await store.Queue.RenewAsync(lease);
        Clock.Advance(TimeSpan.FromSeconds(31));

        await Assert.ThrowsAsync<LeaseLostException>(async () => await store.Queue.AckAsync(lease));
        Assert.That((await store.Queue.DequeueAsync("q"))!.Job.Attempt, Is.EqualTo(2));
    }

    [Test]
    public async Task A_clock_set_back_repeats_no_run_and_one_set_forward_misses_none()
    {
        var jumping = new JumpingClock(Clock);
        await using var store = await OpenAsync(new MosaicOptions { TimeProvider = jumping });
        await store.Queue.Schedules.PutAsync(new JobSchedule { Id = "report", Queue = "q", Type = "t", Cron = "0 * * * *" });
        Clock.Advance(new DateTimeOffset(2030, 1, 2, 4, 0, 0, TimeSpan.Zero) - Clock.GetUtcNow());
        await store.Queue.AckAsync((await store.Queue.DequeueAsync("q"))!);

        jumping.Shift = TimeSpan.FromHours(-3);
        for (var i = 0; i < 6; i++)
        {
            Assert.That(await store.Queue.DequeueAsync("q"), Is.Null);
            Clock.Advance(TimeSpan.FromMinutes(30)); // up to 04:00 by the wall
        }

        Clock.Advance(TimeSpan.FromHours(1));
        Assert.That((await store.Queue.DequeueAsync("q"))!.Job.Id, Is.EqualTo("report@20300102T050000Z"));
        jumping.Shift += TimeSpan.FromDays(1);
        Assert.That((await store.Queue.DequeueAsync("q"))!.Job.Id, Is.EqualTo("report@20300103T050000Z"));
    }
}
