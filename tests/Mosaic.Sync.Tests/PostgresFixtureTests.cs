using Mosaic.Sync.Tests.Support;
using Npgsql;
using NUnit.Framework;

namespace Mosaic.Sync.Tests;

public sealed class PostgresFixtureTests
{
    [TestCaseSource(typeof(PostgresFixture), nameof(PostgresFixture.Servers))]
    public async Task A_server_answers_and_says_its_version(string server)
    {
        await using var database = await PostgresFixture.CreateDatabaseAsync(server);

        var version = await database.ScalarAsync("SELECT version()");

        TestContext.Progress.WriteLine($"{server}: {version}");
        Assert.That(version, Does.StartWith("PostgreSQL "));
    }

    [Test]
    public async Task A_database_is_fresh_and_dropped_with_what_holds_it_open()
    {
        var database = await PostgresFixture.CreateDatabaseAsync();
        await using var other = await PostgresFixture.CreateDatabaseAsync();
        await using var open = await database.OpenAsync();
        await database.ScalarAsync("CREATE TABLE filled (id int)");

        Assert.That(await other.ScalarAsync("SELECT to_regclass('filled') IS NULL"), Is.True);
        Assert.That(await other.ScalarAsync("SELECT current_schema()"), Is.EqualTo(other.Schema));

        await database.DisposeAsync();

        Assert.That(await other.ScalarAsync($"SELECT count(*) FROM pg_database WHERE datname = '{database.Schema}'"), Is.Zero);
    }

    [Test]
    public async Task A_user_who_may_not_create_databases_gets_a_schema_of_his_own()
    {
        await using var parent = await PostgresFixture.CreateDatabaseAsync();
        var role = $"{parent.Schema}_role";
        await parent.ScalarAsync($"CREATE ROLE {role} LOGIN PASSWORD 'secret'; GRANT ALL ON DATABASE {parent.Schema} TO {role}");
        var given = new NpgsqlConnectionStringBuilder(parent.ConnectionString) { Username = role, Password = "secret", SearchPath = null };

        string schema;
        await using (var database = await PostgresDatabase.CreateAsync(new GivenPostgres(given.ConnectionString)))
        {
            schema = database.Schema;
            await database.ScalarAsync("CREATE TABLE filled (id int)");
            Assert.That(await parent.ScalarAsync($"SELECT to_regclass('{schema}.filled') IS NULL"), Is.False);
        }

        Assert.That(await parent.ScalarAsync($"SELECT to_regnamespace('{schema}') IS NULL"), Is.True);
        await parent.ScalarAsync($"DROP OWNED BY {role}; DROP ROLE {role}");
    }

    [Test]
    public async Task The_vector_extension_can_be_created_and_used()
    {
        await using var database = await PostgresFixture.CreateDatabaseWithVectorAsync();
        await database.ScalarAsync("CREATE EXTENSION vector");
        await database.ScalarAsync("CREATE TABLE points (at vector(2)); CREATE INDEX ON points USING hnsw (at vector_l2_ops); INSERT INTO points VALUES ('[3,4]')");

        Assert.That(await database.ScalarAsync("SELECT at <-> '[0,0]' FROM points"), Is.EqualTo(5.0));
    }
}
