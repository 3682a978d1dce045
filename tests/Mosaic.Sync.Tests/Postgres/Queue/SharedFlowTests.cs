using System.Collections.Concurrent;
using Mosaic.Sync.Tests.Support;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Postgres.Queue;

/// <summary>Flows whose jobs are in several queues, in the hands of several processes: whatever they do, no two wait for each other.</summary>
[TestFixtureSource(typeof(PostgresFixture), nameof(PostgresFixture.Servers))]
public sealed class SharedFlowTests(string server)
{
    private static readonly string[] Queues = ["a", "b"];

    private PostgresDatabase _database = null!;

    [OneTimeSetUp]
    public async Task Open() => _database = await PostgresFixture.CreateDatabaseAsync(server);

    private ValueTask<PostgresMosaic> OpenAsync(string schema) => PostgresMosaic.OpenAsync(_database.ConnectionString, new PostgresOptions { Schema = schema, PoolSizeMax = 8 });

    [TestCase("acknowledged")]
    [TestCase("given_back")]
    [TestCase("cancelled")]
    [TestCase("removed")]
    [TestCase("transacted")]
    public async Task Parents_and_children_of_two_queues_end_without_a_deadlock(string how)
    {
        await using var first = await OpenAsync(how);
        await using var second = await OpenAsync(how);
        for (var i = 0; i < 40; i++)
        {
            await first.Queue.EnqueueFlowAsync(Flow("a"));
            await second.Queue.EnqueueFlowAsync(Flow("b"));
        }

        var before = await DeadlocksAsync();
        var ended = new ConcurrentBag<string>();
        using var giveUp = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            var store = worker < 4 ? first : second;
            while (ended.Count < 240 && !giveUp.IsCancellationRequested)
            {
                if (await store.Queue.DequeueAsync(Queues[worker % 2], new DequeueOptions { Wait = TimeSpan.FromMilliseconds(50) }) is { } lease)
                {
                    await EndAsync(store, lease, how);
                    ended.Add(lease.Job.Id);
                }
            }
        })));

        Assert.That(ended, Has.Count.EqualTo(240));
        Assert.That(await DeadlocksAsync() - before, Is.Zero);
    }

    private static FlowJob Flow(string queue) => new(queue, "parent")
    {
        Children = [Child("a"), Child("b")],
    };

    private static FlowJob Child(string queue) => new(queue, "child")
    {
        OnFailure = ChildFailure.Ignore,
        Options = new EnqueueOptions { MaxAttempts = 1 },
    };

    private static async Task EndAsync(PostgresMosaic store, JobLease lease, string how)
    {
        if (lease.Job.Type == "parent" || how == "acknowledged")
        {
            await store.Queue.AckAsync(lease);
        }
        else if (how == "given_back")
        {
            await store.Queue.NackAsync(lease, "no");
        }
        else if (how == "cancelled")
        {
            await store.Queue.CancelAsync(lease.Job.Id);
        }
        else if (how == "removed")
        {
            await store.Queue.RemoveAsync(lease.Job.Id);
        }
        else
        {
            await store.TransactAsync(async (transaction, stop) =>
            {
                await transaction.Queue.EnqueueAsync(lease.Job.Queue == "a" ? "b" : "a", "more", 1, new EnqueueOptions { Delay = TimeSpan.FromDays(1) }, stop);
                await transaction.Queue.AckAsync(lease, stop);
            });
        }
    }

    /// <summary>Those that sessions have told of: each does within a second of its last statement.</summary>
    private async Task<long> DeadlocksAsync()
    {
        await Task.Delay(1_500);
        return (long)(await _database.ScalarAsync("select deadlocks from pg_stat_database where datname = current_database()"))!;
    }
}
