using NUnit.Framework;

namespace Mosaic.Specs;

/// <summary>Retry policies, what is kept of failed attempts, dead letters and cancelling.</summary>
public abstract class QueueDeadLetterSpec : QueueSpec
{
    private async Task<string> DeadAsync(string type = "t", EnqueueOptions? options = null)
    {
        var id = await Queue.EnqueueAsync("q", type, 0, (options ?? new EnqueueOptions()) with { MaxAttempts = 1 });
        await Queue.NackAsync(await LeaseAsync(), $"{type} failed");
        return id;
    }

    private async Task<TimeSpan> FailAsync(string id)
    {
        await Queue.NackAsync(await LeaseAsync(), "failed");
        var wait = (await Queue.GetAsync(id))!.RunAt - Clock.GetUtcNow();
        Clock.Advance(wait);
        return wait;
    }

    [Test]
    public async Task A_jobs_own_delays_are_kept_to()
    {
        var delays = new[] { TimeSpan.FromSeconds(3), TimeSpan.FromMinutes(7) };
        var id = await Queue.EnqueueAsync("q", "t", 0, new EnqueueOptions { Retry = RetryPolicy.Delays(delays), MaxAttempts = 9 });

        Assert.That(await FailAsync(id), Is.EqualTo(delays[0]));
        Assert.That(await FailAsync(id), Is.EqualTo(delays[1]));
        Assert.That(await FailAsync(id), Is.EqualTo(delays[1]), "the last one holds for further attempts");
    }

    [Test]
    public async Task A_queues_policy_holds_for_jobs_without_one()
    {
        await Queue.ConfigureAsync("q", new QueueOptions { Retry = RetryPolicy.Fixed(TimeSpan.FromSeconds(11)), MaxAttempts = 2 });
        var id = await Queue.EnqueueAsync("q", "t");
        Assert.That((await Queue.GetAsync(id))!.MaxAttempts, Is.EqualTo(2));
        Assert.That(await FailAsync(id), Is.EqualTo(TimeSpan.FromSeconds(11)));
        await Queue.NackAsync(await LeaseAsync());
        Assert.That(await StateAsync(id), Is.EqualTo(JobState.DeadLetter));
    }

    [Test]
    public async Task Exponential_waits_stay_below_their_doubling_bound()
    {
        var id = await Queue.EnqueueAsync("q", "t", 0, new EnqueueOptions
        {
            Retry = RetryPolicy.Exponential(TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(20)), MaxAttempts = 30,
        });
        for (var attempt = 1; attempt <= 20; attempt++)
        {
            Assert.That(await FailAsync(id), Is.InRange(TimeSpan.Zero, TimeSpan.FromSeconds(Math.Min(20, 4 * Math.Pow(2, attempt - 1)))));
        }
    }

