using System.Text;
using Mosaic.Postgres.Documents;
using Mosaic.Postgres.Sessions;
using Mosaic.Sync.Tests.Support;
using Npgsql;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Postgres.Documents;

/// <summary>What only documents on a server meet: lost replies, killed connections, other processes.</summary>
[TestFixtureSource(typeof(PostgresFixture), nameof(PostgresFixture.Servers))]
public sealed class DocumentFaultTests(string server)
{
    private static readonly WriteOptions Upsert = new() { Upsert = true };

    private PostgresDatabase database = null!;
    private TcpProxy proxy = null!;
    private PostgresMosaic store = null!;
    private PostgresMosaic other = null!;

    [OneTimeSetUp]
    public async Task Open()
    {
        database = await PostgresFixture.CreateDatabaseAsync(server);
        var connection = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        proxy = new TcpProxy(connection.Host!, connection.Port);
        other = await PostgresMosaic.OpenAsync(database.ConnectionString, new PostgresOptions { PoolSizeMax = 10 });
        connection.Port = proxy.Port;
        store = await PostgresMosaic.OpenAsync(connection.ConnectionString, new PostgresOptions
        {
            CommandTimeout = TimeSpan.FromSeconds(2),
            LockTimeout = TimeSpan.FromSeconds(1),
            PoolSizeMax = 10,
        });
    }

