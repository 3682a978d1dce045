using System.Text.Json;
using NUnit.Framework;

namespace Mosaic.Specs;

/// <summary>Schedules by cron. The clock begins on a Wednesday, 2030-01-02 03:04:05 UTC.</summary>
public abstract class QueueScheduleSpec : QueueSpec
{
    private static JobSchedule Hourly => new() { Id = "report", Queue = "q", Type = "t", Cron = "0 * * * *" };

    private async Task<List<string>> TakeAsync()
    {
        var leases = await Queue.DequeueManyAsync("q", 10_000);
        await Queue.AckManyAsync(leases);
        return [.. leases.Select(static lease => lease.Job.Id)];
    }

    private void SetTime(int year, int month, int day, int hour, int minute = 0) =>
        Clock.Advance(new DateTimeOffset(year, month, day, hour, minute, 0, TimeSpan.Zero) - Clock.GetUtcNow());

    [Test]
    public async Task A_schedule_enqueues_its_job_at_its_times()
    {
        var status = await Queue.Schedules.PutAsync(Hourly with { Data = new { kind = "sales" }, Options = new EnqueueOptions { Priority = 3, MaxAttempts = 2 } });
        Assert.That(status.NextRunAt, Is.EqualTo(new DateTimeOffset(2030, 1, 2, 4, 0, 0, TimeSpan.Zero)));
        await AssertNothingReadyAsync();

        SetTime(2030, 1, 2, 4);
        var job = (await LeaseAsync()).Job;
        Assert.That((job.Id, job.Type, job.Priority, job.MaxAttempts), Is.EqualTo(("report@20300102T040000Z", "t", 3, 2)));
        Assert.That(job.Data.GetProperty("kind").GetString(), Is.EqualTo("sales"));
        status = (await Queue.Schedules.GetAsync("report"))!;
        Assert.That((status.LastRunAt, status.LastJobId), Is.EqualTo(((DateTimeOffset?)Clock.GetUtcNow(), job.Id)));
        Assert.That(status.NextRunAt, Is.EqualTo(Clock.GetUtcNow().AddHours(1)));
        Assert.That(((JsonElement)status.Schedule.Data!).GetProperty("kind").GetString(), Is.EqualTo("sales"));
    }

    [Test]
    public async Task A_waiting_dequeue_gets_the_job_at_its_time()
    {
        await Queue.Schedules.PutAsync(Hourly);
        var waiting = Queue.DequeueAsync("q", new DequeueOptions { Wait = TimeSpan.FromHours(5) }).AsTask();
        SetTime(2030, 1, 2, 4);
        Assert.That((await waiting.WaitAsync(Patience))!.Job.Id, Is.EqualTo("report@20300102T040000Z"));
    }

    [TestCase(MissedRuns.Skip, new string[0])]
    [TestCase(MissedRuns.Once, new[] { "report@20300102T090000Z" })]
    [TestCase(MissedRuns.All, new[] { "report@20300102T040000Z", "report@20300102T050000Z", "report@20300102T060000Z", "report@20300102T070000Z", "report@20300102T080000Z", "report@20300102T090000Z" })]
    public async Task Missed_runs_are_as_their_policy_says(MissedRuns policy, string[] expected)
    {
        await Queue.Schedules.PutAsync(Hourly with { MissedRuns = policy });
        SetTime(2030, 1, 2, 9, 30);
        Assert.That(await TakeAsync(), Is.EqualTo(expected));
        SetTime(2030, 1, 2, 10);
        Assert.That(await TakeAsync(), Is.EqualTo(new[] { "report@20300102T100000Z" }));
    }

    [Test]
    public async Task Making_up_is_bounded()
    {
        await Queue.Schedules.PutAsync(Hourly with { Cron = "* * * * * *", MissedRuns = MissedRuns.All });
        Clock.Advance(TimeSpan.FromDays(30));
        var made = await TakeAsync();
        Assert.That(made, Has.Count.EqualTo(1_000));
        Assert.That(made[^1], Is.EqualTo("report@20300201T030405Z"));
    }

