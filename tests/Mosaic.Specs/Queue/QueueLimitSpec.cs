using NUnit.Framework;

namespace Mosaic.Specs;

/// <summary>Limits of whole queues, rates, pausing, last in first out.</summary>
public abstract class QueueLimitSpec : QueueSpec
{
    private Task<IReadOnlyList<string>> EnqueueAsync(int count, EnqueueOptions? options = null) =>
        Queue.EnqueueManyAsync("q", [.. Enumerable.Range(0, count).Select(i => new NewJob($"{i}", i, options))]).AsTask();

    private async Task<int> TakeAsync() => (await Queue.DequeueManyAsync("q", 100)).Count;

    [Test]
    public async Task A_queues_concurrency_bounds_its_leases()
    {
        await Queue.ConfigureAsync("q", new QueueOptions { Concurrency = 3 });
        await EnqueueAsync(10);
        var leases = await Queue.DequeueManyAsync("q", 10);
        Assert.That(leases, Has.Count.EqualTo(3));
        await AssertNothingReadyAsync();

        var waiting = Queue.DequeueAsync("q", Waiting).AsTask();
        await Queue.AckAsync(leases[1]);

        Assert.That((await waiting)!.Job.Type, Is.EqualTo("3"));
        await AssertNothingReadyAsync();
    }

    [Test]
    public async Task A_lease_that_expires_makes_room()
    {
        await Queue.ConfigureAsync("q", new QueueOptions { Concurrency = 1 });
        await EnqueueAsync(2);
        await LeaseAsync(timeout: TimeSpan.FromSeconds(5));
        await AssertNothingReadyAsync();
        Clock.Advance(TimeSpan.FromSeconds(6));

        Assert.That((await LeaseAsync()).Job.Attempt, Is.EqualTo(2));
    }

