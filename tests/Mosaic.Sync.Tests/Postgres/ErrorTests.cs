using System.Net;
using System.Net.Sockets;
using System.Text;
using Mosaic.Postgres.Resilience;
using Mosaic.Postgres.Sessions;
using Mosaic.Sync.Tests.Support;
using Npgsql;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Postgres;

public sealed class ErrorTests
{
    private const string Secret = "s3cret-of-the-user";

    private static readonly PostgresErrors Errors = new("host:5432/app, schema mosaic", TimeSpan.FromSeconds(20));

    [TestCase("28P01", typeof(MosaicException), false, "pg_hba.conf")]
    [TestCase("28000", typeof(MosaicException), false, "pg_hba.conf")]
    [TestCase("3D000", typeof(MosaicException), false, "CREATE DATABASE")]
    [TestCase("42501", typeof(MosaicException), false, "roles.sql")]
    [TestCase("53100", typeof(StoreFullException), false, "room")]
    [TestCase("40001", typeof(ConflictException), true, "Repeat")]
    [TestCase("40P01", typeof(ConflictException), true, "Repeat")]
    [TestCase("55P03", typeof(MosaicException), true, "pg_stat_activity")]
    [TestCase("57014", typeof(MosaicException), true, "statement_timeout")]
    [TestCase("57P01", typeof(MosaicException), true, "once it runs")]
    [TestCase("57P03", typeof(MosaicException), true, "once it runs")]
    [TestCase("53300", typeof(MosaicException), true, "max_connections")]
    [TestCase("25006", typeof(MosaicException), true, "primary")]
    [TestCase("MS001", typeof(TierMovedException), false, "configuration")]
    public void An_error_of_the_server_becomes_one_that_says_what_to_do(string state, Type type, bool transient, string hint)
    {
        var error = Errors.Map(Server(state), "enqueue");

        Assert.That(error, Is.TypeOf(type));
        Assert.That(error.IsTransient, Is.EqualTo(transient));
        Assert.That(error.Hint, Does.Contain(hint));
        Assert.That(error.Operation, Is.EqualTo("enqueue"));
        Assert.That(error.Target, Is.EqualTo(Errors.Target));
        Assert.That(error.InnerException, Is.InstanceOf<PostgresException>());
        Assert.That(error.Message, Does.StartWith("enqueue: ").And.Contain("said by the server"));
    }

    [TestCase("40003", nameof(PostgresFault.Connection))]
    [TestCase("25006", nameof(PostgresFault.Connection))]
    [TestCase("57P04", nameof(PostgresFault.Connection))]
    [TestCase("57P01", nameof(PostgresFault.Connection))]
    [TestCase("08006", nameof(PostgresFault.Connection))]
    [TestCase("40001", nameof(PostgresFault.Conflict))]
    [TestCase("40P01", nameof(PostgresFault.Conflict))]
    [TestCase("26000", nameof(PostgresFault.Conflict))]
    [TestCase("53300", nameof(PostgresFault.Busy))]
    [TestCase("53100", nameof(PostgresFault.Final))]
    [TestCase("55P03", nameof(PostgresFault.Final))]
    [TestCase("23505", nameof(PostgresFault.Final))]
    [TestCase("28P01", nameof(PostgresFault.Final))]
    public void What_is_tried_again_is_decided_here_and_not_by_Npgsql(string state, string fault) =>
        Assert.That(PostgresFaults.Classify(Server(state)).ToString(), Is.EqualTo(fault));

    [Test]
    public void Only_a_plain_refusal_is_certain()
    {
        Assert.That(PostgresFaults.IsCertain(Server("40001")), Is.True);
        Assert.That(PostgresFaults.IsCertain(Server("40003")), Is.False);
        Assert.That(PostgresFaults.IsCertain(Server("57P01")), Is.False);
        Assert.That(PostgresFaults.IsCertain(new NpgsqlException("broken", new IOException())), Is.False);
    }

    [Test]
    public void An_old_server_is_refused()
    {
        var error = Assert.Throws<MosaicException>(static () => ServerVersion.Require(new Version(14, 19), "here"))!;

        Assert.That(error.Message, Does.Contain("14.19").And.Contain("15"));
        Assert.That(() => ServerVersion.Require(new Version(15, 0), "here"), Throws.Nothing);
    }

