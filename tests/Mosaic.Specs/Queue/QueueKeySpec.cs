using NUnit.Framework;

namespace Mosaic.Specs;

/// <summary>Ordering keys and limit keys.</summary>
public abstract class QueueKeySpec : QueueSpec
{
    private static EnqueueOptions Ordered(string key) => new() { OrderingKey = key };

    private static EnqueueOptions Limited(string key) => new() { LimitKey = key };

    private async Task<List<string>> TypesAsync(int max)
    {
        var leases = await Queue.DequeueManyAsync("q", max);
        return [.. leases.Select(static lease => lease.Job.Type)];
    }

    [Test]
    public async Task Jobs_of_an_ordering_key_run_one_at_a_time_in_order()
    {
        foreach (var i in Enumerable.Range(0, 5))
        {
            await Queue.EnqueueAsync("q", $"{i}", i, Ordered("k"));
        }

        for (var i = 0; i < 5; i++)
        {
            var lease = await LeaseAsync();
            Assert.That(lease.Job.Type, Is.EqualTo($"{i}"));
            Assert.That(lease.Job.OrderingKey, Is.EqualTo("k"));
            await AssertNothingReadyAsync();
            await Queue.AckAsync(lease);
        }

        await AssertNothingReadyAsync();
    }

    [Test]
    public async Task Others_pass_a_key_that_is_busy()
    {
        await Queue.EnqueueManyAsync("q", [new("a1", 0, Ordered("a")), new("a2", 0, Ordered("a")), new("b1", 0, Ordered("b")), new("free")]);

        Assert.That(await TypesAsync(10), Is.EqualTo(new[] { "a1", "b1", "free" }));
        Assert.That(await Queue.GetStatsAsync("q"), Is.EqualTo(new QueueStats(1, 0, 3, 0, 0, false) { Blocked = 1 }));
    }

    [Test]
    public async Task Priority_does_not_change_the_order_within_an_ordering_key()
    {
        await Queue.EnqueueManyAsync("q",
        [
            new("k1", 0, Ordered("k")),
            new("k2", 0, Ordered("k") with { Priority = 9 }),
            new("k3", 0, Ordered("k") with { Priority = 5 }),
        ]);
        var order = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            var lease = await LeaseAsync();
            order.Add(lease.Job.Type);
            await Queue.AckAsync(lease);
        }

