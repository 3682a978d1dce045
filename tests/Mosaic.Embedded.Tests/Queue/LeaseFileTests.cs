using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Queue;

public sealed class LeaseFileTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [TestCase(0)]
    [TestCase(5)]
    public async Task A_last_attempt_that_ran_when_the_process_ended_is_a_dead_letter_at_open(int seconds)
    {
        using var folder = new TemporaryFolder();
        await using var store = await OpenAsync(folder);
        var id = await store.Queue.EnqueueAsync("q", "t", 0, new EnqueueOptions { MaxAttempts = 1 });
        await store.Queue.DequeueAsync("q");
        _clock.Advance(TimeSpan.FromSeconds(seconds)); // beyond a second the attempt is counted in the row as well
        await store.Queue.GetStatsAsync("q");

        using var left = folder.Abandon();
        await using var after = await OpenAsync(left);

        var job = (await after.Queue.GetAsync(id))!;
        Assert.That((job.State, job.Attempt), Is.EqualTo((JobState.DeadLetter, 1)));
        Assert.That(job.Error, Does.Contain("process"));
    }

    [Test]
    public async Task Attempts_that_had_failed_before_the_process_ended_are_not_counted_twice()
    {
        using var folder = new TemporaryFolder();
        await using var store = await OpenAsync(folder);
        var id = await store.Queue.EnqueueAsync("q", "t", 0, new EnqueueOptions { MaxAttempts = 2 });
        await store.Queue.NackAsync((await store.Queue.DequeueAsync("q"))!, "failed", TimeSpan.Zero);

        using var left = folder.Abandon();
        await using var after = await OpenAsync(left);

        var job = (await after.Queue.GetAsync(id))!;
        Assert.That((job.State, job.Attempt, job.Error), Is.EqualTo((JobState.Waiting, 1, "failed")));
    }

    [Test]
    public async Task Attempts_of_before_a_redrive_are_not_counted_after_it()
    {
        using var folder = new TemporaryFolder();
        await using var store = await OpenAsync(folder);
        var id = await store.Queue.EnqueueAsync("q", "t", 0, new EnqueueOptions { MaxAttempts = 1 });
        await store.Queue.NackAsync((await store.Queue.DequeueAsync("q"))!, "failed");
        await store.Queue.RedriveAsync(id);

        using var left = folder.Abandon();
        await using var after = await OpenAsync(left);

        var job = (await after.Queue.GetAsync(id))!;
        Assert.That((job.State, job.Attempt), Is.EqualTo((JobState.Waiting, 0)));
        await after.Queue.AckAsync((await after.Queue.DequeueAsync("q"))!);
    }

    [TestCase(0)]
    [TestCase(100)]
    public async Task A_lease_file_that_is_not_one_loses_no_job(int bytes)
    {
        using var folder = new TemporaryFolder();
        await using (var store = await OpenAsync(folder))
        {
            await store.Queue.EnqueueAsync("q", "t");
        }

        await File.WriteAllBytesAsync(folder.File("app.mosaic.leases"), new byte[bytes]);
        await using var after = await OpenAsync(folder);
        Assert.That(await after.Queue.DequeueAsync("q"), Is.Not.Null);
    }

    [Test]
    public async Task A_lease_file_that_cannot_be_written_leaves_the_job_where_it_was()
    {
        using var folder = new TemporaryFolder();
        await using var store = await OpenAsync(folder);
        await store.Queue.EnqueueAsync("q", "t");
        Directory.CreateDirectory(folder.File("app.mosaic.leases"));

        await Assert.ThrowsAsync<MosaicException>(async () => await store.Queue.DequeueAsync("q"));
        Assert.That(await store.Queue.LengthAsync("q"), Is.EqualTo(1));
        Directory.Delete(folder.File("app.mosaic.leases"));
        Assert.That(await store.Queue.DequeueAsync("q"), Is.Not.Null);
    }

    [Test]
    public async Task Completed_jobs_beyond_the_bound_are_let_go_the_first_enqueued_first()
    {
        await using var store = await MosaicEngine.OpenInMemoryAsync(new MosaicOptions { CompletedJobsMax = 100 });
        var ids = await store.Queue.EnqueueManyAsync("q", Enumerable.Range(0, 5_000).Select(static i => new NewJob("t", i)));
        while (await store.Queue.DequeueManyAsync("q", 500) is { Count: > 0 } leases)
        {
            await store.Queue.AckManyAsync(leases);
        }

        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await store.Queue.GetStatsAsync("q")).Completed > 1_100)
        {
            Assert.That(deadline.IsCancellationRequested, Is.False, "completed jobs are not let go");
            await Task.Yield();
        }

        Assert.That(await store.Queue.GetAsync(ids[0]), Is.Null);
        Assert.That(await store.Queue.GetAsync(ids[^1]), Is.Not.Null);
    }

    private ValueTask<MosaicEngine> OpenAsync(TemporaryFolder folder) =>
        MosaicEngine.OpenAsync(folder.Store, new MosaicOptions { TimeProvider = _clock });
}