    [Test]
    public async Task A_run_that_is_a_little_late_is_not_missed()
    {
        await Queue.Schedules.PutAsync(Hourly with { MissedRuns = MissedRuns.Skip });
        SetTime(2030, 1, 2, 4);
        Clock.Advance(TimeSpan.FromSeconds(50));
        Assert.That(await TakeAsync(), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_skipped_time_of_day_runs_after_the_gap_and_a_repeated_one_once()
    {
        await Queue.Schedules.PutAsync(Hourly with { Cron = "30 2 * * *", TimeZone = "Europe/Berlin" });
        SetTime(2030, 3, 30, 12);
        await TakeAsync();
        SetTime(2030, 3, 31, 12); // from 02:00 to 03:00 local time there is nothing
        Assert.That(await TakeAsync(), Is.EqualTo(new[] { "report@20300331T010000Z" }));
        SetTime(2030, 10, 26, 12);
        await TakeAsync();
        SetTime(2030, 10, 27, 12); // 02:30 local time comes twice
        Assert.That(await TakeAsync(), Is.EqualTo(new[] { "report@20301027T003000Z" }));
    }

    [Test]
    public async Task An_interval_goes_on_through_the_repeated_hour()
    {
        SetTime(2030, 11, 3, 4);
        await Queue.Schedules.PutAsync(Hourly with { TimeZone = "America/New_York", MissedRuns = MissedRuns.All });
        SetTime(2030, 11, 3, 8, 30);
        Assert.That(await TakeAsync(), Is.EqualTo(new[] { 5, 6, 7, 8 }.Select(static hour => $"report@20301103T0{hour}0000Z")));
    }

    [Test]
    public async Task A_paused_schedule_leaves_out_its_runs()
    {
        await Queue.Schedules.PutAsync(Hourly);
        Assert.That((await Queue.Schedules.PutAsync(Hourly with { Paused = true })).NextRunAt, Is.Null);
        SetTime(2030, 1, 2, 6);
        await AssertNothingReadyAsync();
        await Queue.Schedules.PutAsync(Hourly);
        await AssertNothingReadyAsync();
        SetTime(2030, 1, 2, 7);
        Assert.That(await TakeAsync(), Is.EqualTo(new[] { "report@20300102T070000Z" }));
    }

    [Test]
    public async Task Putting_again_changes_the_job_and_keeps_the_run_that_is_due()
    {
        await Queue.Schedules.PutAsync(Hourly);
        Clock.Advance(TimeSpan.FromMinutes(10));
        await Queue.Schedules.PutAsync(Hourly with { Type = "other" });
        SetTime(2030, 1, 2, 4);
        Assert.That((await LeaseAsync()).Job.Type, Is.EqualTo("other"));
        var status = await Queue.Schedules.PutAsync(Hourly with { Cron = "@daily" });
        Assert.That(status.NextRunAt, Is.EqualTo(new DateTimeOffset(2030, 1, 3, 0, 0, 0, TimeSpan.Zero)));
        Assert.That(status.LastJobId, Is.EqualTo("report@20300102T040000Z"));
    }

    [Test]
    public async Task A_trigger_runs_at_once_beside_the_schedule()
    {
        await Queue.Schedules.PutAsync(Hourly with { Paused = true });
        var id = await Queue.Schedules.TriggerAsync("report");
        Assert.That((await LeaseAsync()).Job.Id, Is.EqualTo(id));
        Assert.That(await Queue.Schedules.TriggerAsync("no such schedule"), Is.Null);
    }

    [Test]
    public async Task Schedules_are_listed_and_deleted()
    {
        await Queue.Schedules.PutAsync(Hourly with { Id = "b" });
        await Queue.Schedules.PutAsync(Hourly with { Id = "a" });
        Assert.That((await Queue.Schedules.ListAsync()).Select(static status => status.Schedule.Id), Is.EqualTo(new[] { "a", "b" }));
        Assert.That(await Queue.Schedules.DeleteAsync("a"), Is.True);
        Assert.That(await Queue.Schedules.DeleteAsync("a"), Is.False);
        Assert.That(await Queue.Schedules.GetAsync("a"), Is.Null);
        SetTime(2030, 1, 2, 4);
        Assert.That(await TakeAsync(), Is.EqualTo(new[] { "b@20300102T040000Z" }));
    }

    [Test]
    public async Task Many_schedules_that_are_due_together_all_run()
    {
        await Task.WhenAll(Enumerable.Range(0, 1_000).Select(i => Queue.Schedules.PutAsync(Hourly with { Id = $"s{i}" }).AsTask()));
        SetTime(2030, 1, 2, 4);
        Assert.That(await TakeAsync(), Has.Count.EqualTo(1_000));
        SetTime(2030, 1, 2, 5);
        Assert.That(await TakeAsync(), Has.Count.EqualTo(1_000));
    }

    [Test]
    public async Task Schedules_that_make_no_sense_are_refused()
    {
        foreach (var bad in new[]
        {
            Hourly with { Cron = "0 0 30 2 *" },
            Hourly with { Cron = "not a cron" },
            Hourly with { Cron = "" },
            Hourly with { Cron = "61 * * * *" },
            Hourly with { TimeZone = "Middle/Earth" },
            Hourly with { Id = "" },
            Hourly with { Id = new string('i', 129) },
            Hourly with { Queue = "" },
            Hourly with { Type = "a\nb" },
            Hourly with { MissedRuns = (MissedRuns)9 },
            Hourly with { Options = new EnqueueOptions { Id = "i" } },
            Hourly with { Options = new EnqueueOptions { Delay = TimeSpan.FromSeconds(1) } },
            Hourly with { Options = new EnqueueOptions { OrderingKey = "" } },
        })
        {
            await Assert.CatchAsync<ArgumentException>(async () => await Queue.Schedules.PutAsync(bad), bad.ToString());
        }

        await Assert.CatchAsync<ArgumentException>(async () => await Queue.Schedules.PutAsync(null!));
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.Schedules.GetAsync(""));
        Assert.That(await Queue.Schedules.ListAsync(), Is.Empty);
    }

    [Test]
    public async Task Missed_runs_that_fit_into_no_unit_all_run()
    {
        await Queue.Schedules.PutAsync(Hourly with { Cron = "* * * * *", Data = new string('x', 300_000), MissedRuns = MissedRuns.All });
        Clock.Advance(TimeSpan.FromMinutes(950));
        var done = 0;
        await Eventually(
            async () =>
            {
                var leases = await Queue.DequeueManyAsync("q", 100);
                await Queue.AckManyAsync(leases);
                done += leases.Count;
                return done == 950;
            },
            "all runs are made up for");
        Assert.That(await Queue.LengthAsync("q"), Is.Zero);
    }

    [Test]
    public async Task Data_may_be_as_deep_as_a_jobs()
    {
        using var document = JsonDocument.Parse(new string('[', 100) + new string(']', 100), new JsonDocumentOptions { MaxDepth = 128 });
        var deep = document.RootElement;
        await Queue.Schedules.PutAsync(Hourly with { Data = deep });
        SetTime(2030, 1, 2, 4);
        Assert.That((await LeaseAsync()).Job.Data.GetRawText(), Is.EqualTo(deep.GetRawText()));
    }
}
