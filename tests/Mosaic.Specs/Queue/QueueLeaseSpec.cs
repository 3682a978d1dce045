using NUnit.Framework;

namespace Mosaic.Specs;

public abstract class QueueLeaseSpec : QueueSpec
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    [Test]
    public async Task A_job_whose_lease_expired_is_leased_again_as_the_next_attempt()
    {
        var id = await Queue.EnqueueAsync("q", "t");
        var first = await LeaseAsync();
        Clock.Advance(Timeout);

        var second = await LeaseAsync();

        Assert.That(second.Job.Id, Is.EqualTo(id));
        Assert.That(second.Job.Attempt, Is.EqualTo(2));
        Assert.That(second.Token, Is.Not.EqualTo(first.Token));
    }

    [Test]
    public async Task Ack_after_the_lease_expired_throws_LeaseLost()
    {
        var id = await Queue.EnqueueAsync("q", "t");
        var lease = await LeaseAsync();
        Clock.Advance(Timeout);

        await Assert.ThrowsAsync<LeaseLostException>(async () => await Queue.AckAsync(lease));
        Assert.That(await StateAsync(id), Is.EqualTo(JobState.Waiting));
    }

    [Test]
    public async Task A_late_ack_nack_or_renew_does_not_touch_the_next_workers_lease()
    {
        var id = await Queue.EnqueueAsync("q", "t");
        var late = await LeaseAsync();
        Clock.Advance(Timeout);
        var current = await LeaseAsync();

        await Assert.ThrowsAsync<LeaseLostException>(async () => await Queue.AckAsync(late, 1));
        await Assert.ThrowsAsync<LeaseLostException>(async () => await Queue.NackAsync(late));
        await Assert.ThrowsAsync<LeaseLostException>(async () => await Queue.RenewAsync(late));
        await Queue.AckAsync(current, 2);

        Assert.That((await Queue.GetAsync(id))!.GetResult<int>(), Is.EqualTo(2));
    }

    [Test]
    public async Task Ack_twice_throws_LeaseLost()
    {
        await Queue.EnqueueAsync("q", "t");
        var lease = await LeaseAsync();
        await Queue.AckAsync(lease);

        await Assert.ThrowsAsync<LeaseLostException>(async () => await Queue.AckAsync(lease));
    }

    [Test]
    public async Task Of_two_acks_at_once_one_wins()
    {
        await Queue.EnqueueManyAsync("q", Enumerable.Range(0, 100).Select(static i => new NewJob("t", i)));
        foreach (var lease in await Queue.DequeueManyAsync("q", 100))
        {
            var acks = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
            {
                try
                {
                    await Task.Run(async () => await Queue.AckAsync(lease));
                    return 1;
                }
                catch (LeaseLostException)
                {
                    return 0;
                }
            }));
            Assert.That(acks.Sum(), Is.EqualTo(1));
        }

        Assert.That((await Queue.GetStatsAsync("q")).Completed, Is.EqualTo(100));
    }

    [Test]
    public async Task A_renewed_lease_lives_on()
    {
        await Queue.EnqueueAsync("q", "t");
        var lease = await LeaseAsync();
        Clock.Advance(Timeout - TimeSpan.FromSeconds(1));
        lease = await Queue.RenewAsync(lease);
        Assert.That(lease.ExpiresAt, Is.EqualTo(Clock.GetUtcNow() + Timeout));

        Clock.Advance(Timeout - TimeSpan.FromSeconds(1));
        await AssertNothingReadyAsync();
        await Queue.AckAsync(lease);
    }

    [Test]
    public async Task A_lease_that_expires_for_the_last_time_makes_a_dead_letter()
    {
        var id = await Queue.EnqueueAsync("q", "t", 0, new EnqueueOptions { MaxAttempts = 2 });
        await LeaseAsync();
        Clock.Advance(Timeout);
        await LeaseAsync();
        Clock.Advance(Timeout);

        await AssertNothingReadyAsync();
        var job = (await Queue.GetAsync(id))!;
        Assert.That(job.State, Is.EqualTo(JobState.DeadLetter));
        Assert.That(job.Attempt, Is.EqualTo(2));
        Assert.That(job.Error, Does.Contain("expired"));
    }

    [Test]
    public async Task Leases_of_different_lengths_expire_each_at_its_time()
    {
        await Queue.EnqueueManyAsync("q", [new("long"), new("short")]);
        await LeaseAsync(timeout: TimeSpan.FromMinutes(10));
        await LeaseAsync(timeout: TimeSpan.FromSeconds(5));
        Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.That((await LeaseAsync()).Job.Type, Is.EqualTo("short"));
        await AssertNothingReadyAsync();
    }

    [Test]
    public async Task A_waiting_dequeue_gets_a_job_whose_lease_expires()
    {
        await Queue.EnqueueAsync("q", "t");
        await LeaseAsync();
        var waiting = Queue.DequeueAsync("q", new DequeueOptions { Wait = TimeSpan.FromHours(1) }).AsTask();
        Clock.Advance(Timeout + TimeSpan.FromSeconds(1));

        Assert.That((await waiting.WaitAsync(Patience))!.Job.Attempt, Is.EqualTo(2));
    }

    [Test]
    public async Task A_lease_of_another_store_is_lost()
    {
        await Queue.EnqueueAsync("q", "t");
        var mine = await LeaseAsync();
        await using var other = await OpenAsync();
        await other.Queue.EnqueueAsync("q", "t");
        var foreign = (await other.Queue.DequeueAsync("q"))!;

        await Assert.ThrowsAsync<LeaseLostException>(async () => await Queue.AckAsync(foreign));
        await Assert.ThrowsAsync<LeaseLostException>(async () => await Queue.AckAsync(mine with { Token = "nonsense" }));
        await Queue.AckAsync(mine);
    }
}