    [Test]
    public async Task A_rate_lets_the_next_start_without_anybody_asking()
    {
        // The moment that the rate allows another start comes between looking and waiting, sooner or later.
        await using var store = await OpenAsync(new MosaicOptions());
        await Task.WhenAll(Enumerable.Range(0, 6).Select(async number =>
        {
            var queue = $"q{number}";
            await store.Queue.ConfigureAsync(queue, new QueueOptions { Rate = new Rate(5, TimeSpan.FromMilliseconds(5)) });
            await store.Queue.EnqueueManyAsync(queue, [.. Enumerable.Range(0, 600).Select(static i => new NewJob("t", i))]);
            var left = 600;
            await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
            {
                while (Interlocked.Decrement(ref left) >= 0)
                {
                    var lease = await store.Queue.DequeueAsync(queue, new DequeueOptions { Wait = Timeout.InfiniteTimeSpan }).AsTask().WaitAsync(Patience);
                    await store.Queue.AckAsync(lease!);
                }
            }));
        }));
    }

    [Test]
    public async Task A_queues_rate_bounds_the_starts_in_every_window()
    {
        await Queue.ConfigureAsync("q", new QueueOptions { Rate = new Rate(5, TimeSpan.FromSeconds(10)) });
        await EnqueueAsync(50);
        var starts = new List<DateTimeOffset>();
        for (var second = 0; second < 60; second++)
        {
            starts.AddRange(Enumerable.Repeat(Clock.GetUtcNow(), await TakeAsync()));
            Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.That(starts, Has.Count.EqualTo(30), "six windows of five");
        foreach (var start in starts)
        {
            Assert.That(starts.Count(other => other >= start && other < start + TimeSpan.FromSeconds(10)), Is.LessThanOrEqualTo(5));
        }
    }

    [Test]
    public async Task A_dequeue_waits_for_the_rate()
    {
        await Queue.ConfigureAsync("q", new QueueOptions { Rate = new Rate(1, TimeSpan.FromSeconds(10)) });
        await EnqueueAsync(2);
        await LeaseAsync(timeout: TimeSpan.FromDays(300));
        var waiting = Queue.DequeueAsync("q", new DequeueOptions { Wait = TimeSpan.FromHours(1) }).AsTask();
        Assert.That(waiting.IsCompleted, Is.False);

        await Eventually(
            () =>
            {
                Clock.Advance(TimeSpan.FromSeconds(1));
                return Task.FromResult(waiting.IsCompleted);
            },
            "the rate allows the second job");
        Assert.That((await waiting)!.Job.Type, Is.EqualTo("1"));
    }

    [Test]
    public async Task A_keys_rate_holds_back_its_own_jobs_only()
    {
        await Queue.ConfigureAsync("q", new QueueOptions { KeyConcurrency = 10, KeyRate = new Rate(2, TimeSpan.FromMinutes(1)) });
        await EnqueueAsync(6, new EnqueueOptions { LimitKey = "busy" });
        await Queue.EnqueueAsync("q", "free", 0, new EnqueueOptions { LimitKey = "idle" });
        await Queue.EnqueueAsync("q", "none");

        var first = await Queue.DequeueManyAsync("q", 100);
        Assert.That(first.Select(static lease => lease.Job.Type), Is.EquivalentTo(new[] { "0", "1", "free", "none" }));
        await Queue.AckManyAsync(first);
        await Eventually(async () => (await Queue.GetStatsAsync("q")).Scheduled == 4, "those that may not start yet are scheduled");
        Clock.Advance(TimeSpan.FromMinutes(1) + TimeSpan.FromSeconds(1));
        var second = await Queue.DequeueManyAsync("q", 100);
        Assert.That(second.Select(static lease => lease.Job.Type), Is.EquivalentTo(new[] { "2", "3" }));
    }

    [Test]
    public async Task An_ordering_key_has_a_rate_too_and_keeps_its_order()
    {
        await Queue.ConfigureAsync("q", new QueueOptions { KeyRate = new Rate(1, TimeSpan.FromMinutes(1)) });
        await EnqueueAsync(3, new EnqueueOptions { OrderingKey = "k" });
        for (var i = 0; i < 3; i++)
        {
            var lease = await LeaseAsync();
            Assert.That(lease.Job.Type, Is.EqualTo($"{i}"));
            await Queue.AckAsync(lease);
            await AssertNothingReadyAsync();
            if (i < 2)
            {
                await Eventually(async () => (await Queue.GetStatsAsync("q")).Scheduled == 1, "the next is postponed");
            }

            Clock.Advance(TimeSpan.FromMinutes(1) + TimeSpan.FromSeconds(1));
        }
    }

    [Test]
    public async Task A_paused_queue_leases_nothing_until_it_is_resumed()
    {
        await EnqueueAsync(3);
        var held = await LeaseAsync();
        await Queue.PauseAsync("q");

        await AssertNothingReadyAsync();
        Assert.That(await Queue.GetStatsAsync("q"), Is.EqualTo(new QueueStats(2, 0, 1, 0, 0, Paused: true)));
        await Queue.EnqueueAsync("q", "more");
        await Queue.AckAsync(held);
        var waiting = Queue.DequeueAsync("q", Waiting).AsTask();
        Assert.That(waiting.IsCompleted, Is.False);

        await Queue.ResumeAsync("q");
        Assert.That((await waiting)!.Job.Type, Is.EqualTo("1"));
        Assert.That((await Queue.GetStatsAsync("q")).Paused, Is.False);
    }

    [Test]
    public async Task Settings_are_read_back_and_pausing_keeps_them()
    {
        var options = new QueueOptions { Concurrency = 4, MaxAttempts = 2, Rate = new Rate(3, TimeSpan.FromSeconds(2)), CompletedAge = TimeSpan.FromDays(1) };
        await Queue.ConfigureAsync("q", options);
        await Queue.PauseAsync("q");

        Assert.That(await Queue.GetOptionsAsync("q"), Is.EqualTo(options));
        Assert.That((await Queue.GetStatsAsync("q")).Paused, Is.True);
        Assert.That(await Queue.GetOptionsAsync("never seen"), Is.EqualTo(new QueueOptions()));
        Assert.That(await Queue.ListQueuesAsync(), Is.EqualTo(new[] { "q" }));
    }

    [Test]
    public async Task Last_in_first_out_goes_before_all_others_of_its_priority()
    {
        await Queue.EnqueueAsync("q", "fifo 1");
        await Queue.EnqueueAsync("q", "lifo 1", 0, new EnqueueOptions { LastInFirstOut = true });
        await Queue.EnqueueAsync("q", "fifo 2");
        await Queue.EnqueueAsync("q", "urgent", 0, new EnqueueOptions { Priority = 1 });
        await Queue.EnqueueAsync("q", "lifo 2", 0, new EnqueueOptions { LastInFirstOut = true });

        var leases = await Queue.DequeueManyAsync("q", 10);
        Assert.That(leases.Select(static lease => lease.Job.Type), Is.EqualTo(new[] { "urgent", "lifo 2", "lifo 1", "fifo 1", "fifo 2" }));
        foreach (var lease in leases)
        {
            Assert.That((await Queue.GetAsync(lease.Job.Id))!.Type, Is.EqualTo(lease.Job.Type));
        }
    }

    [Test]
    public async Task Settings_that_make_no_sense_are_refused()
    {
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.ConfigureAsync("q", new QueueOptions { Concurrency = 0 }));
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.ConfigureAsync("q", new QueueOptions { KeyConcurrency = 0 }));
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.ConfigureAsync("q", new QueueOptions { MaxAttempts = 0 }));
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.ConfigureAsync("q", new QueueOptions { CompletedAge = TimeSpan.FromSeconds(-1) }));
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.ConfigureAsync("", new QueueOptions()));
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.ConfigureAsync("q", null!));
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.PauseAsync("a\nb"));
        Assert.Catch<ArgumentException>(() => _ = new Rate(0, TimeSpan.FromSeconds(1)));
        Assert.Catch<ArgumentException>(() => _ = new Rate(1, TimeSpan.Zero));
    }

    [Test]
    public async Task What_its_key_holds_back_takes_no_share_of_the_queues_rate()
    {
        await Queue.ConfigureAsync("q", new QueueOptions { Rate = new Rate(10, TimeSpan.FromMinutes(1)), KeyRate = new Rate(1, TimeSpan.FromMinutes(1)), KeyConcurrency = 100 });
        await EnqueueAsync(30, new EnqueueOptions { LimitKey = "busy" });
        await Queue.EnqueueManyAsync("q", [.. Enumerable.Range(0, 20).Select(static i => new NewJob("free", i, new EnqueueOptions { LimitKey = $"free {i}" }))]);
        var started = 0;
        await Eventually(
            async () =>
            {
                started += await TakeAsync();
                return started >= 10;
            },
            "as many start as the queue's rate allows");
        Assert.That(started + await TakeAsync(), Is.EqualTo(10));
    }

    [Test]
    public async Task A_waiter_that_gives_up_leaves_the_wait_for_the_rate_to_another()
    {
        await Queue.ConfigureAsync("q", new QueueOptions { Rate = new Rate(1, TimeSpan.FromSeconds(10)) });
        await EnqueueAsync(1);
        await LeaseAsync(timeout: TimeSpan.FromDays(300));
        var impatient = Queue.DequeueAsync("q", new DequeueOptions { Wait = TimeSpan.FromSeconds(5) }).AsTask();
        var patient = Queue.DequeueAsync("q", new DequeueOptions { Wait = TimeSpan.FromHours(20) }).AsTask();
        await EnqueueAsync(1);
        Clock.Advance(TimeSpan.FromSeconds(6)); // the rate allows nothing yet

        Assert.That(await impatient.WaitAsync(Patience), Is.Null);
        await Eventually(
            () =>
            {
                Clock.Advance(TimeSpan.FromSeconds(1));
                return Task.FromResult(patient.IsCompleted);
            },
            "the other gets the job");
        Assert.That(Clock.GetUtcNow() - Clock.Start, Is.LessThan(TimeSpan.FromHours(10)));
        Assert.That(await patient, Is.Not.Null);
    }
}
