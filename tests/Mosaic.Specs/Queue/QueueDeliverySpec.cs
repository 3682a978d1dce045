using System.Text.Json;
using NUnit.Framework;

namespace Mosaic.Specs;

public abstract class QueueDeliverySpec : QueueSpec
{
    [Test]
    public async Task A_job_carries_its_type_data_and_times_to_the_worker()
    {
        var id = await Queue.EnqueueAsync("q", "resize", new Work("a", 7), new EnqueueOptions { Priority = 3, MaxAttempts = 2 });

        var lease = await LeaseAsync();

        Assert.Multiple(() =>
        {
            Assert.That(lease.Job.Id, Is.EqualTo(id));
            Assert.That(lease.Job.Queue, Is.EqualTo("q"));
            Assert.That(lease.Job.Type, Is.EqualTo("resize"));
            Assert.That(lease.Job.GetData<Work>(), Is.EqualTo(new Work("a", 7)));
            Assert.That(lease.Job.State, Is.EqualTo(JobState.Leased));
            Assert.That(lease.Job.Attempt, Is.EqualTo(1));
            Assert.That(lease.Job.MaxAttempts, Is.EqualTo(2));
            Assert.That(lease.Job.Priority, Is.EqualTo(3));
            Assert.That(lease.Job.CreatedAt, Is.EqualTo(Clock.GetUtcNow()));
            Assert.That(lease.ExpiresAt, Is.EqualTo(Clock.GetUtcNow() + TimeSpan.FromSeconds(30)));
            Assert.That(lease.Token, Is.Not.Empty);
        });
    }

