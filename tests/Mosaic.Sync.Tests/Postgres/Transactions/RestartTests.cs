using System.Text.Json;
using Mosaic.Sync.Tests.Support;
using Npgsql;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Postgres.Transactions;

/// <summary>Transactions across a restart of the server.</summary>
[TestFixtureSource(typeof(PostgresFixture), nameof(PostgresFixture.Installations))]
public sealed class RestartTests(string installation)
{
    private static readonly WriteOptions Upsert = new() { Upsert = true };

    [Test]
    public async Task A_restart_within_a_callback_or_a_commit_loses_and_doubles_nothing()
    {
        await using var server = await PostgresServer.StartAsync(PostgresFixture.RequireInstallation(installation));
        var database = await PostgresDatabase.CreateAsync(server);
        await using var store = await TransactionFixture.OpenAsync(database, "restart");
        await TransactionFixture.ApplyAsync(store, "within", run => run == 1 ? server.RestartAsync() : Task.CompletedTask);

        var restarted = new TaskCompletionSource();
        var writers = Enumerable.Range(0, 4).Select(async writer =>
        {
            var done = 0;
            for (; done < 10 || !restarted.Task.IsCompleted; done++)
            {
                await store.TransactAsync(async (transaction, token) =>
                {
                    var before = await transaction.Documents.ReadAsync<JsonElement?>("counts", $"{writer}", token);
                    await transaction.Documents.PutAsync("counts", $"{writer}", new { times = (before?.GetProperty("times").GetInt32() ?? 0) + 1 }, Upsert, token);
                    await transaction.Queue.EnqueueAsync("q", "t", writer, cancellationToken: token);
                });
            }

            return done;
        }).ToArray();
        await Task.Delay(100);
        await server.RestartAsync();
        restarted.SetResult();

        var counts = await Task.WhenAll(writers);
        for (var writer = 0; writer < counts.Length; writer++)
        {
            var count = (await store.Documents.ReadAsync<JsonElement>("counts", $"{writer}")).GetProperty("times").GetInt32();
            Assert.That(count, Is.EqualTo(counts[writer]));
        }

        Assert.That(await store.Queue.LengthAsync("q"), Is.EqualTo(counts.Sum()));
        NpgsqlConnection.ClearAllPools();
    }
}
