using Mosaic.Postgres.Sessions;
using Mosaic.Sync.Tests.Support;
using Npgsql;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Postgres;

/// <summary>What a server says that asks for passwords.</summary>
[TestFixtureSource(typeof(PostgresFixture), nameof(PostgresFixture.Installations))]
public sealed class RefusalTests(string installation)
{
    private const string Secret = "s3cret-of-the-user";

    private PostgresServer server = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        server = await PostgresServer.StartAsync(PostgresFixture.RequireInstallation(installation));
        await ExecuteAsync("create role guest login password 'right'; create role busy login connection limit 0");
        var rules = Path.Combine(server.Folder, "data", "pg_hba.conf");
        await File.WriteAllTextAsync(rules, $"host all guest 127.0.0.1/32 scram-sha-256\n{await File.ReadAllTextAsync(rules)}");
        await server.RestartAsync();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
        }
    }

    [Test]
    public async Task A_wrong_password_is_told_and_not_shown()
    {
        var error = await FailToOpenAsync("guest");

        Assert.That(error.Hint, Does.Contain("password"));
        Assert.That(error.IsTransient, Is.False);
    }

    [Test]
    public async Task A_server_without_room_for_a_connection_is_told_as_transient()
    {
        var error = await FailToOpenAsync("busy");

        Assert.That(error.Hint, Does.Contain("max_connections"));
        Assert.That(error.IsTransient, Is.True);
    }

    private async Task<MosaicException> FailToOpenAsync(string user)
    {
        var connection = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Username = user, Password = Secret };
        var error = (await Assert.ThrowsAsync<MosaicException>(async () => await PostgresSession.OpenAsync(
            connection.ConnectionString, new PostgresOptions { RetryTimeout = TimeSpan.Zero }, CancellationToken.None)))!;
        Assert.That($"{error} {error.Hint} {error.Target}", Does.Not.Contain(Secret));
        return error;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(server.ConnectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
