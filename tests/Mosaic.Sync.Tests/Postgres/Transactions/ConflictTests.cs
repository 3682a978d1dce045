using System.Text.Json;
using Mosaic.Sync.Tests.Support;
using Npgsql;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Postgres.Transactions;

/// <summary>Serialization failures and deadlocks, forced by other transactions of the server.</summary>
[TestFixtureSource(typeof(PostgresFixture), nameof(PostgresFixture.Servers))]
public sealed class ConflictTests(string server)
{
    private static readonly WriteOptions Upsert = new() { Upsert = true };

    private PostgresDatabase _database = null!;
    private PostgresMosaic _store = null!;

    [OneTimeSetUp]
    public async Task Open()
    {
        _database = await PostgresFixture.CreateDatabaseAsync(server);
        _store = await PostgresMosaic.OpenAsync(_database.ConnectionString, new PostgresOptions { Schema = "conflict", PoolSizeMax = 20 });
    }

    [OneTimeTearDown]
    public async Task Close()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }
    }

    [Test]
    public async Task A_serialization_failure_runs_the_callback_again_whose_reads_it_changed()
    {
        await _store.Documents.CreateAsync("docs", "d", new { a = 0 });
        var runs = await LoseAsync("update conflict.documents set version = version + 1 where id = 'd'", async (transaction, runs, token) =>
            await transaction.Documents.PutAsync("docs", "d", new { a = runs }, Upsert, token));

        Assert.That(runs, Is.EqualTo(2));
        Assert.That((await _store.Documents.GetAsync<JsonElement>("docs", "d"))!.Version, Is.EqualTo(3));
    }

    [Test]
    public async Task A_serialization_failure_tries_a_unit_again_that_read_nothing()
    {
        await _store.Memory.Preferences.SetAsync("ann", "k", 0);
        var runs = await LoseAsync("update conflict.preferences set version = version + 1", async (transaction, runs, token) =>
            await transaction.Memory.SetPreferenceAsync("ann", "k", runs, cancellationToken: token));

        Assert.That(runs, Is.EqualTo(1));
        Assert.That((await _store.Memory.Preferences.GetAsync<int>("ann", "k"))!.Value, Is.EqualTo(1));
    }

    [Test]
    public async Task A_deadlock_with_another_session_is_tried_again()
    {
        await _store.Documents.CreateAsync("left", "l", new { a = 0 });
        await _store.Documents.CreateAsync("right", "r", new { a = 0 });
        await using var other = await _database.OpenAsync();
        await using var held = await other.BeginTransactionAsync();
        await ExecuteAsync(other, "set local deadlock_timeout = '1min'"); // so that the store's session is the one that is refused
        await ExecuteAsync(other, "select from conflict.documents where id = 'r' for update");
        var before = await DeadlocksAsync();
        var runs = 0;
        var transaction = _store.TransactAsync(async (transaction, token) =>
        {
            runs++;
            await transaction.Documents.PutAsync("left", "l", new { a = 1 }, Upsert, token);
            await transaction.Documents.PutAsync("right", "r", new { a = 1 }, Upsert, token);
        }).AsTask();
        await WaitsForLockAsync();
        await ExecuteAsync(other, "select from conflict.documents where id = 'l' for update");
        await held.CommitAsync();
        await transaction;

        Assert.That(runs, Is.EqualTo(1));
        Assert.That((await _store.Documents.GetAsync<JsonElement>("left", "l"))!.Version, Is.EqualTo(2));
        Assert.That((await _store.Documents.GetAsync<JsonElement>("right", "r"))!.Version, Is.EqualTo(2));
        await Things.UntilAsync(_database, $"deadlocks > {before} from pg_stat_database where datname = current_database()");
    }

    [Test]
    public async Task A_transaction_that_ends_the_job_of_a_key_lets_one_go_that_came_while_it_waited()
    {
        await _store.Queue.EnqueueAsync("keys", "first", 0, new EnqueueOptions { OrderingKey = "k" });
        var lease = (await _store.Queue.DequeueAsync("keys"))!;

        await FollowEachOtherAsync(
            "keys",
            async () => await _store.Queue.EnqueueAsync("keys", "second", 0, new EnqueueOptions { OrderingKey = "k" }),
            async () => await _store.TransactAsync(async (transaction, token) => await transaction.Queue.AckAsync(lease, token)));

        Assert.That((await _store.Queue.DequeueAsync("keys"))?.Job.Type, Is.EqualTo("second"));
    }

    [Test]
    public async Task A_transaction_that_enqueues_for_a_key_sees_that_it_became_free_while_it_waited()
    {
        await _store.Queue.EnqueueAsync("free", "first", 0, new EnqueueOptions { OrderingKey = "k" });
        var lease = (await _store.Queue.DequeueAsync("free"))!;

        await FollowEachOtherAsync(
            "free",
            async () => await _store.Queue.AckAsync(lease),
            async () => await _store.TransactAsync(async (transaction, token) => await transaction.Queue.EnqueueAsync("free", "second", 0, new EnqueueOptions { OrderingKey = "k" }, token)));

        Assert.That((await _store.Queue.DequeueAsync("free"))?.Job.Type, Is.EqualTo("second"));
    }

    [Test]
    public async Task A_transaction_that_ends_the_last_child_sees_that_another_ended_while_it_waited()
    {
        await _store.Queue.EnqueueFlowAsync(new FlowJob("flow", "parent") { Children = [new FlowJob("flow", "child"), new FlowJob("flow", "child")] });
        var leases = await _store.Queue.DequeueManyAsync("flow", 2);

        await FollowEachOtherAsync(
            "flow",
            async () => await _store.Queue.AckAsync(leases[0]),
            async () => await _store.TransactAsync(async (transaction, token) => await transaction.Queue.AckAsync(leases[1], token)));

        Assert.That((await _store.Queue.DequeueAsync("flow"))?.Job.Type, Is.EqualTo("parent"));
    }

    [Test]
    public async Task Transactions_that_get_in_each_others_way_all_come_through_serially()
    {
        await _store.Documents.CreateAsync("sums", "a", new { n = 50 });
        await _store.Documents.CreateAsync("sums", "b", new { n = 50 });
        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(taker => Task.Run(async () =>
        {
            var mine = taker % 2 == 0 ? "a" : "b";
            var done = 0;
            while (await _store.TransactAsync(async (transaction, token) =>
            {
                // Either of two that read both and write one is valid alone: write skew would go below zero.
                var (a, b) = (await NumberAsync(transaction, "a", token), await NumberAsync(transaction, "b", token));
                if (a + b <= 0)
                {
                    return false;
                }

                await transaction.Documents.PutAsync("sums", mine, new { n = (mine == "a" ? a : b) - 5 }, Upsert, token);
                return true;
            }))
            {
                done++;
            }

            return done;
        })));

        Assert.That(taken.Sum(), Is.EqualTo(20));
        var rest = (await _store.Documents.ReadAsync<JsonElement>("sums", "a")).GetProperty("n").GetInt32() + (await _store.Documents.ReadAsync<JsonElement>("sums", "b")).GetProperty("n").GetInt32();
        Assert.That(rest, Is.Zero);
    }

    /// <summary>Runs a transaction that waits for the row of another one, which then commits.</summary>
    /// <returns>How often the callback ran.</returns>
    private async Task<int> LoseAsync(string update, Func<IMosaicTransaction, int, CancellationToken, Task> work)
    {
        await using var other = await _database.OpenAsync();
        await using var held = await other.BeginTransactionAsync();
        await ExecuteAsync(other, update);
        var runs = 0;
        var transaction = _store.TransactAsync(async (transaction, token) => await work(transaction, ++runs, token)).AsTask();
        await WaitsForLockAsync();
        await held.CommitAsync();
        await transaction;
        return runs;
    }

    /// <summary>Two units wait for the lock of a queue, both begun, and get it one after the other.</summary>
    private async Task FollowEachOtherAsync(string queue, Func<Task> first, Func<Task> second)
    {
        await using var other = await _database.OpenAsync();
        await using var held = await other.BeginTransactionAsync();
        await ExecuteAsync(other, $"select from conflict.queues where name = '{queue}' for no key update");
        var one = first();
        await WaitsForLockAsync();
        var two = second();
        await WaitsForLockAsync(2);
        await held.CommitAsync();
        await Task.WhenAll(one, two);
    }

    private static async Task<int> NumberAsync(IMosaicTransaction transaction, string id, CancellationToken token) =>
        (await transaction.Documents.ReadAsync<JsonElement>("sums", id, token)).GetProperty("n").GetInt32();

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<long> DeadlocksAsync() => (long)(await _database.ScalarAsync("select deadlocks from pg_stat_database where datname = current_database()"))!;

    private Task WaitsForLockAsync(int sessions = 1) => Things.UntilAsync(_database, $"count(*) >= {sessions} from pg_stat_activity where datname = current_database() and application_name = 'mosaic' and wait_event_type = 'Lock'");
}
