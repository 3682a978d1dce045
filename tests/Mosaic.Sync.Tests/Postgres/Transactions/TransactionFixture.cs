using System.Text.Json;
using Mosaic.Sync.Tests.Support;
using Npgsql;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Postgres.Transactions;

/// <summary>A transaction over every part of the store, and whether it was applied: wholly, and once.</summary>
internal static class TransactionFixture
{
    private static readonly WriteOptions Upsert = new() { Upsert = true };

    public static ValueTask<PostgresMosaic> OpenAsync(PostgresDatabase database, string schema, int? port = null)
    {
        var connection = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        connection.Port = port ?? connection.Port;
        return PostgresMosaic.OpenAsync(
            connection.ConnectionString,
            new PostgresOptions { Schema = schema, PoolSizeMax = 8, CommandTimeout = TimeSpan.FromSeconds(3), LockTimeout = TimeSpan.FromSeconds(2), RetryTimeout = TimeSpan.FromSeconds(20) });
    }

    /// <summary>Reads and writes documents, acknowledges a job, enqueues one, writes memory and publishes.</summary>
    /// <param name="store">The store.</param>
    /// <param name="name">Of everything that it writes.</param>
    /// <param name="last">Runs at the end of the callback, with the count of its runs.</param>
    public static async Task ApplyAsync(PostgresMosaic store, string name, Func<int, Task> last)
    {
        await store.Queue.EnqueueAsync(name, "t");
        var lease = (await store.Queue.DequeueAsync(name))!;
        var runs = 0;
        var answer = await store.TransactAsync(async (transaction, token) =>
        {
            var before = await transaction.Documents.ReadAsync<JsonElement?>("counts", name, token);
            var times = (before?.GetProperty("times").GetInt32() ?? 0) + 1;
            await transaction.Documents.PutAsync("counts", name, new { times }, Upsert, token);
            await transaction.Queue.AckAsync(lease, times, token);
            await transaction.Queue.EnqueueAsync(name, "next", times, cancellationToken: token);
            await transaction.Memory.SetPreferenceAsync("ann", name, times, cancellationToken: token);
            await transaction.Memory.AppendTurnAsync(new SessionTurn { SessionId = name, UserId = "ann", Speaker = "Ann", Content = "Once." }, token);
            await transaction.PublishAsync("news", name, token);
            await last(++runs);
            return times;
        });

        Assert.That(answer, Is.EqualTo(1), name);
        Assert.That((await store.Documents.GetAsync<JsonElement>("counts", name))!.Version, Is.EqualTo(1), name);
        Assert.That((await store.Queue.GetAsync(lease.Job.Id))!.GetResult<int>(), Is.EqualTo(1), name);
        Assert.That(await store.Queue.LengthAsync(name), Is.EqualTo(1), name);
        Assert.That((await store.Memory.Preferences.GetAsync<int>("ann", name))!.Value, Is.EqualTo(1), name);
        var turns = 0;
        await foreach (var _ in store.Memory.Sessions.ReadAsync(name))
        {
            turns++;
        }

        Assert.That(turns, Is.EqualTo(1), name);
    }
}
