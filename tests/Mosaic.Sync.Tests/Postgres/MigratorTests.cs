using Mosaic.Postgres;
using Mosaic.Postgres.Migrations;
using Mosaic.Postgres.Sessions;
using Mosaic.Sync.Tests.Support;
using Npgsql;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Postgres;

[TestFixtureSource(typeof(PostgresFixture), nameof(PostgresFixture.Servers))]
public sealed class MigratorTests(string server)
{
    private static readonly SchemaName Schema = new("an-app");
    private static readonly Migration Second = new(2, "second", "-- compatible: no\ncreate table {schema}.second (id int);");
    private static readonly Migration SecondCompatible = new(2, "second", "-- compatible: yes\ncreate table {schema}.second (id int);");
    private static readonly Migration[] First = [Migration.All[0]];

    private PostgresDatabase database = null!;
    private NpgsqlDataSource source = null!;

    [SetUp]
    public async Task Create()
    {
        database = await PostgresFixture.CreateDatabaseAsync(server);
        source = NpgsqlDataSource.Create(database.ConnectionString);
    }

    [TearDown]
    public async Task Drop()
    {
        if (source is not null)
        {
            await source.DisposeAsync();
            await database.DisposeAsync();
        }
    }

    [Test]
    public async Task A_fresh_schema_gets_all_migrations_and_an_up_to_date_one_none()
    {
        Assert.That(await Migrator([.. First, Second]).RunAsync(true, default), Is.EqualTo(2));
        Assert.That(await Migrator([.. First, Second]).RunAsync(true, default), Is.Zero);
        Assert.That(await database.ScalarAsync("select string_agg(number || ' ' || name || ' ' || applied_by, ', ' order by number) from \"an-app\".migrations"),
            Is.EqualTo("1 core v1, 2 second v1"));
    }

    [Test]
    public async Task Of_programs_that_open_at_once_one_migrates()
    {
        var applied = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Migrator([.. First, Second]).RunAsync(true, default)));

        Assert.That(applied.Sum(), Is.EqualTo(2));
        Assert.That(await database.ScalarAsync("select count(*) from \"an-app\".store"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_failing_migration_leaves_those_before_it_and_nothing_of_itself()
    {
        Migration broken = new(2, "broken", "create table {schema}.half (id int); select 1 / 0;");

        await Assert.ThrowsAsync<PostgresException>(() => Migrator([.. First, broken]).RunAsync(true, default));

        Assert.That(await database.ScalarAsync("select to_regclass('\"an-app\".half') is null"), Is.True);
        Assert.That(await Migrator([.. First, Second]).RunAsync(true, default), Is.EqualTo(1));
    }

    [Test]
    public async Task A_newer_schema_is_refused_with_both_versions()
    {
        await Migrator([.. First, Second], "Mosaic.Sync 9.9").RunAsync(true, default);

        var error = (await Assert.ThrowsAsync<MosaicException>(() => Migrator(First, "Mosaic.Sync 1.1").RunAsync(true, default)))!;

        Assert.That(error.Message, Does.Contain("Mosaic.Sync 9.9").And.Contain("Mosaic.Sync 1.1"));
        Assert.That(error.Hint, Does.Contain("Update this program to Mosaic.Sync 9.9"));
    }

    [Test]
    public async Task An_older_program_goes_on_beside_migrations_marked_compatible()
    {
        await Migrator([.. First, SecondCompatible], "Mosaic.Sync 9.9").RunAsync(true, default);

        Assert.That(await Migrator(First, "Mosaic.Sync 1.1").RunAsync(true, default), Is.Zero);
        await using var connection = await source.OpenConnectionAsync();
        Assert.That((await Migrator(First).ReadPlanAsync(connection, default)).Ahead, Is.EqualTo(1));
    }

    [Test]
    public async Task A_schema_made_from_other_text_is_refused()
    {
        await Migrator([.. First, Second]).RunAsync(true, default);

        var error = (await Assert.ThrowsAsync<MosaicException>(() => Migrator([.. First, SecondCompatible]).RunAsync(true, default)))!;

        Assert.That(error.Message, Does.Contain("Migration 2"));
        Assert.That(error.Hint, Does.Contain("Schema"));
    }

    [Test]
    public async Task A_role_that_may_not_create_is_told_what_to_do()
    {
        var role = $"{database.Schema}_poor";
        await database.ScalarAsync($"create role {role} login password 'secret-of-the-poor'");
        try
        {
            var poor = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = role, Password = "secret-of-the-poor", SearchPath = null };

            var error = (await Assert.ThrowsAsync<MosaicException>(() => PostgresSession.OpenAsync(poor.ConnectionString, new PostgresOptions(), default)))!;

            Assert.That(error.Hint, Does.Contain("roles.sql"));
            Assert.That(error.ToString(), Does.Not.Contain("secret-of-the-poor"));
        }
        finally
        {
            await database.ScalarAsync($"drop role {role}");
        }
    }

    [Test]
    public async Task Without_leave_to_migrate_a_schema_that_is_behind_is_refused()
    {
        var error = (await Assert.ThrowsAsync<MosaicException>(() => Migrator(First).RunAsync(false, default)))!;

        Assert.That(error.Hint, Does.Contain("Migrate"));
    }

    [Test]
    public async Task Two_applications_share_a_database()
    {
        await using var one = await PostgresSession.OpenAsync(database.ConnectionString, new PostgresOptions { Schema = "one" }, default);
        await using var two = await PostgresSession.OpenAsync(database.ConnectionString, new PostgresOptions { Schema = "two" }, default);

        Assert.That(one.StoreId, Is.Not.EqualTo(two.StoreId));
        Assert.That(one.Schema.Fence, Is.Not.EqualTo(two.Schema.Fence));
    }

    private Migrator Migrator(IReadOnlyList<Migration> migrations, string version = "v1") => new(source, Schema, new Sql(Schema), migrations, version);
}
