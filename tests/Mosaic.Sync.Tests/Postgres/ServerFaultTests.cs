using Mosaic.Postgres.Sessions;
using Mosaic.Postgres.Units;
using Mosaic.Sync.Tests.Support;
using Npgsql;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Postgres;

[TestFixtureSource(typeof(PostgresFixture), nameof(PostgresFixture.Installations))]
public sealed class ServerFaultTests(string installation)
{
    private PostgresServer server = null!;
    private PostgresDatabase database = null!;
    private PostgresSession session = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        server = await PostgresServer.StartAsync(PostgresFixture.RequireInstallation(installation));
        database = await PostgresDatabase.CreateAsync(server);
        session = await Things.OpenAsync(database);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (session is not null)
        {
            await session.DisposeAsync();
        }

        if (server is not null)
        {
            await server.DisposeAsync();
        }
    }

    [Test]
    public async Task A_connection_killed_within_a_unit_does_not_end_the_unit()
    {
        var attempts = 0;
        var unit = new LongUnit<string>("suffer")
        {
            Run = async connection =>
            {
                await using var command = new NpgsqlCommand("insert into mosaic.things (name) values ('killed')", connection);
                await command.ExecuteNonQueryAsync();
                if (attempts++ == 0)
                {
                    await database.ScalarAsync($"select pg_terminate_backend({connection.ProcessID})");
                }

                return "done";
            },
            Recall = static _ => "recalled",
        };

        Assert.That(await session.Units.RunAsync(unit, CancellationToken.None), Is.EqualTo("done"));
        Assert.That(attempts, Is.EqualTo(2));
        Assert.That(await Things.CountAsync(database, "killed"), Is.EqualTo(1));
    }

    [Test]
    public async Task Units_and_reads_survive_kills_of_all_connections()
    {
        var killing = Task.Run(async () =>
        {
            for (var kill = 1; kill <= 10; kill++)
            {
                await Things.UntilAsync(database, $"count(*) >= {kill * 15} from mosaic.things where name like 'storm %'");
                await database.ScalarAsync("select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and application_name = 'mosaic'");
            }
        });

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(async writer =>
        {
            var done = 0;
            for (var i = 0; i < 50; i++, done++)
            {
                await session.Units.RunAsync(Things.Add($"storm {writer} {i}"), CancellationToken.None);
                await session.Reads.RunAsync("look", Things.OneAsync, CancellationToken.None);
            }

            return done;
        }));
        await killing;

        Assert.That(answers.Sum(), Is.EqualTo(200));
        Assert.That(await database.ScalarAsync("select count(*) = 200 and count(distinct name) = 200 from mosaic.things where name like 'storm %'"), Is.True);
    }

    [Test]
    public async Task Units_go_on_across_a_restart_of_the_server()
    {
        var restarted = new TaskCompletionSource();
        var writers = Enumerable.Range(0, 4).Select(async writer =>
        {
            for (var i = 0; i < 20 || !restarted.Task.IsCompleted; i++)
            {
                await session.Units.RunAsync(Things.Add($"restart {writer} {i}"), CancellationToken.None);
            }

            return await session.Units.RunAsync(Things.Add($"after {writer}"), CancellationToken.None);
        }).ToArray();

        await server.RestartAsync();
        restarted.SetResult();

        Assert.That(await Task.WhenAll(writers), Is.EquivalentTo(Enumerable.Range(0, 4).Select(static writer => $"AFTER {writer}")));
        NpgsqlConnection.ClearAllPools();
        Assert.That(await database.ScalarAsync("select count(*) = count(distinct name) from mosaic.things"), Is.True);
        await Things.UntilAsync(database, $"{session.Instance} in (select mosaic.live_instances())");
    }
}
