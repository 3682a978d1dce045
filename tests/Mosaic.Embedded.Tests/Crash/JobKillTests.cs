using Mosaic.CrashHost.Jobs;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Crash;

public sealed class JobKillTests
{
    private const int CheckedTogether = 20;

    private readonly HashSet<string> _enqueued = [];
    private readonly HashSet<string> _acknowledged = [];
    private string _folder = "";

    private string Store => Path.Combine(_folder, "app.mosaic");

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("mosaic-jobs-").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task With_workers_killed_documents_equal_acknowledged_jobs_and_every_other_job_is_still_deliverable()
    {
        var random = new Random(LongTests.Seed);
        var kills = LongTests.Wanted ? 200 : 8;
        await TestContext.Out.WriteLineAsync($"seed {LongTests.Seed}");
        for (var kill = 1; kill <= kills; kill++)
        {
            await RunUntilKilledAsync(random.Next(1, 300));
            if (kill % CheckedTogether == 0 || kill == kills)
            {
                await CheckAsync(drain: kill == kills);
            }
        }

        await TestContext.Out.WriteLineAsync($"{kills} kills, {_enqueued.Count} jobs enqueued, {_acknowledged.Count} acknowledgements told");
    }

    [Test]
    public async Task A_job_that_kills_its_process_is_a_dead_letter_after_exactly_its_attempts()
    {
        string id;
        await using (var store = await MosaicEngine.OpenAsync(Store))
        {
            id = await store.Queue.EnqueueAsync(JobNames.Queue, "fatal", 0, new EnqueueOptions { MaxAttempts = 3 });
        }

        foreach (var expected in new[] { "s 1", "s 2", "s 3", "none" })
        {
            using var host = HostProcess.Start(["fatal", Store]);
            Assert.That(await host.ReadAsync(), Is.EqualTo(expected));
            Assert.That(await host.ExitAsync(), expected == "none" ? Is.Zero : Is.Not.Zero);
        }

        await using var after = await MosaicEngine.OpenAsync(Store);
        var job = (await after.Queue.GetAsync(id))!;
        Assert.That(job.State, Is.EqualTo(JobState.DeadLetter));
        Assert.That(job.Attempt, Is.EqualTo(3));
        Assert.That((await after.Queue.GetStatsAsync(JobNames.Queue)).DeadLetter, Is.EqualTo(1));
    }

    private async Task RunUntilKilledAsync(int lines)
    {
        using var host = HostProcess.Start(["jobs", Store]);
        for (var line = 0; await host.ReadAsync() is { } told; line++)
        {
            if (line == lines)
            {
                host.Kill();
            }

            if (told[0] == 'e')
            {
                _enqueued.Add(told[2..]);
            }
            else if (told[0] == 'a')
            {
                Assert.That(_acknowledged.Add(told[2..]), Is.True, $"job {told[2..]} was acknowledged twice");
            }
        }
    }

    private async Task CheckAsync(bool drain)
    {
        await using var store = await MosaicEngine.OpenAsync(Store);
        Assert.That((await store.CheckAsync()).Problems, Is.Empty);
        var documents = new HashSet<string>();
        await foreach (var done in store.Documents.FindAsync<DoneJob>(JobNames.Collection))
        {
            documents.Add(done.Id);
        }

        foreach (var id in _enqueued.Union(documents))
        {
            var job = await store.Queue.GetAsync(id);
            Assert.That(job, Is.Not.Null, $"job {id} is lost");
            Assert.That(job!.State, Is.AnyOf(JobState.Completed, JobState.Waiting), $"job {id} is {job.State}");
            Assert.That(job.State == JobState.Completed, Is.EqualTo(documents.Contains(id)), $"job {id} is {job.State}; its document says otherwise");
            Assert.That(await store.Memory.Insights.GetAsync(id) is not null, Is.EqualTo(documents.Contains(id)), $"job {id} has a document or an insight, not both");
        }

        Assert.That(_acknowledged.IsSubsetOf(documents), "an acknowledged job has no document");
        var stats = await store.Queue.GetStatsAsync(JobNames.Queue);
        Assert.That(stats.Completed, Is.EqualTo(documents.Count));
        await CompareSearchAsync(store, documents);
        if (drain)
        {
            var left = new HashSet<string>();
            while (await store.Queue.DequeueManyAsync(JobNames.Queue, 1000) is { Count: > 0 } leases)
            {
                left.UnionWith(leases.Select(static lease => lease.Job.Id));
                await store.Queue.AckManyAsync(leases); // those of their keys come next
            }

            Assert.That(left, Has.Count.EqualTo(stats.Waiting));
            Assert.That(_enqueued.Except(documents).Except(left), Is.Empty, "jobs that are neither done nor deliverable");
        }
    }

    /// <summary>The index, which was killed too, answers with the jobs that are done and no other.</summary>
    private static async Task CompareSearchAsync(MosaicEngine store, HashSet<string> documents)
    {
        var found = await store.Memory.SearchAsync("which job is done", 10_000, new SearchFilter { UserId = JobNames.User });
        Assert.That(found.Select(static hit => hit.Id), documents.Count < 10_000 ? Is.EquivalentTo(documents) : Is.SubsetOf(documents));
    }
}
