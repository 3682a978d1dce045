using System.Diagnostics;
using Mosaic.CrashHost.Team;
using Mosaic.Embedded.Tests.Crash;
using Mosaic.Sync.Tests.Support;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Postgres.Chaos;

/// <summary>Eight workers in three processes on one store, all of whose connections are killed once a second; in the long form now and then a process too.</summary>
public sealed class ChaosTests
{
    private static readonly int[] Workers = [3, 3, 2];

    private const string Sessions = "select string_agg(concat_ws(' ', pid, state, wait_event_type, wait_event, clock_timestamp() - xact_start, left(query, 100)), E'\\n') from pg_stat_activity where datname = current_database()";

    private readonly ChaosLog _log = new();

    private static TimeSpan Time => LongTests.Wanted ? TimeSpan.FromMinutes(2) : TimeSpan.FromSeconds(8);

    [Test]
    public async Task No_job_is_lost_nor_acknowledged_twice_and_documents_equal_jobs()
    {
        await TestContext.Out.WriteLineAsync($"seed {LongTests.Seed}");
        var random = new Random(LongTests.Seed);
        await using var database = await PostgresFixture.CreateDatabaseAsync(PostgresFixture.Servers.Last());
        await using var store = await PostgresMosaic.OpenAsync(database.ConnectionString, new PostgresOptions { Schema = TeamNames.Schema, PoolSizeMax = 4 });
        var hosts = Workers.Select(workers => Start(database, workers)).ToArray();
        var (killed, backends) = (0, 0L);
        try
        {
            await Task.WhenAll(hosts.Select(static host => host.Opened));
            var start = Stopwatch.GetTimestamp();
            for (var second = 1; Stopwatch.GetElapsedTime(start) < Time; second++)
            {
                await Task.Delay(TimeSpan.FromSeconds(1));
                backends += (long)(await database.ScalarAsync(
                    "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"))!;
                if (LongTests.Wanted && second % 10 == 0)
                {
                    var victim = random.Next(hosts.Length);
                    await hosts[victim].KillAsync();
                    hosts[victim].Dispose();
                    hosts[victim] = Start(database, Workers[victim]);
                    killed++;
                }
            }

            await Task.WhenAll(hosts.Select(static host => host.Opened));
            foreach (var host in hosts)
            {
                host.Stop();
            }

            try
            {
                await Task.WhenAll(hosts.Select(static host => host.EndAsync()));
            }
            catch (TimeoutException error)
            {
                Assert.Fail($"{error.Message}; {await store.Queue.GetStatsAsync(TeamNames.Queue)}; sessions: {await database.ScalarAsync(Sessions)}; {string.Join('\n', _log.Surprises)}");
            }
        }
        finally
        {
            foreach (var host in hosts)
            {
                host.Dispose();
            }
        }

        await TestContext.Error.WriteLineAsync($"chaos: {_log.Enqueued} jobs enqueued, {_log.Started} started, {_log.Acknowledged} acknowledged, {_log.Lost} leases lost; {backends} connections and {killed} processes killed in {Time.TotalSeconds} s");
        Assert.That(_log.Surprises, Is.Empty, "what callers should not have seen");
        await CheckAsync(store);
    }

    private ChaosProcess Start(PostgresDatabase database, int workers) => new(HostProcess.Start(["team", $"{workers}"]), database.ConnectionString, _log);

    private async Task CheckAsync(PostgresMosaic store)
    {
        var completed = new HashSet<string>();
        string? after = null;
        do
        {
            var page = await store.Queue.ListAsync(TeamNames.Queue, JobState.Completed, 10_000, after);
            completed.UnionWith(page.Jobs.Select(static job => job.Id));
            after = page.Next;
        }
        while (after is not null);

        var documents = new Dictionary<string, int>();
        await foreach (var done in store.Documents.FindAsync<TeamJob>(TeamNames.Collection))
        {
            documents.Add(done.Id, done.Times);
        }

        Assert.That(_log.Told.Where(id => !completed.Contains(id)).Select(_log.Tell), Is.Empty, "lost");
        Assert.That(_log.AcknowledgedTwice.Select(_log.Tell), Is.Empty, "acknowledged twice");
        Assert.That(documents.Where(static pair => pair.Value != 1).Select(pair => _log.Tell(pair.Key)), Is.Empty, "done twice");
        Assert.That(documents.Keys.Except(completed).Concat(completed.Except(documents.Keys)).Select(_log.Tell), Is.Empty, "a document without its job, or a job without its document");
        var stats = await store.Queue.GetStatsAsync(TeamNames.Queue);
        Assert.That(stats, Is.EqualTo(new QueueStats(0, 0, 0, completed.Count, 0, false)));
    }
}
