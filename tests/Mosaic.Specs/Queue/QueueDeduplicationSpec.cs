using NUnit.Framework;

namespace Mosaic.Specs;

public abstract class QueueDeduplicationSpec : QueueSpec
{
    private static EnqueueOptions Key(DeduplicationPolicy policy = DeduplicationPolicy.Keep, TimeSpan? ttl = null) =>
        new() { DeduplicationKey = "k", DeduplicationPolicy = policy, DeduplicationTtl = ttl };

    [Test]
    public async Task A_second_job_is_kept_out_until_the_first_has_ended()
    {
        var first = await Queue.EnqueueAsync("q", "t", 1, Key());
        Assert.That(await Queue.EnqueueAsync("q", "t", 2, Key()), Is.EqualTo(first));
        var lease = await LeaseAsync();
        Assert.That(await Queue.EnqueueAsync("q", "t", 3, Key()), Is.EqualTo(first), "a worker has it");
        await AssertNothingReadyAsync();
        await Queue.AckAsync(lease);

        var next = await Queue.EnqueueAsync("q", "t", 4, Key());
        Assert.That(next, Is.Not.EqualTo(first));
        Assert.That((await LeaseAsync()).Job.GetData<int>(), Is.EqualTo(4));
    }

    [Test]
    public async Task A_dead_letter_and_a_removed_job_free_their_key()
    {
        await Queue.EnqueueAsync("q", "t", 1, Key() with { MaxAttempts = 1 });
        await Queue.NackAsync(await LeaseAsync());
        var second = await Queue.EnqueueAsync("q", "t", 2, Key());
        Assert.That((await Queue.GetStatsAsync("q")).Waiting, Is.EqualTo(1));
        await Queue.RemoveAsync(second);
        await Queue.EnqueueAsync("q", "t", 3, Key());
        Assert.That((await LeaseAsync()).Job.GetData<int>(), Is.EqualTo(3));
    }

    [Test]
    public async Task Keys_are_of_their_queue()
    {
        var first = await Queue.EnqueueAsync("q", "t", 1, Key());
        Assert.That(await Queue.EnqueueAsync("other", "t", 1, Key()), Is.Not.EqualTo(first));
    }

    [Test]
    public async Task A_time_to_live_counts_whether_the_job_has_ended_or_not()
    {
        var first = await Queue.EnqueueAsync("q", "t", 1, Key(ttl: TimeSpan.FromMinutes(10)));
        await Queue.AckAsync(await LeaseAsync());
        Clock.Advance(TimeSpan.FromMinutes(9));
        Assert.That(await Queue.EnqueueAsync("q", "t", 2, Key(ttl: TimeSpan.FromMinutes(10))), Is.EqualTo(first));
        Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.That(await Queue.EnqueueAsync("q", "t", 3, Key(ttl: TimeSpan.FromMinutes(10))), Is.Not.EqualTo(first));
    }

    [Test]
    public async Task Extend_begins_the_time_to_live_anew()
    {
        var first = await Queue.EnqueueAsync("q", "t", 1, Key(DeduplicationPolicy.Extend, TimeSpan.FromMinutes(10)));
        for (var i = 0; i < 5; i++)
        {
            Clock.Advance(TimeSpan.FromMinutes(9));
            Assert.That(await Queue.EnqueueAsync("q", "t", 2, Key(DeduplicationPolicy.Extend, TimeSpan.FromMinutes(10))), Is.EqualTo(first));
        }

        Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.That(await Queue.EnqueueAsync("q", "t", 3, Key(ttl: TimeSpan.FromMinutes(10))), Is.Not.EqualTo(first));
    }

    [Test]
    public async Task Replace_puts_the_new_job_in_the_place_of_one_that_waits()
    {
        var first = await Queue.EnqueueAsync("q", "t", 1, Key(DeduplicationPolicy.Replace) with { Delay = TimeSpan.FromMinutes(1) });
        var second = await Queue.EnqueueAsync("q", "t", 2, Key(DeduplicationPolicy.Replace));

        Assert.That(await Queue.GetAsync(first), Is.Null);
        var lease = await LeaseAsync(timeout: TimeSpan.FromHours(1));
        Assert.That((lease.Job.Id, lease.Job.GetData<int>()), Is.EqualTo((second, 2)));
        Clock.Advance(TimeSpan.FromMinutes(1));
        await AssertNothingReadyAsync();
    }

    [Test]
    public async Task Replace_leaves_a_job_that_runs_and_enqueues_beside_it()
    {
        await Queue.EnqueueAsync("q", "t", 1, Key(DeduplicationPolicy.Replace));
        var running = await LeaseAsync();
        await Queue.EnqueueAsync("q", "t", 2, Key(DeduplicationPolicy.Replace));
        await Queue.AckAsync(running);
        await Queue.EnqueueAsync("q", "t", 3, Key(DeduplicationPolicy.Replace));

        var leases = await Queue.DequeueManyAsync("q", 5);
        Assert.That(leases.Select(static lease => lease.Job.GetData<int>()), Is.EqualTo(new[] { 3 }), "the second held the key when the first ended");
    }

    [Test]
    public async Task Callers_that_race_enqueue_one_job()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Queue.EnqueueAsync("q", "t", i, Key()).AsTask()));
        Assert.That(ids.Distinct().Count(), Is.EqualTo(1));
        Assert.That(await Queue.LengthAsync("q"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_unit_keeps_its_own_duplicates_out()
    {
        var ids = await Queue.EnqueueManyAsync("q", [new("a", 1, Key()), new("b", 2, Key())]);
        Assert.That(ids[1], Is.EqualTo(ids[0]));
        Assert.That(await Queue.LengthAsync("q"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_transaction_is_told_the_id_of_the_job_that_has_the_key()
    {
        var first = await Queue.EnqueueAsync("q", "t", 1, Key());
        var (again, own, twice) = await Store.TransactAsync(async (transaction, cancellationToken) =>
        (
            await transaction.Queue.EnqueueAsync("q", "t", 2, Key(), cancellationToken),
            await transaction.Queue.EnqueueAsync("q", "t", 3, Key() with { DeduplicationKey = "new" }, cancellationToken),
            await transaction.Queue.EnqueueAsync("q", "t", 4, Key() with { DeduplicationKey = "new" }, cancellationToken)));

        Assert.That(again, Is.EqualTo(first));
        Assert.That(twice, Is.EqualTo(own));
        Assert.That(await Queue.LengthAsync("q"), Is.EqualTo(2));
    }

    [Test]
    public async Task Options_that_make_no_sense_are_refused()
    {
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.EnqueueAsync("q", "t", 0, new EnqueueOptions { DeduplicationTtl = TimeSpan.FromSeconds(1) }));
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.EnqueueAsync("q", "t", 0, Key(ttl: TimeSpan.Zero)));
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.EnqueueAsync("q", "t", 0, Key((DeduplicationPolicy)9)));
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.EnqueueAsync("q", "t", 0, new EnqueueOptions { DeduplicationKey = "" }));
    }
}