        Assert.That(order, Is.EqualTo(new[] { "k1", "k2", "k3" }));
    }

    [Test]
    public async Task A_retry_of_an_ordering_key_holds_up_those_behind_it()
    {
        await Queue.EnqueueManyAsync("q", [new("1", 0, Ordered("k")), new("2", 0, Ordered("k"))]);
        await Queue.NackAsync(await LeaseAsync(), "not yet", TimeSpan.FromMinutes(1));
        await AssertNothingReadyAsync();

        Clock.Advance(TimeSpan.FromMinutes(1));
        var again = await LeaseAsync();
        Assert.That((again.Job.Type, again.Job.Attempt), Is.EqualTo(("1", 2)));
        await Queue.AckAsync(again);
        Assert.That((await LeaseAsync()).Job.Type, Is.EqualTo("2"));
    }

    [Test]
    public async Task A_delayed_job_of_an_ordering_key_holds_up_those_behind_it()
    {
        await Queue.EnqueueAsync("q", "1", 0, Ordered("k") with { Delay = TimeSpan.FromMinutes(5) });
        var second = await Queue.EnqueueAsync("q", "2", 0, Ordered("k"));
        await AssertNothingReadyAsync();
        Assert.That(await StateAsync(second), Is.EqualTo(JobState.Waiting));

        Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.That(await TypesAsync(2), Is.EqualTo(new[] { "1" }));
    }

    [Test]
    public async Task A_dead_letter_lets_its_key_go_on()
    {
        await Queue.EnqueueManyAsync("q", [new("1", 0, Ordered("k") with { MaxAttempts = 1 }), new("2", 0, Ordered("k"))]);
        await Queue.NackAsync(await LeaseAsync());
        Assert.That(await TypesAsync(2), Is.EqualTo(new[] { "2" }));
    }

    [Test]
    public async Task A_lease_that_expires_keeps_its_keys_turn()
    {
        await Queue.EnqueueManyAsync("q", [new("1", 0, Ordered("k")), new("2", 0, Ordered("k"))]);
        await LeaseAsync(timeout: TimeSpan.FromSeconds(5));
        Clock.Advance(TimeSpan.FromSeconds(6));

        Assert.That(await TypesAsync(2), Is.EqualTo(new[] { "1" }));
    }

    [Test]
    public async Task Cancelling_and_removing_let_a_key_go_on()
    {
        var ids = await Queue.EnqueueManyAsync("q", [new("1", 0, Ordered("k")), new("2", 0, Ordered("k")), new("3", 0, Ordered("k")), new("4", 0, Ordered("k"))]);
        var lease = await LeaseAsync();
        Assert.That(await Queue.CancelAsync(ids[1]), Is.True);
        Assert.That(await Queue.CancelAsync(ids[0]), Is.True);
        await Assert.ThrowsAsync<LeaseLostException>(async () => await Queue.AckAsync(lease));
        Assert.That(await Queue.RemoveAsync(ids[2]), Is.True);

        Assert.That(await TypesAsync(4), Is.EqualTo(new[] { "4" }));
    }

    [Test]
    public async Task A_dequeue_that_waits_gets_the_next_of_a_key()
    {
        await Queue.EnqueueManyAsync("q", [new("1", 0, Ordered("k")), new("2", 0, Ordered("k"))]);
        var lease = await LeaseAsync();
        var waiting = Queue.DequeueAsync("q", Waiting).AsTask();
        Assert.That(waiting.IsCompleted, Is.False);

        await Queue.AckAsync(lease);

        Assert.That((await waiting)!.Job.Type, Is.EqualTo("2"));
    }

    [Test]
    public async Task A_limit_key_bounds_how_many_run()
    {
        await Queue.ConfigureAsync("q", new QueueOptions { KeyConcurrency = 2 });
        await Queue.EnqueueManyAsync("q", [.. Enumerable.Range(0, 5).Select(i => new NewJob($"{i}", 0, Limited("tenant")))]);
        await Queue.EnqueueAsync("q", "other", 0, Limited("another"));

        var leases = await Queue.DequeueManyAsync("q", 10);
        Assert.That(leases.Select(static lease => lease.Job.Type), Is.EqualTo(new[] { "0", "1", "other" }));
        await Queue.AckAsync(leases[0]);
        Assert.That(await TypesAsync(10), Is.EqualTo(new[] { "2" }));
    }

    [Test]
    public async Task A_limit_key_keeps_the_queues_order()
    {
        await Queue.EnqueueManyAsync("q",
        [
            new("first", 0, Limited("k")),
            new("low", 0, Limited("k")),
            new("high", 0, Limited("k") with { Priority = 1 }),
            new("last in", 0, Limited("k") with { LastInFirstOut = true }),
        ]);
        var order = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            var lease = await LeaseAsync();
            order.Add(lease.Job.Type);
            await Queue.AckAsync(lease);
        }

        Assert.That(order, Is.EqualTo(new[] { "first", "high", "last in", "low" }));
    }

    [Test]
    public async Task A_job_of_a_limit_key_that_waits_for_its_retry_leaves_its_slot()
    {
        await Queue.EnqueueManyAsync("q", [new("1", 0, Limited("k")), new("2", 0, Limited("k"))]);
        await Queue.NackAsync(await LeaseAsync(), "later", TimeSpan.FromMinutes(1));
        var second = await LeaseAsync(timeout: TimeSpan.FromHours(1));
        Assert.That(second.Job.Type, Is.EqualTo("2"));

        Clock.Advance(TimeSpan.FromMinutes(1));
        await AssertNothingReadyAsync();
        await Queue.AckAsync(second);
        Assert.That(await TypesAsync(2), Is.EqualTo(new[] { "1" }));
    }

    [Test]
    public async Task Raising_the_limit_lets_more_run_at_once()
    {
        await Queue.EnqueueManyAsync("q", [.. Enumerable.Range(0, 5).Select(i => new NewJob($"{i}", 0, Limited("k")))]);
        Assert.That(await TypesAsync(5), Is.EqualTo(new[] { "0" }));

        await Queue.ConfigureAsync("q", new QueueOptions { KeyConcurrency = 3 });

        Assert.That(await TypesAsync(5), Is.EqualTo(new[] { "1", "2" }));
    }

    [Test]
    public async Task Keys_work_in_transactions()
    {
        await Store.TransactAsync(async (transaction, cancellationToken) =>
        {
            await transaction.Queue.EnqueueAsync("q", "1", 0, Ordered("k"), cancellationToken);
            await transaction.Queue.EnqueueAsync("q", "2", 0, Ordered("k"), cancellationToken);
        });
        var lease = await LeaseAsync();
        await AssertNothingReadyAsync();
        await Store.TransactAsync(async (transaction, cancellationToken) =>
        {
            await transaction.Queue.AckAsync(lease, cancellationToken);
            await transaction.Queue.EnqueueAsync("q", "3", 0, Ordered("k"), cancellationToken);
        });

        Assert.That(await TypesAsync(3), Is.EqualTo(new[] { "2" }));
    }

    [Test]
    public async Task Keys_that_break_the_rules_are_refused()
    {
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.EnqueueAsync("q", "t", 0, Ordered("")));
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.EnqueueAsync("q", "t", 0, Limited(new string('k', 129))));
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.EnqueueAsync("q", "t", 0, Ordered("k") with { LimitKey = "k" }));
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.EnqueueAsync("q", "t", 0, Ordered("k") with { LastInFirstOut = true }));
    }

    [Test]
    public async Task A_unit_that_fails_changes_nobodys_turn()
    {
        static EnqueueOptions Key(string? once) => new() { OrderingKey = "k", DeduplicationKey = once, DeduplicationPolicy = DeduplicationPolicy.Replace };
        await Queue.EnqueueAsync("q", "taken", 1, new EnqueueOptions { Id = "taken", Delay = TimeSpan.FromDays(9) });
        await Queue.EnqueueManyAsync("q", [new("a", 1, Key("a")), new("x", 1, Key("x")), new("y", 1, Key(null))]);
        await Assert.ThrowsAsync<DuplicateKeyException>(async () => await Queue.EnqueueManyAsync(
            "q", [new("x2", 1, Key("x")), new("a2", 1, Key("a")), new("t", 1, new EnqueueOptions { Id = "taken" })]));

        var order = new List<string>();
        while (await Queue.DequeueAsync("q") is { } lease)
        {
            order.Add(lease.Job.Type);
            await Queue.AckAsync(lease);
        }

        Assert.That(order, Is.EqualTo(new[] { "a", "x", "y" }));
    }

    [Test]
    public async Task Acknowledging_many_of_a_key_starves_none_also_after_a_try_that_failed()
    {
        await Queue.ConfigureAsync("q", new QueueOptions { KeyConcurrency = 70 });
        await Queue.EnqueueManyAsync("q", [.. Enumerable.Range(0, 300).Select(i => new NewJob($"{i}", i, Limited("k")))]);
        var leases = await Queue.DequeueManyAsync("q", 100);
        await Assert.ThrowsAsync<LeaseLostException>(async () => await Queue.AckManyAsync(leases.Append(leases[0])));
        await Queue.AckManyAsync(leases);
        var done = leases.Select(static lease => lease.Job.Type).ToList();
        while (await Queue.DequeueManyAsync("q", 100) is { Count: > 0 } next)
        {
            done.AddRange(next.Select(static lease => lease.Job.Type));
            await Queue.AckManyAsync(next);
        }

        Assert.That(done, Is.EqualTo(Enumerable.Range(0, 300).Select(static i => $"{i}")));
    }

    [Test]
    public async Task Raising_the_limit_over_many_lets_all_of_them_run()
    {
        await Queue.EnqueueManyAsync("q", [.. Enumerable.Range(0, 500).Select(i => new NewJob($"{i}", i, Limited("k")))]);
        await Queue.ConfigureAsync("q", new QueueOptions { KeyConcurrency = 1_000 });
        Assert.That(await TypesAsync(1_000), Is.EqualTo(Enumerable.Range(0, 500).Select(static i => $"{i}")));
    }
}
