using NUnit.Framework;

namespace Mosaic.Specs;

public abstract class QueueRetrySpec : QueueSpec
{
    [Test]
    public async Task A_failed_job_waits_as_long_as_it_is_told()
    {
        var id = await Queue.EnqueueAsync("q", "t");
        await Queue.NackAsync(await LeaseAsync(), "broken", TimeSpan.FromMinutes(1));

        var job = (await Queue.GetAsync(id))!;
        Assert.That(job.State, Is.EqualTo(JobState.Scheduled));
        Assert.That(job.Error, Is.EqualTo("broken"));
        Assert.That(job.RunAt, Is.EqualTo(Clock.GetUtcNow() + TimeSpan.FromMinutes(1)));
        await AssertNothingReadyAsync();

        Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.That((await LeaseAsync()).Job.Attempt, Is.EqualTo(2));
    }

    [Test]
    public async Task A_failed_job_without_delay_is_ready_at_once_in_its_old_place()
    {
        await Queue.EnqueueManyAsync("q", [new("a"), new("b")]);
        await Queue.NackAsync(await LeaseAsync(), delay: TimeSpan.Zero);

        Assert.That((await LeaseAsync()).Job.Type, Is.EqualTo("a"));
    }

    [Test]
    public async Task Backoff_grows_with_the_attempts_and_stays_under_an_hour()
    {
        var id = await Queue.EnqueueAsync("q", "t", 0, new EnqueueOptions { MaxAttempts = 40 });
        for (var attempt = 1; attempt < 40; attempt++)
        {
            await Queue.NackAsync(await LeaseAsync());
            var wait = (await Queue.GetAsync(id))!.RunAt - Clock.GetUtcNow();
            Assert.That(wait, Is.InRange(TimeSpan.Zero, TimeSpan.FromSeconds(Math.Min(3600, Math.Pow(2, attempt - 1)))), $"attempt {attempt}");
            Clock.Advance(TimeSpan.FromHours(1));
        }
    }

    [Test]
    public async Task The_last_failure_makes_a_dead_letter()
    {
        var id = await Queue.EnqueueAsync("q", "t", 1, new EnqueueOptions { MaxAttempts = 3 });
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            var lease = await LeaseAsync();
            Assert.That(lease.Job.Attempt, Is.EqualTo(attempt));
            await Queue.NackAsync(lease, $"error {attempt}", TimeSpan.Zero);
        }

        await AssertNothingReadyAsync();
        var job = (await Queue.GetAsync(id))!;
        Assert.That(job.State, Is.EqualTo(JobState.DeadLetter));
        Assert.That(job.Error, Is.EqualTo("error 3"));
        Assert.That(job.GetData<int>(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_delayed_job_is_ready_at_its_time()
    {
        var id = await Queue.EnqueueAsync("q", "t", 0, new EnqueueOptions { Delay = TimeSpan.FromHours(5) });
        Assert.That(await StateAsync(id), Is.EqualTo(JobState.Scheduled));
        Clock.Advance(TimeSpan.FromHours(5) - TimeSpan.FromMilliseconds(1));
        await AssertNothingReadyAsync();

        Clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.That((await LeaseAsync()).Job.Id, Is.EqualTo(id));
    }

    [Test]
    public async Task A_waiting_dequeue_gets_a_delayed_job_at_its_time()
    {
        await Queue.EnqueueAsync("q", "t", 0, new EnqueueOptions { RunAt = Clock.GetUtcNow() + TimeSpan.FromMinutes(3) });
        var waiting = Queue.DequeueAsync("q", new DequeueOptions { Wait = TimeSpan.FromHours(1) }).AsTask();
        Clock.Advance(TimeSpan.FromMinutes(3) + TimeSpan.FromSeconds(1));

        Assert.That(await waiting.WaitAsync(Patience), Is.Not.Null);
    }

    [Test]
    public async Task Delayed_jobs_become_ready_in_the_order_of_their_times_not_of_their_enqueueing()
    {
        foreach (var minutes in new[] { 3, 1, 2 })
        {
            await Queue.EnqueueAsync("q", $"{minutes}", 0, new EnqueueOptions { Delay = TimeSpan.FromMinutes(minutes) });
        }

        var order = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            Clock.Advance(TimeSpan.FromMinutes(1));
            var lease = await LeaseAsync();
            order.Add(lease.Job.Type);
            await Queue.AckAsync(lease);
        }

        Assert.That(order, Is.EqualTo(new[] { "1", "2", "3" }));
    }

    [Test]
    public async Task A_time_that_has_passed_means_at_once()
    {
        await Queue.EnqueueAsync("q", "t", 0, new EnqueueOptions { RunAt = Clock.GetUtcNow() - TimeSpan.FromDays(1) });
        await LeaseAsync();
    }
}
