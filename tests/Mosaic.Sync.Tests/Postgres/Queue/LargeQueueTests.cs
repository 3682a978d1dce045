using System.Text;
using Mosaic.Postgres;
using Mosaic.Postgres.Sessions;
using Mosaic.Sync.Tests.Support;
using Npgsql;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Postgres.Queue;

/// <summary>What is done with many jobs at once takes few statements, and what asks for few of many does not look at all.</summary>
[TestFixtureSource(typeof(PostgresFixture), nameof(PostgresFixture.Servers))]
public sealed class LargeQueueTests(string server)
{
    private PostgresDatabase _database = null!;

    [OneTimeSetUp]
    public async Task Open() => _database = await PostgresFixture.CreateDatabaseAsync(server);

    private ValueTask<PostgresMosaic> OpenAsync(string schema) => PostgresMosaic.OpenAsync(_database.ConnectionString, new PostgresOptions { Schema = schema, PoolSizeMax = 8 });

    [Test]
    public async Task A_page_of_a_large_backlog_is_found_by_its_key()
    {
        const int jobs = 30_000;
        await using var store = await OpenAsync("pages");
        await store.Queue.EnqueueAsync("q", "t");
        await _database.ScalarAsync(
            $"""
            insert into pages.jobs (number, queue, priority, place, attempts_max, plain, created_at, run_at, ended_at, type, lease_secret)
            select nextval('pages.job_numbers'), 1, i % 2, case when i % 3 = 0 then 3 else 0 end, 5, true, now(), now(), now(), 't',
                case when i % 1000 = 1 then i end
            from generate_series(1, {jobs}) i
            """);
        await _database.ScalarAsync("analyze pages.jobs");

        var sql = new Sql(new SchemaName("pages"));
        var plans = string.Concat(
            await ExplainAsync(sql["queue_list_ready"], "'q', 1, 15000, 100"),
            await ExplainAsync(sql["queue_list_leased"], "'q', 1, 15000, 100"),
            await ExplainAsync(sql["queue_list_aside"], "'q', 3::smallint, 15000, 100"));
        Assert.That(
            plans,
            Does.Contain("jobs_ready").And.Contain("jobs_leased").And.Contain("jobs_aside").And.Not.Contain("Seq Scan on jobs").And.Not.Contain("jobs_pkey"));

        await store.Queue.PauseAsync("q");
        var (seen, after) = (new List<(int, string)>(), (string?)null);
        do
        {
            var page = await store.Queue.ListAsync("q", JobState.Waiting, 1_000, after);
            seen.AddRange(page.Jobs.Select(static job => (-job.Priority, job.Id)));
            after = page.Next;
        }
        while (after is not null);
        Assert.That(seen, Has.Count.EqualTo((await store.Queue.GetStatsAsync("q")).Waiting).And.Ordered);
    }

    private async Task<string> ExplainAsync(string query, string parameters)
    {
        await using var connection = await _database.OpenAsync();
        await using var command = new NpgsqlCommand($"set plan_cache_mode = force_generic_plan; prepare listed as {query}; explain execute listed ({parameters})", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var plan = new StringBuilder();
        while (await reader.ReadAsync())
        {
            plan.AppendLine(reader.GetString(0));
        }

        return plan.ToString();
    }

    [Test]
    public async Task A_dequeue_waits_for_some_of_what_is_due_not_for_all()
    {
        const int jobs = 3_000;
        await using var store = await OpenAsync("due");
        await store.Queue.EnqueueManyAsync(
            "q", Enumerable.Range(0, jobs).Select(static i => new NewJob("t", i, new EnqueueOptions { LimitKey = $"{i}", Delay = TimeSpan.FromDays(1) })));
        await _database.ScalarAsync("update due.jobs set run_at = now()");
        Assert.That(await store.Queue.DequeueAsync("q"), Is.Not.Null);
        Assert.That(await _database.ScalarAsync("select count(*) from due.jobs where place = 1"), Is.EqualTo(jobs - 1_000));

        var stats = await store.Queue.GetStatsAsync("q");
        Assert.That((stats.Waiting, stats.Leased, stats.Scheduled, stats.Blocked), Is.EqualTo((jobs - 1L, 1L, 0L, 0L)));
        Assert.That(await _database.ScalarAsync("select count(*) from due.jobs where holds_slot"), Is.EqualTo(jobs));
        Assert.That(await _database.ScalarAsync("select sum(cardinality(ids)) from due.changes where kind = 'job'"), Is.EqualTo(2 * jobs));
    }

    [Test]
    public async Task Due_jobs_of_one_key_take_its_slots_in_order()
    {
        await using var store = await OpenAsync("due_key");
        await store.Queue.ConfigureAsync("q", new QueueOptions { KeyConcurrency = 2 });
        await store.Queue.EnqueueManyAsync(
            "q", Enumerable.Range(0, 1_500).Select(static i => new NewJob("t", i, new EnqueueOptions { LimitKey = "k", Delay = TimeSpan.FromDays(1) })));
        await _database.ScalarAsync("update due_key.jobs set run_at = now()");
        Assert.That((await store.Queue.DequeueManyAsync("q", 10)).Select(static lease => lease.Job.GetData<int>()), Is.EqualTo(new[] { 0, 1 }));
        var stats = await store.Queue.GetStatsAsync("q");
        Assert.That((stats.Blocked, stats.Leased, stats.Scheduled), Is.EqualTo((1_498L, 2L, 0L)));
    }

    [Test]
    public async Task Dead_jobs_are_redriven_many_at_once()
    {
        const int jobs = 2_500;
        await using var store = await OpenAsync("redriven");
        await store.Queue.EnqueueAsync("q", "t");
        await _database.ScalarAsync(
            $"""
            insert into redriven.jobs (number, queue, priority, place, attempts, attempts_max, plain, created_at, run_at, ended_at, type, error, key_kind, key)
            select nextval('redriven.job_numbers'), 1, 0, 3, 5, 5, i % 5 > 0, now(), now(), now(), 't', 'no', case when i % 5 > 0 then 0 else 1 end,
                case when i % 5 > 0 then null else 'k' || i % 10 end
            from generate_series(1, {jobs}) i
            """);
        Assert.That(await store.Queue.RedriveAllAsync("q"), Is.EqualTo(jobs));

        var stats = await store.Queue.GetStatsAsync("q");
        Assert.That((stats.Waiting, stats.Blocked, stats.DeadLetter), Is.EqualTo((jobs + 1L, (jobs / 5) - 2L, 0L)));
        Assert.That(
            await _database.ScalarAsync("select count(*) from redriven.jobs where number > 1 and attempts = 0 and redrives = 1 and ended_at is null and error is not null"),
            Is.EqualTo(jobs));
        Assert.That(await _database.ScalarAsync("select count(*) from redriven.changes where kind = 'job'"), Is.EqualTo(1 + 3));
    }
}