    [Test]
    public void Policies_that_make_no_sense_are_refused()
    {
        Assert.Catch<ArgumentException>(() => RetryPolicy.Delays());
        Assert.Catch<ArgumentException>(() => RetryPolicy.Fixed(TimeSpan.FromSeconds(-1)));
        Assert.Catch<ArgumentException>(() => RetryPolicy.Exponential(TimeSpan.Zero, TimeSpan.FromSeconds(1)));
        Assert.Catch<ArgumentException>(() => RetryPolicy.Exponential(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1)));
    }

    [Test]
    public async Task Each_failed_attempt_is_kept_with_its_error_and_stack()
    {
        var id = await Queue.EnqueueAsync("q", "t");
        var began = Clock.GetUtcNow();
        var first = await LeaseAsync();
        Clock.Advance(TimeSpan.FromSeconds(2));
        await Queue.NackAsync(first, JobError.Of(new InvalidOperationException("no such file")), TimeSpan.Zero);
        await LeaseAsync(timeout: TimeSpan.FromSeconds(5));
        Clock.Advance(TimeSpan.FromSeconds(6));
        await Queue.NackAsync(await LeaseAsync(), "third", TimeSpan.Zero);

        var attempts = await Queue.GetAttemptsAsync(id);
        Assert.That(attempts.Select(static attempt => attempt.Number), Is.EqualTo(new[] { 1, 2, 3 }));
        Assert.That(attempts[0].Error, Is.EqualTo("System.InvalidOperationException: no such file"));
        Assert.That(attempts[0].Stack, Does.Contain("no such file"));
        Assert.That((attempts[0].StartedAt, attempts[0].EndedAt), Is.EqualTo(((DateTimeOffset?)began, began + TimeSpan.FromSeconds(2))));
        Assert.That(attempts[1].Error, Does.Contain("expired"));
        Assert.That((attempts[2].Error, attempts[2].Stack), Is.EqualTo(("third", (string?)null)));
        Assert.That(await Queue.GetAttemptsAsync("no such job"), Is.Empty);
    }

    [Test]
    public async Task The_history_of_attempts_is_bounded()
    {
        var id = await Queue.EnqueueAsync("q", "t", 0, new EnqueueOptions { MaxAttempts = 100 });
        for (var attempt = 1; attempt <= 30; attempt++)
        {
            await Queue.NackAsync(await LeaseAsync(), new JobError(new string('e', 20_000), new string('s', 20_000)), TimeSpan.Zero);
        }

        var attempts = await Queue.GetAttemptsAsync(id);
        Assert.That(attempts.Select(static attempt => attempt.Number), Is.EqualTo(Enumerable.Range(11, 20)));
        Assert.That((attempts[0].Error!.Length, attempts[0].Stack!.Length), Is.EqualTo((16_384, 16_384)));
    }

    [Test]
    public async Task Dead_letters_are_listed_and_redriven_one_by_one()
    {
        var ids = new[] { await DeadAsync("a"), await DeadAsync("b") };
        var dead = await Queue.ListAsync("q", JobState.DeadLetter);
        Assert.That(dead.Jobs.Select(static job => (job.Id, job.Error)), Is.EqualTo(new[] { (ids[0], "a failed"), (ids[1], "b failed") }));
        Assert.That(dead.Jobs[0].EndedAt, Is.EqualTo(Clock.GetUtcNow()));

        Assert.That(await Queue.RedriveAsync(ids[1]), Is.True);
        Assert.That(await Queue.RedriveAsync(ids[1]), Is.False, "it waits already");
        var lease = await LeaseAsync();
        Assert.That((lease.Job.Id, lease.Job.Attempt, lease.Job.EndedAt), Is.EqualTo((ids[1], 1, (DateTimeOffset?)null)));
        await Queue.AckAsync(lease);
        Assert.That(await Queue.RedriveAsync("no such job"), Is.False);
        Assert.That(await Queue.GetStatsAsync("q"), Is.EqualTo(new QueueStats(0, 0, 0, 1, 1, false)));
    }

    [Test]
    public async Task All_dead_letters_of_a_queue_are_redriven()
    {
        for (var i = 0; i < 7; i++)
        {
            await DeadAsync($"{i}", new EnqueueOptions { OrderingKey = i % 2 == 0 ? "k" : null });
        }

        Assert.That(await Queue.RedriveAllAsync("q"), Is.EqualTo(7));
        Assert.That(await Queue.RedriveAllAsync("never seen"), Is.Zero);
        Assert.That(await Queue.GetStatsAsync("q"), Is.EqualTo(new QueueStats(7, 0, 0, 0, 0, false) { Blocked = 3 }));
        Assert.That((await LeaseAsync()).Job.Type, Is.EqualTo("0"));
    }

    [Test]
    public async Task Ended_jobs_are_purged_by_age()
    {
        await DeadAsync("old");
        Clock.Advance(TimeSpan.FromHours(2));
        var young = await DeadAsync("young");

        Assert.That(await Queue.PurgeAsync("q", JobState.DeadLetter, TimeSpan.FromHours(1)), Is.EqualTo(1));
        Assert.That((await Queue.ListAsync("q", JobState.DeadLetter)).Jobs.Select(static job => job.Id), Is.EqualTo(new[] { young }));
        Assert.That(await Queue.PurgeAsync("q", JobState.DeadLetter), Is.EqualTo(1));
        Assert.That(await Queue.PurgeAsync("q", JobState.Completed), Is.Zero);
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.PurgeAsync("q", JobState.Waiting));
    }

    [Test]
    public async Task A_cancelled_job_does_not_run_and_is_kept()
    {
        var waiting = await Queue.EnqueueAsync("q", "waiting");
        var delayed = await Queue.EnqueueAsync("q", "delayed", 0, new EnqueueOptions { Delay = TimeSpan.FromMinutes(1) });
        Assert.That(await Queue.CancelAsync(waiting), Is.True);
        Assert.That(await Queue.CancelAsync(delayed), Is.True);
        Assert.That(await Queue.CancelAsync(delayed), Is.False);
        Clock.Advance(TimeSpan.FromMinutes(2));

        await AssertNothingReadyAsync();
        Assert.That((await Queue.ListAsync("q", JobState.Cancelled)).Jobs.Select(static job => job.Id), Is.EqualTo(new[] { waiting, delayed }));
        Assert.That((await Queue.GetStatsAsync("q")).Cancelled, Is.EqualTo(2));
        Assert.That(await Queue.RedriveAsync(waiting), Is.True);
        Assert.That((await LeaseAsync()).Job.Id, Is.EqualTo(waiting));
    }

    [Test]
    public async Task The_worker_of_a_cancelled_job_has_lost_its_lease()
    {
        var id = await Queue.EnqueueAsync("q", "t");
        var lease = await LeaseAsync();
        await Queue.CancelAsync(id);

        await Assert.ThrowsAsync<LeaseLostException>(async () => await Queue.RenewAsync(lease));
        await Assert.ThrowsAsync<LeaseLostException>(async () => await Queue.AckAsync(lease));
        Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.That(await StateAsync(id), Is.EqualTo(JobState.Cancelled));
    }

    [Test]
    public async Task A_removed_job_leaves_nothing()
    {
        var id = await Queue.EnqueueAsync("q", "t", 0, new EnqueueOptions { Id = "mine" });
        var lease = await LeaseAsync();
        await Queue.LogAsync(lease, "line");
        await Queue.NackAsync(lease, "failed", TimeSpan.Zero);
        Assert.That(await Queue.RemoveAsync(id), Is.True);

        Assert.That(await Queue.GetAsync(id), Is.Null);
        Assert.That(await Queue.GetAttemptsAsync(id), Is.Empty);
        Assert.That(await Queue.GetLogAsync(id), Is.Empty);
        Assert.That(await Queue.RemoveAsync(id), Is.False);
        await Queue.EnqueueAsync("q", "t", 0, new EnqueueOptions { Id = "mine" });
    }

    [Test]
    public async Task A_transaction_keeps_the_stack_too()
    {
        var id = await Queue.EnqueueAsync("q", "t");
        var lease = await LeaseAsync();
        await Store.TransactAsync((transaction, cancellationToken) =>
            transaction.Queue.NackAsync(lease, new JobError("message", "stack"), TimeSpan.Zero, cancellationToken));

        Assert.That((await Queue.GetAttemptsAsync(id))[0], Has.Property("Error").EqualTo("message").And.Property("Stack").EqualTo("stack"));
    }
}