    [OneTimeTearDown]
    public async Task Close()
    {
        if (store is not null)
        {
            await store.DisposeAsync();
        }

        if (proxy is not null)
        {
            await proxy.DisposeAsync();
        }

        if (other is not null)
        {
            await other.DisposeAsync();
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_create_and_a_put_whose_commit_is_not_answered_take_effect_once(bool silently)
    {
        var id = $"lost-{silently}";
        var swallowed = proxy.Swallowed;
        proxy.SwallowAnswerTo(Encoding.UTF8.GetBytes(id), silently);
        var created = await store.Documents.CreateAsync("lost", id, new { n = 1 });
        proxy.SwallowAnswerTo(Encoding.UTF8.GetBytes(id), silently);
        var put = await store.Documents.PutAsync("lost", id, new { n = 2 }, new WriteOptions());

        Assert.That(proxy.Swallowed, Is.EqualTo(swallowed + 2));
        Assert.That((created.Version, put.Version), Is.EqualTo((1, 2)));
        var found = (await other.Documents.GetAsync<System.Text.Json.JsonElement>("lost", id))!;
        Assert.That((found.Version, found.ModifiedAt, found.Value.GetProperty("n").GetInt32()), Is.EqualTo((2, put.ModifiedAt, 2)));
        Assert.That(await ChangesAsync("lost", id), Is.EqualTo(2));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Writes_of_many_whose_commit_is_not_answered_take_effect_once(bool indexed)
    {
        var collection = $"many-{indexed}";
        if (indexed)
        {
            await store.Documents.EnsureIndexAsync(collection, "n");
        }

        for (var round = 0; round < 2; round++)
        {
            await KillAfterwardsAsync(() => store.Documents.PutJsonManyAsync(collection, Pairs(3_000)).AsTask());
        }

        Assert.That(await other.Documents.CountAsync(collection), Is.EqualTo(3_000));
        Assert.That(await other.Documents.FindDocumentsAsync<object>(collection).AllAsync(static document => document.Version == 2), Is.True);
    }

    [Test]
    public async Task Writers_whose_connections_are_killed_lose_and_double_nothing()
    {
        using var stop = new CancellationTokenSource();
        var killer = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await Task.Delay(150);
                await KillAsync();
            }
        });

        var versions = await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            var version = 0L;
            for (var i = 0; i < 60; i++)
            {
                await store.Documents.CreateAsync("killed", $"{writer}-{i}", new { i });
                version = (await store.Documents.PutAsync("killed", $"counter-{writer}", new { i }, Upsert)).Version;
            }

            return version;
        })));
        await stop.CancelAsync();
        await killer;

        Assert.That(versions, Is.All.EqualTo(60));
        Assert.That(await other.Documents.CountAsync("killed"), Is.EqualTo((4 * 60) + 4));
        Assert.That(await ChangesAsync("killed", null), Is.EqualTo(4 * 60 * 2));
    }

    [Test]
    public async Task A_collection_of_a_write_that_was_rolled_back_is_not_remembered()
    {
        await Assert.ThrowsAsync<DuplicateKeyException>(async () => await store.Documents.CreateManyAsync("rolled", [new { id = "a" }, new { id = "a" }]));

        await store.Documents.CreateAsync("rolled", "a", new { n = 1 });

        Assert.That(await store.Documents.CountAsync("rolled"), Is.EqualTo(1));
    }

    [Test]
    public async Task Of_two_processes_one_gets_a_unique_value()
    {
        await store.Documents.EnsureIndexAsync("unique", "name", unique: true);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 40).SelectMany(i => new[] { store, other }.Select((one, process) => Task.Run(async () =>
        {
            try
            {
                await one.Documents.CreateAsync("unique", $"{process}-{i}", new { name = $"name {i}" });
                return 1;
            }
            catch (DuplicateKeyException)
            {
                return 0;
            }
        }))));

        Assert.That(outcomes.Sum(), Is.EqualTo(40));
        Assert.That(await other.Documents.CountAsync("unique"), Is.EqualTo(40));
    }

    [Test]
    public async Task A_process_that_does_not_know_of_a_declaration_keeps_it()
    {
        await store.Documents.CreateAsync("declared", "a", new { name = "x" });
        await other.Documents.EnsureIndexAsync("declared", "name", unique: true);

        Assert.That(async () => await store.Documents.CreateAsync("declared", "b", new { name = "x" }), Throws.TypeOf<DuplicateKeyException>());
        await store.Documents.PutAsync("declared", "a", new { name = "y" }, new WriteOptions());
        await other.Documents.CreateAsync("declared", "b", new { name = "x" });
        Assert.That(await other.Documents.CountAsync("declared", Filter.Eq("name", "y")), Is.EqualTo(1));
    }

    [Test]
    public async Task Patches_of_two_processes_are_all_kept()
    {
        await store.Documents.CreateAsync("patched", "a", new { });

        await Task.WhenAll(Enumerable.Range(0, 30).Select(i => Task.Run(async () =>
            await (i % 2 == 0 ? store : other).Documents.UpdateAsync<object>("patched", "a", new Dictionary<string, int> { [$"p{i}"] = i }))));

        Assert.That((await other.Documents.GetAsync<Dictionary<string, object>>("patched", "a"))!, Has.Property("Version").EqualTo(31).And.Property("Value").Count.EqualTo(31));
    }

    [Test]
    public async Task What_has_expired_is_swept_with_its_entries_and_told()
    {
        await other.Documents.EnsureIndexAsync("swept", "n", unique: true);
        for (var i = 0; i < 3; i++)
        {
            await other.Documents.PutAsync("swept", $"{i}", new { n = i }, new WriteOptions { Upsert = true, ExpiresAt = i == 2 ? null : DateTimeOffset.UnixEpoch });
        }

        await using var session = await PostgresSession.OpenAsync(database.ConnectionString, new PostgresOptions { PoolSizeMax = 4 }, CancellationToken.None);
        await using var sweep = new ExpirySweep(session, new DocumentWriter(session, static () => null));
        await Task.WhenAll(sweep.SweepAsync(CancellationToken.None), sweep.SweepAsync(CancellationToken.None));

        const string Indexes = "(select i.id from mosaic.collection_indexes i join mosaic.collections c on c.id = i.collection where c.name = 'swept')";
        Assert.That(await database.ScalarAsync("select count(*) from mosaic.documents d join mosaic.collections c on c.id = d.collection where c.name = 'swept'"), Is.EqualTo(1));
        Assert.That(await database.ScalarAsync($"select count(*) from mosaic.document_entries where index in {Indexes}"), Is.EqualTo(1));
        Assert.That(await database.ScalarAsync($"select count(*) from mosaic.document_unique_values where index in {Indexes}"), Is.EqualTo(1));
        Assert.That(await database.ScalarAsync("select sum(cardinality(ids)) from mosaic.changes where collection = 'swept' and deleted"), Is.EqualTo(2));
    }

    private static Dictionary<string, ReadOnlyMemory<byte>> Pairs(int count) =>
        Enumerable.Range(0, count).ToDictionary(static i => $"d{i:0000}", static i => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes($$"""{"n":{{i}}}"""));

    /// <summary>Its connections are killed again and again, until it is done.</summary>
    private async Task KillAfterwardsAsync(Func<Task> work)
    {
        var running = Task.Run(work);
        for (var i = 0; i < 3; i++)
        {
            await Task.WhenAny(running, Task.Delay(40));
            await KillAsync();
        }

        await running;
    }

    private Task<object?> KillAsync() => database.ScalarAsync(
        "select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = 'mosaic' and pid <> pg_backend_pid() and datname = current_database() and state <> 'idle' and query not like 'listen%'");

    private async Task<long> ChangesAsync(string collection, string? id) => (long)(await database.ScalarAsync(
        $"select count(*) from mosaic.changes c, unnest(c.ids) i where c.kind = 'document' and c.collection = '{collection}'{(id is null ? "" : $" and i = '{id}'")}"))!;
}
