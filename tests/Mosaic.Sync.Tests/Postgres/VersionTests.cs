using Mosaic.Postgres;
using Mosaic.Postgres.Migrations;
using Mosaic.Postgres.Sessions;
using Mosaic.Sync.Tests.Support;
using Npgsql;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Postgres;

/// <summary>Two versions of the application at once: this one is open, and the next one migrates.</summary>
[TestFixtureSource(typeof(PostgresFixture), nameof(PostgresFixture.Servers))]
public sealed class VersionTests(string server)
{
    private static readonly SchemaName Schema = new("mosaic");

    private PostgresDatabase _database = null!;
    private PostgresMosaic _old = null!;

    [SetUp]
    public async Task Open()
    {
        _database = await PostgresFixture.CreateDatabaseAsync(server);
        _old = await PostgresMosaic.OpenAsync(_database.ConnectionString, new PostgresOptions { PoolSizeMax = 5 });
        for (var i = 0; i < 5; i++)
        {
            await WriteAsync(i); // its statements are prepared
        }
    }

    [TearDown]
    public async Task Close()
    {
        if (_old is not null)
        {
            await _old.DisposeAsync();
            await _database.DisposeAsync();
        }
    }

    [Test]
    public async Task After_a_compatible_migration_the_older_program_goes_on_and_opens()
    {
        await MigrateAsync("-- compatible: yes\nalter table {schema}.documents add column later int; alter table {schema}.jobs add column later int; create table {schema}.later (id int);");

        await WriteAsync(5);
        Assert.That(await ReadAsync(), Is.EqualTo(6));
        await using var another = await PostgresMosaic.OpenAsync(_database.ConnectionString, new PostgresOptions { PoolSizeMax = 5 });
        Assert.That((await another.CheckHealthAsync()).MigrationsAhead, Is.EqualTo(1));
        Assert.That((await _old.CheckHealthAsync()).TakesWrites, Is.True);
    }

    [Test]
    public async Task Another_migration_waits_for_units_in_flight_and_ends_the_older_programs_writes()
    {
        await using var connection = await _database.OpenAsync();
        await using var unit = await connection.BeginTransactionAsync();
        await using (var begin = new NpgsqlCommand($"select mosaic.begin_unit('{Guid.NewGuid()}', {Schema.Fence}, 1, '0')", connection))
        {
            await begin.ExecuteNonQueryAsync();
        }

        var migrating = MigrateAsync("-- compatible: no\ncreate table {schema}.later (id int);");
        await Things.UntilAsync(_database, "exists (select from pg_locks where locktype = 'advisory' and not granted and mode = 'ExclusiveLock')");
        Assert.That(migrating.IsCompleted, Is.False);
        var writing = WriteAsync(5);
        await unit.CommitAsync();
        await migrating;

        await Assert.ThrowsAsync<TierMovedException>(() => writing);
        var error = (await Assert.ThrowsAsync<TierMovedException>(() => WriteAsync(6)))!;
        Assert.That(error.Message, Does.Contain("newer program"));
        Assert.That(await ReadAsync(), Is.EqualTo(5));
        var refused = (await Assert.ThrowsAsync<MosaicException>(async () => await PostgresMosaic.OpenAsync(_database.ConnectionString)))!;
        Assert.That(refused.Message, Does.Contain("newer than this program").And.Contain("v-next"));
    }

    private async Task WriteAsync(int i)
    {
        await _old.Documents.CreateAsync("d", $"{i}", new { i });
        await _old.Queue.EnqueueAsync("q", "t", i);
    }

    private async Task<long> ReadAsync()
    {
        Assert.That(await _old.Queue.LengthAsync("q"), Is.EqualTo(await _old.Documents.CountAsync("d")));
        return await _old.Documents.CountAsync("d");
    }

    private async Task MigrateAsync(string text)
    {
        await using var source = NpgsqlDataSource.Create(_database.ConnectionString);
        var migrator = new Migrator(source, Schema, new Sql(Schema), [.. Migration.All, new Migration(Migration.All.Count + 1, "next", text)], "v-next");
        Assert.That(await migrator.RunAsync(true, CancellationToken.None), Is.EqualTo(1));
    }
}