    [Test]
    public async Task A_server_that_says_it_is_old_is_refused_at_open()
    {
        await using var database = await PostgresFixture.CreateDatabaseAsync();
        await using var session = await PostgresSession.OpenAsync(database.ConnectionString, new PostgresOptions(), CancellationToken.None);
        var version = (await session.Health.RunAsync(CancellationToken.None)).ServerVersion;
        var connection = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        await using var proxy = new TcpProxy(connection.Host!, connection.Port);
        proxy.Rewrite(Encoding.ASCII.GetBytes($"server_version\0{version.Major}."), "server_version\u000014."u8.ToArray());
        connection.Port = proxy.Port;

        var error = await FailToOpenAsync(connection.ConnectionString);

        Assert.That(error.Message, Does.Contain("PostgreSQL 14."));
        Assert.That(error.Hint, Does.Contain("Upgrade"));
        Assert.That(error.IsTransient, Is.False);
    }

    [Test]
    public async Task An_unreachable_server_is_told_with_its_address_and_without_the_password()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        var error = await FailToOpenAsync($"Host=127.0.0.1;Port={port};Username=app;Password={Secret};Database=app");

        Assert.That(error.Message, Does.Contain($"127.0.0.1:{port}/app"));
        Assert.That(error.IsTransient, Is.True);
    }

    [Test]
    public async Task A_database_that_does_not_exist_is_told()
    {
        await using var database = await PostgresFixture.CreateDatabaseAsync();
        var connection = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Database = "not_there" };
        connection.Password ??= Secret;

        var error = await FailToOpenAsync(connection.ConnectionString);

        Assert.That(error.Hint, Does.Contain("CREATE DATABASE"));
        Assert.That(error.IsTransient, Is.False);
    }

    [TestCase($"Host=here;Port={Secret};Password={Secret}")]
    [TestCase($"Host=here;Passwort={Secret}")]
    [TestCase($"{Secret}")]
    [TestCase($"postgres://app:{Secret}@here/app")]
    [TestCase($"Username=app;Password={Secret}")]
    public async Task A_connection_string_that_is_none_is_told_and_not_repeated(string connectionString)
    {
        var error = await FailToOpenAsync(connectionString);

        Assert.That(error.Hint, Does.Contain("Host="));
    }

    [Test]
    public async Task Calls_lost_to_others_are_tried_a_bounded_number_of_times()
    {
        var attempts = 0;
        var pipelines = new ResiliencePipelines(new ResilienceSettings(TimeSpan.FromSeconds(30)) { Delay = TimeSpan.FromTicks(1), DelayMax = TimeSpan.FromTicks(1) });

        await Assert.ThrowsAsync<PostgresException>(async () => await pipelines.ExecuteAsync<int, int>((_, _) =>
        {
            attempts++;
            throw Server("40001");
        }, 0, CancellationToken.None));

        Assert.That(attempts, Is.EqualTo(8));
    }

    [TestCase("08006", true)]
    [TestCase("40001", false)]
    [TestCase("53300", false)]
    public async Task The_circuit_opens_for_lost_connections_only(string state, bool opens)
    {
        var pipelines = new ResiliencePipelines(new ResilienceSettings(TimeSpan.Zero) { BreakAfter = 2, Break = TimeSpan.FromMinutes(1), ConflictAttemptsMax = 1 });
        Exception? last = null;
        for (var i = 0; i < 3; i++)
        {
            last = await Assert.CatchAsync(async () => await pipelines.ExecuteAsync<int, int>((_, _) => throw Server(state), 0, CancellationToken.None));
        }

        Assert.That(last is Polly.CircuitBreaker.BrokenCircuitException, Is.EqualTo(opens));
        Assert.That(Errors.Map(last!, "enqueue").IsTransient, Is.True);
    }

    private static PostgresException Server(string state) => new("said by the server", "ERROR", "ERROR", state);

    private static async Task<MosaicException> FailToOpenAsync(string connectionString)
    {
        var error = (await Assert.ThrowsAsync<MosaicException>(async () =>
            await PostgresSession.OpenAsync(connectionString, new PostgresOptions { RetryTimeout = TimeSpan.Zero }, CancellationToken.None)))!;
        Assert.That($"{error} {error.Hint} {error.Target}", Does.Not.Contain(Secret));
        return error;
    }
}
