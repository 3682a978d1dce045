using Mosaic.Postgres.Sessions;
using Mosaic.Sync.Tests.Support;
using Npgsql;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Postgres;

[TestFixtureSource(typeof(PostgresFixture), nameof(PostgresFixture.Servers))]
public sealed class SessionTests(string server)
{
    private PostgresDatabase database = null!;

    [OneTimeSetUp]
    public async Task Create() => database = await PostgresFixture.CreateDatabaseAsync(server);

    [Test]
    public async Task An_open_instance_is_seen_alive_and_a_closed_one_is_not()
    {
        var session = await Things.OpenAsync(database);
        var alive = $"{session.Instance} in (select mosaic.live_instances())";

        Assert.That(session.BehindTransactionPooler, Is.False);
        Assert.That(await database.ScalarAsync($"select {alive}"), Is.True);

        await session.DisposeAsync();

        await Things.UntilAsync(database, $"not ({alive})");
    }

    [Test]
    public async Task An_instance_whose_connection_is_killed_comes_alive_again()
    {
        await using var session = await Things.OpenAsync(database);
        var holder = $"(select min(pid) from pg_locks where locktype = 'advisory' and objsubid = 1 and granted and ((classid::bigint << 32) | objid::bigint) = {session.Instance})";
        var first = await database.ScalarAsync($"select {holder}");

        await database.ScalarAsync($"select pg_terminate_backend({first})");

        await Things.UntilAsync(database, $"{holder} <> {first}");
    }

    [Test]
    public async Task Behind_a_transaction_pooler_no_lock_is_taken_and_units_work()
    {
        await using var session = await Things.OpenAsync(database, static () => new PostgresOptions { BehindTransactionPooler = true });

        Assert.That(session.BehindTransactionPooler, Is.True);
        Assert.That(session.Instance, Is.Null);
        Assert.That(await session.Units.RunAsync(Things.Add("pooled"), CancellationToken.None), Is.EqualTo("POOLED"));
    }

    [TestCase(1, 2, 1, false)]
    [TestCase(1, 1, 2, true)]
    [TestCase(1, 2, 3, true)]
    [TestCase(1, 1, 1, true)]
    public void A_pooler_shows_by_the_backends_it_gives(int before, int other, int after, bool pooler) =>
        Assert.That(PoolerProbe.Decide(before, other, after), Is.EqualTo(pooler));

    [Test]
    public async Task The_store_keeps_its_id_from_open_to_open()
    {
        await using var one = await Things.OpenAsync(database);
        await using var two = await Things.OpenAsync(database);

        Assert.That(two.StoreId, Is.EqualTo(one.StoreId));
        Assert.That(two.Instance, Is.Not.EqualTo(one.Instance));
    }

    [Test]
    public async Task A_health_probe_tells_epoch_version_and_migrations()
    {
        await using var own = await PostgresFixture.CreateDatabaseAsync(server);
        await using var session = await Things.OpenAsync(own);

        var well = await session.Health.RunAsync(CancellationToken.None);
        await own.ScalarAsync("update mosaic.epoch set epoch = 2, owner = 'local'");
        await own.ScalarAsync("insert into mosaic.migrations select 99, 'later', '', true, 'v99', mosaic.now_utc()");
        var moved = await session.Health.RunAsync(CancellationToken.None);

        Assert.That(well, Has.Property("Epoch").EqualTo(1).And.Property("Owner").EqualTo("team").And.Property("TakesWrites").True.And.Property("MigrationsAhead").Zero.And.Property("MigrationsBehind").Zero);
        Assert.That(well.RoundTrip, Is.GreaterThan(TimeSpan.Zero));
        Assert.That(well.ServerVersion.Major, Is.GreaterThanOrEqualTo(15));
        Assert.That(moved, Has.Property("Epoch").EqualTo(2).And.Property("EpochAtOpen").EqualTo(1).And.Property("TakesWrites").False.And.Property("MigrationsAhead").EqualTo(1));
    }

