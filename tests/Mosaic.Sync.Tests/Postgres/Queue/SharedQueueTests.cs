using System.Collections.Concurrent;
using System.Text;
using Mosaic.Sync.Tests.Support;
using Npgsql;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Postgres.Queue;

/// <summary>The queue in the hands of several processes, over connections that fail.</summary>
[TestFixtureSource(typeof(PostgresFixture), nameof(PostgresFixture.Servers))]
public sealed class SharedQueueTests(string server)
{
    private PostgresDatabase _database = null!;

    [OneTimeSetUp]
    public async Task Open() => _database = await PostgresFixture.CreateDatabaseAsync(server);

    private ValueTask<PostgresMosaic> OpenAsync(string schema, int? port = null) => PostgresMosaic.OpenAsync(
        new NpgsqlConnectionStringBuilder(_database.ConnectionString) { Port = port ?? new NpgsqlConnectionStringBuilder(_database.ConnectionString).Port }.ConnectionString,
        new PostgresOptions { Schema = schema, PoolSizeMax = 8, CommandTimeout = TimeSpan.FromSeconds(3), LockTimeout = TimeSpan.FromSeconds(2) });

    [Test]
    public async Task No_job_is_claimed_twice_nor_lost_while_connections_are_killed()
    {
        const int jobs = 1_000;
        await using var first = await OpenAsync("shared");
        await using var second = await OpenAsync("shared");
        await first.Queue.EnqueueManyAsync("q", Enumerable.Range(0, jobs).Select(static i => new NewJob("t", i, new EnqueueOptions { MaxAttempts = 50 })));
        var done = new ConcurrentDictionary<string, int>();
        using var ending = new CancellationTokenSource();
        var killing = Task.Run(async () =>
        {
            while (!ending.IsCancellationRequested)
            {
                await _database.ScalarAsync(
                    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and query not ilike '%advisory_lock(%' order by random() limit 2");
                await Task.Delay(100);
            }
        });

        await Task.WhenAll(Enumerable.Range(0, 6).Select(worker => Task.Run(async () =>
        {
            var queue = (worker % 2 == 0 ? first : second).Queue;
            while (done.Count < jobs)
            {
                var leases = await queue.DequeueManyAsync("q", 10);
                foreach (var lease in leases)
                {
                    try
                    {
                        await queue.AckAsync(lease);
                        done.AddOrUpdate(lease.Job.Id, 1, static (_, before) => before + 1);
                    }
                    catch (LeaseLostException)
                    {
                        // its process seemed to have ended: it runs again
                    }
                }
            }
        }))).WaitAsync(TimeSpan.FromMinutes(2));
        await ending.CancelAsync();
        await killing;

        Assert.That(done.Values, Is.All.EqualTo(1));
        var stats = await first.Queue.GetStatsAsync("q");
        Assert.That((stats.Completed, stats.Waiting, stats.Leased, stats.DeadLetter), Is.EqualTo(((long)jobs, 0L, 0L, 0L)));
    }

    [Test]
    public async Task A_lease_of_a_store_that_is_closed_is_free_at_once()
    {
        await using var other = await OpenAsync("ended");
        await using (var store = await OpenAsync("ended"))
        {
            await store.Queue.EnqueueAsync("q", "t");
            Assert.That(await store.Queue.DequeueAsync("q", new DequeueOptions { VisibilityTimeout = TimeSpan.FromDays(1) }), Is.Not.Null);
            Assert.That(await other.Queue.DequeueAsync("q"), Is.Null);
        }

        Assert.That((await other.Queue.DequeueAsync("q", new DequeueOptions { Wait = TimeSpan.FromSeconds(20) }))!.Job.Attempt, Is.EqualTo(2));
    }

    [Test]
    public async Task A_store_that_is_silent_keeps_its_leases_whatever_the_server_thinks_of_idle_sessions()
    {
        await using var store = await PostgresMosaic.OpenAsync(
            new NpgsqlConnectionStringBuilder(_database.ConnectionString) { Options = "-c idle_session_timeout=300ms" }.ConnectionString, new PostgresOptions { Schema = "silent" });
        await using var other = await OpenAsync("silent");
        await store.Queue.EnqueueAsync("q", "t");
        var lease = (await store.Queue.DequeueAsync("q", new DequeueOptions { VisibilityTimeout = TimeSpan.FromMinutes(5) }))!;

        Assert.That(await other.Queue.DequeueAsync("q", new DequeueOptions { Wait = TimeSpan.FromSeconds(3) }), Is.Null);
        await store.Queue.AckAsync(lease);
    }

    [Test]
    public async Task Leases_of_a_store_that_is_closed_are_freed_beside_a_backlog_too()
    {
        await using var other = await OpenAsync("backlogged");
        await using (var store = await OpenAsync("backlogged"))
        {
            await store.Queue.EnqueueManyAsync("q", [new("1"), new("2"), new("3")]);
            Assert.That(await store.Queue.DequeueAsync("q", new DequeueOptions { VisibilityTimeout = TimeSpan.FromDays(1) }), Is.Not.Null);
            Assert.That((await other.Queue.GetStatsAsync("q")).Leased, Is.EqualTo(1));
        }

        Assert.That(async () => (await other.Queue.GetStatsAsync("q")).Waiting, Is.EqualTo(3).After(30_000, 100));
    }

    [Test]
    public async Task A_commit_that_is_not_answered_neither_loses_nor_doubles()
    {
        await using var proxy = new TcpProxy("127.0.0.1", new NpgsqlConnectionStringBuilder(_database.ConnectionString).Port);
        await using var store = await OpenAsync("lost", proxy.Port);
        proxy.SwallowAnswerTo(Encoding.UTF8.GetBytes("marked job"));
        var id = await store.Queue.EnqueueAsync("q", "t", "marked job");
        Assert.That((proxy.Swallowed, await store.Queue.LengthAsync("q")), Is.EqualTo((1, 1L)));

        proxy.SwallowAnswerTo(Encoding.UTF8.GetBytes("queue_claim"));
        var lease = (await store.Queue.DequeueAsync("q"))!;
        Assert.That((lease.Job.Id, lease.Job.Attempt, lease.Job.GetData<string>()), Is.EqualTo((id, 1, "marked job")));
        proxy.SwallowAnswerTo(Encoding.UTF8.GetBytes("marked result"));
        await store.Queue.AckAsync(lease, "marked result");
        Assert.That((await store.Queue.GetAsync(id))!.GetResult<string>(), Is.EqualTo("marked result"));
    }

    [Test]
    public async Task A_turn_that_is_not_answered_neither_loses_nor_doubles()
    {
        await using var proxy = new TcpProxy("127.0.0.1", new NpgsqlConnectionStringBuilder(_database.ConnectionString).Port);
        await using var store = await OpenAsync("turn", proxy.Port);
        await store.Queue.EnqueueManyAsync("q", [new("1"), new("2"), new("3")]);
        var held = await store.Queue.DequeueManyAsync("q", 1);
        for (var next = 2; next <= 3; next++)
        {
            proxy.SwallowAnswerTo(Encoding.UTF8.GetBytes("queue_turn"));
            held = await store.Queue.AckAndDequeueManyAsync(held, "q", 1);
            Assert.That((proxy.Swallowed, held.Count, held[0].Job.Type, held[0].Job.Attempt), Is.EqualTo((next - 1, 1, $"{next}", 1)));
        }

        var stats = await store.Queue.GetStatsAsync("q");
        Assert.That((stats.Completed, stats.Leased, stats.Waiting), Is.EqualTo((2L, 1L, 0L)));
    }

    [Test]
    public async Task The_next_of_a_large_backlog_is_found_by_its_key()
    {
        await using var store = await OpenAsync("backlog");
        await store.Queue.EnqueueAsync("q", "t");
        await _database.ScalarAsync(
            """
            insert into backlog.jobs (number, queue, priority, place, attempts_max, plain, created_at, run_at, type)
            select nextval('backlog.job_numbers'), 1, i % 3, 0, 5, true, now(), now(), 't' from generate_series(1, 50000) i
            """);
        await _database.ScalarAsync("analyze backlog.jobs");
        var plan = new StringBuilder();
        await using var connection = await _database.OpenAsync();
        await using var explain = new NpgsqlCommand(
            "explain select number from backlog.jobs where queue = 1 and place = 0 and lease_secret is null order by priority desc, number limit 10 for update skip locked", connection);
        await using var reader = await explain.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            plan.AppendLine(reader.GetString(0));
        }

        Assert.That(plan.ToString(), Does.Contain("jobs_ready").And.Not.Contain("Sort"));
        Assert.That((await store.Queue.DequeueManyAsync("q", 3)).Select(static lease => lease.Job.Priority), Is.All.EqualTo(2));
    }

    [Test]
    public async Task An_acknowledgement_takes_the_next_along()
    {
        await using var store = await OpenAsync("along");
        await store.Queue.EnqueueManyAsync("q", [new("1"), new("2"), new("3", null, new EnqueueOptions { OrderingKey = "k" }), new("4", null, new EnqueueOptions { OrderingKey = "k" })]);
        IReadOnlyList<JobLease> held = [];
        var order = new List<string>();
        while ((held = await store.Queue.AckAndDequeueManyAsync(held, "q", 1)) is [var lease])
        {
            order.Add(lease.Job.Type);
        }

        Assert.That(order, Is.EqualTo(new[] { "1", "2", "3", "4" }));
        Assert.That((await store.Queue.GetStatsAsync("q")).Completed, Is.EqualTo(4));
    }
}
