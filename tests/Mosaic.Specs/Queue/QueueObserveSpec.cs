using NUnit.Framework;

namespace Mosaic.Specs;

/// <summary>Lists, progress, log lines, events and retention.</summary>
public abstract class QueueObserveSpec : QueueSpec
{
    [Test]
    public async Task Progress_is_of_the_attempt_that_reports_it()
    {
        var id = await Queue.EnqueueAsync("q", "t", 0);
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            var lease = await LeaseAsync();
            await Queue.ReportProgressAsync(lease, attempt);
            await Queue.NackAsync(lease, "again", TimeSpan.Zero);
        }

        var attempts = new List<int>();
        using var patience = new CancellationTokenSource(Patience);
        await foreach (var told in Queue.ReadEventsAsync("q", null, patience.Token))
        {
            if (told.JobId == id && told.Kind == JobEventKind.Progress)
            {
                attempts.Add(told.Attempt);
                if (attempts.Count == 2)
                {
                    break;
                }
            }
        }

        Assert.That(attempts, Is.EqualTo(new[] { 1, 2 }));
    }

    [Test]
    public async Task Jobs_are_listed_by_state_in_pages()
    {
        await Queue.EnqueueManyAsync("q", [.. Enumerable.Range(0, 25).Select(i => new NewJob($"{i:00}", i, new EnqueueOptions { OrderingKey = i >= 20 ? "k" : null }))]);
        await Queue.EnqueueAsync("q", "later", 0, new EnqueueOptions { Delay = TimeSpan.FromHours(1) });
        await LeaseAsync();

        var seen = new List<string>();
        string? after = null;
        do
        {
            var page = await Queue.ListAsync("q", JobState.Waiting, 7, after);
            Assert.That(page.Jobs, Has.Count.InRange(1, 7));
            Assert.That(page.Jobs.Select(static job => job.State), Is.All.EqualTo(JobState.Waiting));
            seen.AddRange(page.Jobs.Select(static job => job.Type));
            after = page.Next;
        }
        while (after is not null);

        Assert.That(seen, Is.EqualTo(Enumerable.Range(1, 24).Select(i => $"{i:00}")));
        Assert.That((await Queue.ListAsync("q", JobState.Leased)).Jobs.Select(static job => job.Type), Is.EqualTo(new[] { "00" }));
        var held = await Queue.DequeueManyAsync("q", 4);
        var leased = await Queue.ListAsync("q", JobState.Leased, 3);
        Assert.That(leased.Jobs.Select(static job => job.Type), Is.EqualTo(new[] { "00", "01", "02" }));
        Assert.That((await Queue.ListAsync("q", JobState.Leased, 3, leased.Next)).Jobs.Select(static job => job.Type), Is.EqualTo(new[] { "03", "04" }));
        Assert.That(held, Has.Count.EqualTo(4));
        Assert.That((await Queue.ListAsync("q", JobState.Scheduled)).Jobs.Select(static job => job.Type), Is.EqualTo(new[] { "later" }));
        Assert.That((await Queue.ListAsync("never seen", JobState.Waiting)).Jobs, Is.Empty);
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.ListAsync("q", JobState.Waiting, 0));
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.ListAsync("q", JobState.Waiting, 5, "no cursor"));
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.ListAsync("q", (JobState)77));
    }

    [Test]
    public async Task Jobs_that_do_not_run_are_listed_in_the_order_of_enqueueing_whatever_their_priority()
    {
        string[] order = ["0", "2", "1", "3"];
        await Queue.EnqueueManyAsync("q", order.Select(static type => new NewJob(type, null, new EnqueueOptions { Priority = type[0] - '0', Delay = TimeSpan.FromSeconds(1) })));
        Assert.That(await ListAsync(JobState.Scheduled), Is.EqualTo(order));
        Clock.Advance(TimeSpan.FromSeconds(1));
        await Queue.AckManyAsync(await Queue.DequeueManyAsync("q", 4));
        Assert.That(await ListAsync(JobState.Completed), Is.EqualTo(order));

        async Task<List<string>> ListAsync(JobState state)
        {
            var types = new List<string>();
            string? after = null;
            do
            {
                var page = await Queue.ListAsync("q", state, 3, after);
                types.AddRange(page.Jobs.Select(static job => job.Type));
                after = page.Next;
            }
            while (after is not null);
            return types;
        }
    }

    [Test]
    public async Task The_change_feed_tells_a_jobs_own_version()
    {
        var id = await Queue.EnqueueAsync("q", "t");
        await foreach (var change in Store.Changes.ReadAsync())
        {
            if (change.Kind == "job")
            {
                Assert.That((change.Collection, change.Id, change.Version), Is.EqualTo(("q", id, 1L)));
                return;
            }
        }
    }

    [Test]
    public async Task Progress_and_log_lines_are_kept_with_the_job()
    {
        var id = await Queue.EnqueueAsync("q", "t");
        var lease = await LeaseAsync();
        Assert.That((await Queue.GetAsync(id))!.Progress, Is.Null);
        await Queue.ReportProgressAsync(lease, new { done = 3, of = 10 });
        await Queue.LogAsync(lease, "begun");
        Clock.Advance(TimeSpan.FromSeconds(1));
        await Queue.LogAsync(lease, "going on \u00e4");
        await Queue.ReportProgressAsync(lease, 0.5);

        var job = (await Queue.GetAsync(id))!;
        Assert.That(job.Progress!.Value.GetDouble(), Is.EqualTo(0.5));
        Assert.That(job.State, Is.EqualTo(JobState.Leased));
        await Queue.AckAsync(lease, "done");
        var log = await Queue.GetLogAsync(id);
        Assert.That(log.Select(static line => (line.Text, line.Attempt)), Is.EqualTo(new[] { ("begun", 1), ("going on \u00e4", 1) }));
        Assert.That(log[1].At - log[0].At, Is.EqualTo(TimeSpan.FromSeconds(1)));
        Assert.That((await Queue.GetAsync(id))!.Progress!.Value.GetDouble(), Is.EqualTo(0.5));
    }

    [Test]
    public async Task Only_the_last_thousand_lines_are_kept()
    {
        var id = await Queue.EnqueueAsync("q", "t");
        var lease = await LeaseAsync();
        await Task.WhenAll(Enumerable.Range(0, 1_100).Select(i => Queue.LogAsync(lease, $"{i}").AsTask()));

        Assert.That(await Queue.GetLogAsync(id), Has.Count.EqualTo(1_000));
        await Queue.RemoveAsync(id);
    }

    [Test]
    public async Task Who_lost_the_lease_cannot_report()
    {
        await Queue.EnqueueAsync("q", "t");
        var lease = await LeaseAsync();
        await Queue.AckAsync(lease);

        await Assert.ThrowsAsync<LeaseLostException>(async () => await Queue.ReportProgressAsync(lease, 1));
        await Assert.ThrowsAsync<LeaseLostException>(async () => await Queue.LogAsync(lease, "late"));
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.LogAsync(lease, null!));
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.LogAsync(lease, new string('x', 16_385)));
    }

    [Test]
    public async Task Events_tell_a_jobs_life_and_go_on_from_a_cursor()
    {
        var id = await Queue.EnqueueAsync("q", "t", 0, new EnqueueOptions { Delay = TimeSpan.FromMinutes(1), MaxAttempts = 2 });
        await Queue.EnqueueAsync("other", "t");
        Clock.Advance(TimeSpan.FromMinutes(1));
        await Queue.NackAsync(await LeaseAsync(), "once", TimeSpan.Zero);
        await Queue.NackAsync(await LeaseAsync(), "twice", TimeSpan.Zero);
        await Queue.RedriveAsync(id);
        await Queue.AckAsync(await LeaseAsync());
        await Queue.RemoveAsync(id);

        var all = await EventsAsync("q", null, 7);
        Assert.That(all.Select(static told => (told.Kind, told.Attempt)), Is.EqualTo(new[]
        {
            (JobEventKind.Enqueued, 0), (JobEventKind.Ready, 0), (JobEventKind.Failed, 1), (JobEventKind.DeadLetter, 2),
            (JobEventKind.Redriven, 0), (JobEventKind.Completed, 1), (JobEventKind.Removed, 1),
        }));
        Assert.That(all.Select(static told => told.JobId), Is.All.EqualTo(id));
        Assert.That(await EventsAsync("q", all[3].Cursor, 3), Is.EqualTo(all.Skip(4)));
        Assert.That((await EventsAsync(null, null, 8)).Count(static told => told.Queue == "other"), Is.EqualTo(1));
    }

    [Test]
    public async Task An_event_follows_its_commit()
    {
        using var end = new CancellationTokenSource();
        var reading = Queue.ReadEventsAsync("q", null, end.Token).GetAsyncEnumerator(end.Token);
        var next = reading.MoveNextAsync().AsTask();
        var id = await Queue.EnqueueAsync("q", "t");

        Assert.That(await next.WaitAsync(Patience), Is.True);
        Assert.That((reading.Current.JobId, reading.Current.Kind), Is.EqualTo((id, JobEventKind.Enqueued)));
        next = reading.MoveNextAsync().AsTask();
        await end.CancelAsync();
        await Assert.CatchAsync<OperationCanceledException>(() => next);
        await reading.DisposeAsync();
    }

    [Test]
    public async Task Completed_jobs_are_kept_by_number()
    {
        await Queue.ConfigureAsync("q", new QueueOptions { CompletedMax = 10 });
        await CompleteAsync(1_200);
        await Eventually(async () => (await Queue.GetStatsAsync("q")).Completed <= 1_010, "the oldest are let go");
        Assert.That((await Queue.GetStatsAsync("q")).Completed, Is.GreaterThanOrEqualTo(10));
    }

    [Test]
    public async Task Ended_jobs_are_kept_by_age()
    {
        await Queue.ConfigureAsync("q", new QueueOptions { CompletedAge = TimeSpan.FromHours(1), DeadLetterAge = TimeSpan.FromHours(3) });
        await CompleteAsync(3);
        await Queue.EnqueueAsync("q", "t", 0, new EnqueueOptions { MaxAttempts = 1 });
        await Queue.NackAsync(await LeaseAsync());
        Clock.Advance(TimeSpan.FromHours(2));
        await CompleteAsync(2);
        Clock.Advance(TimeSpan.FromMinutes(2));

        await Eventually(async () => (await Queue.GetStatsAsync("q")).Completed == 2, "those of two hours ago are let go");
        Assert.That((await Queue.GetStatsAsync("q")).DeadLetter, Is.EqualTo(1));
        Clock.Advance(TimeSpan.FromHours(2));
        await Eventually(
            async () =>
            {
                Clock.Advance(TimeSpan.FromMinutes(1)); // what looks for them once a minute may just now begin to wait for the next
                return await Queue.GetStatsAsync("q") is { Completed: 0, DeadLetter: 0 };
            },
            "in time all are let go");
    }

    [Test]
    public async Task Ended_jobs_are_kept_by_bytes()
    {
        await Queue.ConfigureAsync("q", new QueueOptions { CompletedBytes = 5_000 });
        await CompleteAsync(20, new string('x', 1_000));
        Clock.Advance(TimeSpan.FromMinutes(2));
        await Eventually(async () => (await Queue.GetStatsAsync("q")).Completed == 4, "four of a kilobyte and a bit fit");
    }

    private async Task CompleteAsync(int count, object? data = null)
    {
        await Queue.EnqueueManyAsync("q", [.. Enumerable.Range(0, count).Select(_ => new NewJob("t", data))]);
        await Queue.AckManyAsync(await Queue.DequeueManyAsync("q", count));
    }

    private async Task<List<JobEvent>> EventsAsync(string? queue, string? cursor, int count)
    {
        var events = new List<JobEvent>();
        await foreach (var told in Queue.ReadEventsAsync(queue, cursor))
        {
            events.Add(told);
            if (events.Count == count)
            {
                break;
            }
        }

        return events;
    }

    [Test]
    public async Task A_page_of_another_queue_is_refused()
    {
        await Queue.EnqueueManyAsync("a", [new("1"), new("2")]);
        await Queue.EnqueueAsync("b", "1");
        var page = await Queue.ListAsync("a", JobState.Waiting, 1);
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.ListAsync("b", JobState.Waiting, 1, page.Next));
    }
}