    [Test]
    public async Task A_health_check_says_whether_writes_are_taken_and_is_not_repeated()
    {
        await using var own = await PostgresFixture.CreateDatabaseAsync(server);
        var connection = new NpgsqlConnectionStringBuilder(own.ConnectionString);
        var proxy = new TcpProxy(connection.Host!, connection.Port);
        await using var __ = proxy;
        await using var store = await PostgresMosaic.OpenAsync(
            new NpgsqlConnectionStringBuilder(own.ConnectionString) { Port = proxy.Port }.ConnectionString, new PostgresOptions { PoolSizeMax = 5 });
        Assert.That(await store.CheckHealthAsync(), Has.Property("TakesWrites").True.And.Property("IsReadOnly").False);

        await own.ScalarAsync($"alter database \"{connection.Database}\" set default_transaction_read_only = on");
        await own.ScalarAsync("set transaction read write; select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
        PostgresHealth? health = null;
        while (health is null)
        {
            try
            {
                health = await store.CheckHealthAsync();
            }
            catch (MosaicException)
            {
                // one of the pool's connections that were ended: a probe reports what is
            }
        }

        Assert.That(health, Has.Property("TakesWrites").False.And.Property("IsReadOnly").True.And.Property("Owner").EqualTo("team"));
        await proxy.DisposeAsync();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var error = (await Assert.ThrowsAsync<MosaicException>(async () => await store.CheckHealthAsync()))!;
        Assert.That(error, Has.Property("IsTransient").True.And.Property("Operation").EqualTo("health"));
        Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(20)), "nothing is tried again");
        Assert.That(async () => await store.CheckHealthAsync(new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task Tests_shift_the_one_clock_and_sessions_with_prepared_statements_see_it()
    {
        await using var own = await PostgresFixture.CreateDatabaseAsync(server);
        await using var session = await Things.OpenAsync(own);
        for (var i = 0; i < 5; i++)
        {
            await session.Units.RunAsync(Things.Add("early"), CancellationToken.None);
        }

        await own.ScalarAsync("create or replace function mosaic.now_utc() returns timestamptz language sql stable parallel safe as $$ select statement_timestamp() + interval '3 days' $$");
        var late = Things.Add("late");
        await session.Units.RunAsync(late, CancellationToken.None);

        Assert.That(await own.ScalarAsync($"select applied_at > statement_timestamp() + interval '2 days' from mosaic.units where key = '{late.Key}'"), Is.True);
    }

    [TestCase("")]
    [TestCase("pg_mine")]
    [TestCase("a\"b")]
    [TestCase("ä")]
    public void A_schema_name_that_is_none_is_refused(string name) =>
        Assert.That(() => new SchemaName(name), Throws.ArgumentException);

    [Test]
    public void Options_out_of_range_are_refused_before_anything_is_asked()
    {
        PostgresOptions[] bad =
        [
            new() { PoolSizeMax = 0 }, new() { ConnectTimeout = TimeSpan.Zero }, new() { CommandTimeout = TimeSpan.FromSeconds(20) },
            new() { LockTimeout = TimeSpan.Zero }, new() { RetryTimeout = TimeSpan.FromTicks(-1) }, new() { Schema = "pg_mine" },
        ];

        Assert.Multiple(() =>
        {
            foreach (var options in bad)
            {
                Assert.That(async () => await PostgresSession.OpenAsync("Host=127.0.0.1;Port=1", options, CancellationToken.None), Throws.InstanceOf<ArgumentException>());
            }
        });
    }

    [Test]
    public void The_keys_of_the_locks_never_change()
    {
        var schema = new SchemaName("mosaic");

        Assert.That(schema.Fence, Is.EqualTo(FenceOfMosaic));
        Assert.That(schema.MigrationLock, Is.Not.EqualTo(schema.Fence));
        Assert.That(new SchemaName("other").Fence, Is.Not.EqualTo(schema.Fence));
    }

    private const long FenceOfMosaic = -2639392663528341906;
}
