using Mosaic.Sync.Tests.Support;
using Npgsql;
using NUnit.Framework;

namespace Mosaic.Sync.Tests;

[TestFixtureSource(typeof(PostgresFixture), nameof(PostgresFixture.Installations))]
public sealed class PostgresServerTests(string installation)
{
    private PostgresServer server = null!;
    private NpgsqlDataSource source = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        server = await PostgresServer.StartAsync(PostgresFixture.RequireInstallation(installation), new PostgresServerOptions { Fsync = true });
        source = NpgsqlDataSource.Create(server.ConnectionString);
        await ExecuteAsync("CREATE TABLE kept AS SELECT 1 AS n");
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (source is not null)
        {
            await source.DisposeAsync();
        }

        if (server is not null)
        {
            await server.DisposeAsync();
        }
    }

    [Test]
    public async Task Fsync_is_on_where_it_was_asked_for_and_off_otherwise()
    {
        await using var database = await PostgresFixture.CreateDatabaseAsync();

        Assert.That(await ExecuteAsync("SHOW fsync"), Is.EqualTo("on"));
        if (!PostgresFixture.Servers.Contains("given"))
        {
            Assert.That(await database.ScalarAsync("SHOW fsync"), Is.EqualTo("off"));
        }
    }

    [Test]
    public async Task A_restarted_server_has_its_port_and_what_was_committed()
    {
        await using var open = await source.OpenConnectionAsync();

        await server.RestartAsync();

        Assert.That(async () => await ExecuteAsync(open, "SELECT 1"), Throws.InstanceOf<NpgsqlException>());
        Assert.That(await ExecuteAsync("SELECT n FROM kept"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_killed_server_is_noticed_and_starts_again_with_what_was_committed()
    {
        await using var open = await source.OpenConnectionAsync();

        await server.KillAsync();

        Assert.That(async () => await ExecuteAsync(open, "SELECT 1"), Throws.InstanceOf<NpgsqlException>());
        Assert.That(async () => await ExecuteAsync("SELECT 1"), Throws.InstanceOf<NpgsqlException>());

        await server.StartAsync();

        Assert.That(await ExecuteAsync("SELECT n FROM kept"), Is.EqualTo(1));
    }

    private Task<object?> ExecuteAsync(string sql) => ExecuteAsync(source, sql);

    private static async Task<object?> ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    private static async Task<object?> ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