    [Test]
    public async Task A_job_without_data_has_none_and_one_with_null_has_null()
    {
        await Queue.EnqueueAsync("q", "bare");
        await Queue.EnqueueAsync<string?>("q", "null", null);

        Assert.That((await LeaseAsync()).Job.Data.ValueKind, Is.EqualTo(JsonValueKind.Undefined));
        Assert.That((await LeaseAsync()).Job.Data.ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    [Test]
    public async Task Jobs_run_in_the_order_of_enqueueing()
    {
        var ids = new List<string>();
        for (var i = 0; i < 10; i++)
        {
            ids.Add(await Queue.EnqueueAsync("q", "t", i));
        }

        var leases = await Queue.DequeueManyAsync("q", 10);

        Assert.That(leases.Select(static lease => lease.Job.Id), Is.EqualTo(ids));
    }

    [Test]
    public async Task Higher_priority_runs_first_and_the_order_holds_within_one()
    {
        string[] names = ["a0", "b9", "c-5", "d9", "e0", "f-5", "gmax", "hmin"];
        int[] priorities = [0, 9, -5, 9, 0, -5, int.MaxValue, int.MinValue];
        for (var i = 0; i < names.Length; i++)
        {
            await Queue.EnqueueAsync("q", names[i], i, new EnqueueOptions { Priority = priorities[i] });
        }

        var leases = await Queue.DequeueManyAsync("q", 100);

        Assert.That(leases.Select(static lease => lease.Job.Type), Is.EqualTo(new[] { "gmax", "b9", "d9", "a0", "e0", "c-5", "f-5", "hmin" }));
    }

    [Test]
    public async Task Bulk_is_one_unit_in_order()
    {
        var ids = await Queue.EnqueueManyAsync("q", Enumerable.Range(0, 50).Select(static i => new NewJob("t", i)));

        var leases = await Queue.DequeueManyAsync("q", 50);
        Assert.That(leases.Select(static lease => lease.Job.Id), Is.EqualTo(ids));
        Assert.That(leases.Select(static lease => lease.Job.GetData<int>()), Is.EqualTo(Enumerable.Range(0, 50)));

        NewJob[] withDuplicate = [new("t", 1, new EnqueueOptions { Id = "x" }), new("t", 2, new EnqueueOptions { Id = "x" })];
        await Assert.ThrowsAsync<DuplicateKeyException>(async () => await Queue.EnqueueManyAsync("q", withDuplicate));
        Assert.That(await Queue.GetAsync("x"), Is.Null);
        Assert.That(await Queue.LengthAsync("q"), Is.Zero);
    }

    [Test]
    public async Task Queues_do_not_mix()
    {
        await Queue.EnqueueAsync("a", "for a");
        await AssertNothingReadyAsync("b");
        Assert.That((await LeaseAsync("a")).Job.Type, Is.EqualTo("for a"));
    }

    [Test]
    public async Task A_leased_job_goes_to_nobody_else()
    {
        await Queue.EnqueueAsync("q", "t");
        await LeaseAsync();

        await AssertNothingReadyAsync();
    }

    [Test]
    public async Task An_acknowledged_job_is_completed_with_its_result()
    {
        var id = await Queue.EnqueueAsync("q", "t");
        await Queue.AckAsync(await LeaseAsync(), new Work("done", 1));

        var job = (await Queue.GetAsync(id))!;
        Assert.That(job.State, Is.EqualTo(JobState.Completed));
        Assert.That(job.GetResult<Work>(), Is.EqualTo(new Work("done", 1)));
        await AssertNothingReadyAsync();
    }

    [Test]
    public async Task Many_are_acknowledged_together_or_not_at_all()
    {
        await Queue.EnqueueManyAsync("q", [new("t"), new("t"), new("t")]);
        var leases = await Queue.DequeueManyAsync("q", 3);
        await Queue.AckAsync(leases[1]);

        await Assert.ThrowsAsync<LeaseLostException>(async () => await Queue.AckManyAsync(leases));
        Assert.That(await StateAsync(leases[0].Job.Id), Is.EqualTo(JobState.Leased));

        await Queue.AckManyAsync([leases[0], leases[2]]);
        Assert.That((await Queue.GetStatsAsync("q")).Completed, Is.EqualTo(3));
    }

    [Test]
    public async Task A_waiting_dequeue_is_woken_by_an_enqueue()
    {
        var waiting = Queue.DequeueAsync("q", Waiting).AsTask();
        Assert.That(waiting.IsCompleted, Is.False);

        var id = await Queue.EnqueueAsync("q", "t");

        Assert.That((await waiting.WaitAsync(Patience))!.Job.Id, Is.EqualTo(id));
    }

    [Test]
    public async Task Each_of_many_waiting_dequeues_gets_a_job()
    {
        var waiting = Enumerable.Range(0, 20).Select(_ => Queue.DequeueAsync("q", Waiting).AsTask()).ToList();
        var ids = await Queue.EnqueueManyAsync("q", Enumerable.Range(0, 20).Select(static i => new NewJob("t", i)));

        var leases = await Task.WhenAll(waiting).WaitAsync(Patience);

        Assert.That(leases.Select(static lease => lease!.Job.Id), Is.EquivalentTo(ids));
    }

    [Test]
    public async Task A_wait_ends_when_its_time_is_up()
    {
        var waiting = Queue.DequeueAsync("q", new DequeueOptions { Wait = TimeSpan.FromSeconds(5) }).AsTask();
        Clock.Advance(TimeSpan.FromSeconds(6));

        Assert.That(await waiting.WaitAsync(Patience), Is.Null);
    }

    [Test]
    public async Task A_cancelled_wait_takes_no_job()
    {
        using var cancel = new CancellationTokenSource();
        var first = Queue.DequeueAsync("q", Waiting, cancel.Token).AsTask();
        var second = Queue.DequeueAsync("q", Waiting).AsTask();
        await cancel.CancelAsync();
        await Assert.CatchAsync<OperationCanceledException>(async () => await first);

        await Queue.EnqueueAsync("q", "t");

        Assert.That(await second.WaitAsync(Patience), Is.Not.Null);
    }

    [Test]
    public async Task Stats_count_each_state()
    {
        await Queue.EnqueueManyAsync("q", Enumerable.Range(0, 6).Select(static i => new NewJob("t", i, new EnqueueOptions { MaxAttempts = 1 })));
        await Queue.EnqueueAsync("q", "later", 0, new EnqueueOptions { Delay = TimeSpan.FromHours(1) });
        var leases = await Queue.DequeueManyAsync("q", 4);
        await Queue.AckAsync(leases[0]);
        await Queue.AckAsync(leases[1]);
        await Queue.NackAsync(leases[2]);

        Assert.That(await Queue.GetStatsAsync("q"), Is.EqualTo(new QueueStats(Waiting: 2, Scheduled: 1, Leased: 1, Completed: 2, DeadLetter: 1, Paused: false)));
        Assert.That(await Queue.LengthAsync("q"), Is.EqualTo(2));
    }

    [Test]
    public async Task An_unknown_queue_is_empty()
    {
        Assert.That(await Queue.LengthAsync("never"), Is.Zero);
        Assert.That(await Queue.GetStatsAsync("never"), Is.EqualTo(new QueueStats(0, 0, 0, 0, 0, false)));
        await AssertNothingReadyAsync("never");
    }

    [Test]
    public async Task A_backlog_larger_than_what_is_held_in_memory_is_delivered_in_order_and_once()
    {
        const int jobs = 40_000;
        for (var from = 0; from < jobs; from += 10_000)
        {
            await Queue.EnqueueManyAsync("q", Enumerable.Range(from, 10_000).Select(static i => new NewJob("t", i)));
        }

        await Queue.EnqueueAsync("q", "first", -1, new EnqueueOptions { Priority = 1 });
        var seen = new List<int>();
        while (await Queue.DequeueManyAsync("q", 1_000) is { Count: > 0 } leases)
        {
            seen.AddRange(leases.Select(static lease => lease.Job.GetData<int>()));
            await Queue.AckManyAsync(leases);
        }

        Assert.That(seen, Is.EqualTo(Enumerable.Range(-1, jobs + 1)));
    }

    [Test]
    public async Task A_worker_that_finds_nothing_is_right_while_others_empty_a_large_backlog()
    {
        const int jobs = 60_000;
        for (var from = 0; from < jobs; from += 10_000)
        {
            await Queue.EnqueueManyAsync("q", Enumerable.Range(from, 10_000).Select(static i => new NewJob("t", i)));
        }

        var seen = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            var mine = 0;
            while (await Queue.DequeueManyAsync("q", 64) is { Count: > 0 } leases)
            {
                mine += leases.Count;
            }

            // Leases live on: what is waiting when nothing more was found was hidden from this worker.
            Assert.That(await Queue.LengthAsync("q"), Is.Zero);
            return mine;
        })));

        Assert.That(seen.Sum(), Is.EqualTo(jobs));
    }

    [Test]
    public async Task Many_workers_get_each_job_once()
    {
        const int jobs = 2_000;
        var workers = Enumerable.Range(0, 8).Select(async _ =>
        {
            var mine = new List<int>();
            while (await Queue.DequeueAsync("q", Waiting) is { } lease && lease.Job.Type != "end")
            {
                mine.Add(lease.Job.GetData<int>());
                await Queue.AckAsync(lease);
            }

            return mine;
        }).ToList();
        await Task.WhenAll(Enumerable.Range(0, jobs).Select(i => Queue.EnqueueAsync("q", "t", i).AsTask()));
        await Queue.EnqueueManyAsync("q", Enumerable.Range(0, 8).Select(static _ => new NewJob("end", null, new EnqueueOptions { Priority = -1 })));

        var seen = (await Task.WhenAll(workers).WaitAsync(Patience)).SelectMany(static mine => mine);

        Assert.That(seen, Is.EquivalentTo(Enumerable.Range(0, jobs)));
    }
}
