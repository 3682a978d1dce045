using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Mosaic.Sync.Tests.Support;
using Npgsql;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Postgres;

/// <summary>Every kind of write with its answer lost, beside the same on a schema where none is: both answer alike, and hold as many rows.</summary>
[TestFixtureSource(typeof(PostgresFixture), nameof(PostgresFixture.Servers))]
public sealed class LostRepliesTests(string server)
{
    private static readonly WriteOptions Upsert = new() { Upsert = true };

    private PostgresDatabase _database = null!;
    private PostgresMosaic _sound = null!;
    private PostgresMosaic _other = null!;

    [OneTimeSetUp]
    public async Task Open()
    {
        _database = await PostgresFixture.CreateDatabaseAsync(server);
        _sound = await OpenAsync("sound", null);
        _other = await OpenAsync("faulty", null, new FakeTimeProvider()); // it would free the leases of the stores that the tests close
    }

    [OneTimeTearDown]
    public async Task Close()
    {
        if (_other is not null)
        {
            await _sound.DisposeAsync();
            await _other.DisposeAsync();
        }
    }

    private ValueTask<PostgresMosaic> OpenAsync(string schema, int? port, TimeProvider? time = null)
    {
        var connection = new NpgsqlConnectionStringBuilder(_database.ConnectionString);
        connection.Port = port ?? connection.Port;
        return PostgresMosaic.OpenAsync(connection.ConnectionString, new PostgresOptions
        {
            Schema = schema,
            PoolSizeMax = 5,
            CommandTimeout = TimeSpan.FromSeconds(2),
            LockTimeout = TimeSpan.FromSeconds(1),
            TimeProvider = time ?? TimeProvider.System,
        });
    }

    /// <param name="Marker">In the request whose answer is lost; a unit's statements, which a fresh store sends as text.</param>
    /// <param name="Before">What there is to be, done soundly.</param>
    /// <param name="Act">The write; what it answers.</param>
    public sealed record Write(string Name, string Marker, Func<PostgresMosaic, string, Task> Before, Func<PostgresMosaic, string, Task<object?>> Act)
    {
        public override string ToString() => Name;
    }

    private static Write Of(string name, string marker, Func<PostgresMosaic, string, Task<object?>> act, Func<PostgresMosaic, string, Task>? before = null) =>
        new(name, marker, before ?? (static (_, _) => Task.CompletedTask), act);

    private const string Unit = "begin_unit";

    /// <summary>With its end: <c>READ COMMITTED</c> begins a transaction.</summary>
    private const string Commit = "COMMIT\0";

    public static IEnumerable<Write> Documents()
    {
        static Task One(PostgresMosaic store, string c) => store.Documents.PutJsonAsync(c, "a", """{"n":1}"""u8.ToArray()).AsTask();
        static async Task Many(PostgresMosaic store, string c)
        {
            await store.Documents.EnsureIndexAsync(c, "n");
            await store.Documents.PutJsonManyAsync(c, Enumerable.Range(0, 20).Select(static i => KeyValuePair.Create($"{i}", (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes($$"""{"n":{{i}}}"""))));
        }

        yield return Of("create", Unit, static async (store, c) => (await store.Documents.CreateAsync(c, "a", new { n = 1 })).Version);
        yield return Of("put", Unit, static async (store, c) => (await store.Documents.PutAsync(c, "a", new { n = 2 }, Upsert)).Version, One);
        yield return Of("put of a version", Unit, static async (store, c) => (await store.Documents.PutAsync(c, "a", new { n = 2 }, new WriteOptions { ExpectedVersion = 1 })).Version, One);
        yield return Of("put bytes", Unit, static async (store, c) => await store.Documents.PutJsonAsync(c, "a", "{}"u8.ToArray(), Upsert), One);
        yield return Of("update", Unit, static async (store, c) => (await store.Documents.UpdateAsync<JsonElement>(c, "a", new { m = 2 })).GetRawText(), One);
        yield return Of("patch", Unit, static async (store, c) => (await store.Documents.PatchAsync<JsonElement>(c, "a", JsonPatch.Parse("""[{"op":"add","path":"/l","value":[1]}]"""))).GetRawText(), One);
        yield return Of("delete", Unit, static async (store, c) => await store.Documents.DeleteAsync(c, "a"), One);
        yield return Of("delete of none", Unit, static async (store, c) => await store.Documents.DeleteAsync(c, "a"));
        yield return Of("create many", Commit, static async (store, c) => (await store.Documents.CreateManyAsync(c, [new { id = "a" }, new { id = "b" }])).Count);
        yield return Of("put many, indexed", Commit, static async (store, c) => await store.Documents.PutJsonManyAsync(c, [KeyValuePair.Create("1", (ReadOnlyMemory<byte>)"{}"u8.ToArray())]), Many);
        yield return Of("update many", Commit, static async (store, c) => await store.Documents.UpdateManyAsync(c, ["1", "2"], new { m = 1 }), Many);
        yield return Of("update by filter", Commit, static async (store, c) => await store.Documents.UpdateManyAsync(c, Filter.Gt("n", 10), new { m = 1 }), Many);
        yield return Of("delete many", Commit, static async (store, c) => await store.Documents.DeleteManyAsync(c, ["1", "2"]), Many);
        yield return Of("delete by filter", Commit, static async (store, c) => await store.Documents.DeleteManyAsync(c, Filter.Gt("n", 10)), Many);
        yield return Of("declare an index", Commit, static async (store, c) =>
        {
            await store.Documents.EnsureIndexAsync(c, "n", unique: true);
            return null;
        }, One);
        yield return Of("transact", Commit, static (store, c) => store.TransactAsync<object?>(async (transaction, token) =>
        {
            await transaction.Documents.UpdateAsync<JsonElement>(c, "a", new { m = 1 }, token);
            await transaction.Queue.EnqueueAsync(c, "t", 1, null, token);
            await transaction.PublishAsync(c, "x", token);
            return "done";
        }).AsTask(), One);
    }

    public static IEnumerable<Write> Queue()
    {
        static async Task Job(PostgresMosaic store, string q) => await store.Queue.EnqueueAsync(q, "t", 1, new EnqueueOptions { Id = $"{q}-job" });
        static async Task<JobLease> Lease(PostgresMosaic store, string q) => (await store.Queue.DequeueAsync(q))!;
        static async Task Dead(PostgresMosaic store, string q)
        {
            await store.Queue.EnqueueAsync(q, "t", 1, new EnqueueOptions { Id = $"{q}-job", MaxAttempts = 1 });
            await store.Queue.NackAsync(await Lease(store, q), "no");
        }

        static async Task<object?> None(ValueTask work)
        {
            await work;
            return null;
        }

        // The lease is taken through the faulty store: what is lost is the answer to what follows.
        yield return Of("enqueue", Unit, static async (store, q) => (await store.Queue.EnqueueAsync(q, "t", 1)).Length);
        yield return Of("enqueue with an id", Unit, static async (store, q) => await store.Queue.EnqueueAsync(q, "t", 1, new EnqueueOptions { Id = $"{q}-job" }));
        yield return Of("enqueue a key", Commit, static async (store, q) => (await store.Queue.EnqueueAsync(q, "t", 1, new EnqueueOptions { DeduplicationKey = "k", OrderingKey = "o" })).Length);
        yield return Of("enqueue many", Unit, static async (store, q) => (await store.Queue.EnqueueManyAsync(q, [new("t"), new("t")])).Distinct().Count());
        yield return Of("enqueue a flow", Commit, static async (store, q) => (await store.Queue.EnqueueFlowAsync(new FlowJob(q, "t") { Children = [new(q, "c"), new(q, "c")] })).Children.Count);
        yield return Of("enqueue a batch", Commit, static async (store, q) => (await store.Queue.EnqueueBatchAsync(q, [new("t"), new("t")], new NewJob("end"))).JobIds.Count);
        yield return Of("claim", "queue_claim", static async (store, q) => (await Lease(store, q)).Job.Attempt, Job);
        yield return Of("ack", "queue_ack", static (store, q) => AfterLease(store, q, lease => None(store.Queue.AckAsync(lease, "result"))), Job);
        yield return Of("ack and claim", "queue_turn(", static (store, q) => AfterLease(store, q, async lease => (await store.Queue.AckAndDequeueManyAsync([lease], q, 5)).Count), static async (store, q) =>
        {
            await Job(store, q);
            await store.Queue.EnqueueAsync(q, "second");
        });
        yield return Of("ack of a keyed job", Commit, static (store, q) => AfterLease(store, q, lease => None(store.Queue.AckAsync(lease))), static async (store, q) =>
        {
            await store.Queue.EnqueueAsync(q, "t", 1, new EnqueueOptions { OrderingKey = "o" });
            await store.Queue.EnqueueAsync(q, "t", 2, new EnqueueOptions { OrderingKey = "o" });
        });
        yield return Of("nack", Commit, static (store, q) => AfterLease(store, q, lease => None(store.Queue.NackAsync(lease, "no", TimeSpan.FromHours(1)))), Job);
        yield return Of("renew", Unit, static (store, q) => AfterLease(store, q, async lease => (await store.Queue.RenewAsync(lease)).Job.Attempt), Job);
        yield return Of("report progress", Unit, static (store, q) => AfterLease(store, q, lease => None(store.Queue.ReportProgressAsync(lease, 5))), Job);
        yield return Of("log", Unit, static (store, q) => AfterLease(store, q, lease => None(store.Queue.LogAsync(lease, "line"))), Job);
        yield return Of("cancel", Commit, static async (store, q) => await store.Queue.CancelAsync($"{q}-job"), Job);
        yield return Of("remove", Commit, static async (store, q) => await store.Queue.RemoveAsync($"{q}-job"), Job);
        yield return Of("redrive", Commit, static async (store, q) => await store.Queue.RedriveAsync($"{q}-job"), Dead);
        yield return Of("redrive all", Commit, static async (store, q) => await store.Queue.RedriveAllAsync(q), Dead);
        yield return Of("purge", Commit, static async (store, q) => await store.Queue.PurgeAsync(q, JobState.DeadLetter), Dead);
        yield return Of("pause", Commit, static (store, q) => None(store.Queue.PauseAsync(q)), Job);
        yield return Of("configure", Commit, static (store, q) => None(store.Queue.ConfigureAsync(q, new QueueOptions { Concurrency = 2 })), Job);
        yield return Of("schedule", Commit, static async (store, q) => (await store.Queue.Schedules.PutAsync(new JobSchedule { Id = q, Queue = q, Type = "t", Cron = "0 0 1 1 *" })).Schedule.Id);
        yield return Of("trigger", Commit, static async (store, q) => (await store.Queue.Schedules.TriggerAsync(q))!.Length,
            static async (store, q) => await store.Queue.Schedules.PutAsync(new JobSchedule { Id = q, Queue = q, Type = "t", Cron = "0 0 1 1 *" }));
        yield return Of("delete a schedule", Commit, static async (store, q) => await store.Queue.Schedules.DeleteAsync(q),
            static async (store, q) => await store.Queue.Schedules.PutAsync(new JobSchedule { Id = q, Queue = q, Type = "t", Cron = "0 0 1 1 *" }));
    }

    public static IEnumerable<Write> Memory()
    {
        static NewInsight Insight(string u) => new() { Id = $"{u}-i", UserId = u, Content = "likes tea" };
        static SessionTurn Turn(string u) => new() { SessionId = $"{u}-s", UserId = u, Speaker = "x", Content = "about tea and words" };
        static async Task All(PostgresMosaic store, string u)
        {
            await store.Memory.Insights.StoreAsync(Insight(u));
            await store.Memory.Sessions.AppendAsync(Turn(u));
            await store.Memory.Preferences.SetAsync(u, "k", 1);
        }

        yield return Of("store an insight", Unit, static async (store, u) => (await store.Memory.Insights.StoreAsync(Insight(u))).Content);
        yield return Of("store insights", Unit, static async (store, u) => (await store.Memory.Insights.StoreManyAsync([Insight(u), new() { UserId = u, Content = "b" }])).Count);
        yield return Of("set relevance", Unit, static async (store, u) => await store.Memory.Insights.SetRelevanceAsync($"{u}-i", 0.5), All);
        yield return Of("decay", Unit, static async (store, u) => await store.Memory.Insights.DecayAsync(u, TimeSpan.FromDays(1)), All);
        yield return Of("delete an insight", Unit, static async (store, u) => await store.Memory.Insights.DeleteAsync($"{u}-i"), All);
        yield return Of("append a turn", Unit, static async (store, u) => (await store.Memory.Sessions.AppendAsync(Turn(u))).Length);
        yield return Of("append turns", Unit, static async (store, u) => (await store.Memory.Sessions.AppendManyAsync([Turn(u), Turn(u)])).Distinct().Count());
        yield return Of("archive", Unit, static async (store, u) =>
        {
            await store.Memory.Sessions.ArchiveAsync($"{u}-s");
            return null;
        }, All);
        yield return Of("set a preference", Unit, static async (store, u) =>
        {
            await store.Memory.Preferences.SetAsync(u, "k", 2);
            return (await store.Memory.Preferences.GetAsync<int>(u, "k"))!.Value;
        }, All);
        yield return Of("delete a preference", Unit, static async (store, u) => await store.Memory.Preferences.DeleteAsync(u, "k"), All);
        yield return Of("forget", Unit, static async (store, u) => (await store.Memory.ForgetUserAsync(u)).ToString(), All);
    }

    [TestCaseSource(nameof(Documents))]
    [TestCaseSource(nameof(Queue))]
    [TestCaseSource(nameof(Memory))]
    public async Task A_write_whose_answer_is_lost_answers_and_counts_like_one_that_was_answered(Write write)
    {
        var name = $"x {write.Name}";
        await write.Before(_sound, name);
        await write.Before(_other, name);
        var (soundBefore, faultyBefore) = (await CountsAsync("sound"), await CountsAsync("faulty"));
        var expected = await write.Act(_sound, name);

        var connection = new NpgsqlConnectionStringBuilder(_database.ConnectionString);
        await using var proxy = new TcpProxy(connection.Host!, connection.Port);
        object? answer;
        await using (var faulty = await OpenAsync("faulty", proxy.Port))
        {
            Faulty.Value = proxy;
            Marker.Value = write.Marker;
            Lose(write.Name is "ack" or "ack and claim" or "ack of a keyed job" or "nack" or "renew" or "report progress" or "log" ? null : write.Marker);
            answer = await write.Act(faulty, name);
        }

        Assert.That(proxy.Swallowed, Is.EqualTo(1), "an answer is lost");
        Assert.That(answer, Is.EqualTo(expected));
        Assert.That(Differences(faultyBefore, await CountsAsync("faulty")), Is.EqualTo(Differences(soundBefore, await CountsAsync("sound"))));
    }

    private static readonly AsyncLocal<TcpProxy?> Faulty = new();
    private static readonly AsyncLocal<string?> Marker = new();

    private static void Lose(string? marker)
    {
        if (marker is not null)
        {
            Faulty.Value?.SwallowAnswerTo(Encoding.ASCII.GetBytes(marker));
        }
    }

    private static async Task<object?> AfterLease(PostgresMosaic store, string queue, Func<JobLease, Task<object?>> act)
    {
        var lease = (await store.Queue.DequeueAsync(queue))!;
        Lose(Marker.Value);
        return await act(lease);
    }

    /// <summary>Rows of each table, and changes of each kind.</summary>
    private async Task<SortedDictionary<string, long>> CountsAsync(string schema)
    {
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        await using var connection = await _database.OpenAsync();
        var tables = new List<string>();
        await using (var list = new NpgsqlCommand($"select relname from pg_class where relnamespace = '{schema}'::regnamespace and relkind = 'r' and relname not in ('units', 'change_spans', 'text_totals')", connection))
        await using (var reader = await list.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                tables.Add(reader.GetString(0));
            }
        }

        // Of these there is a row for each connection that wrote.
        await using (var totals = new NpgsqlCommand($"select coalesce(sum(texts * 1000000 + terms), 0)::bigint from {schema}.text_totals", connection))
        {
            counts["text_totals"] = (long)(await totals.ExecuteScalarAsync())!;
        }

        foreach (var table in tables)
        {
            await using var count = new NpgsqlCommand($"select count(*) from {schema}.\"{table}\"", connection);
            counts[table] = (long)(await count.ExecuteScalarAsync())!;
        }

        await using var changes = new NpgsqlCommand($"select kind || case when deleted then ' deleted' else '' end, sum(cardinality(ids))::bigint from {schema}.changes group by 1", connection);
        await using var kinds = await changes.ExecuteReaderAsync();
        while (await kinds.ReadAsync())
        {
            counts[$"changes of {kinds.GetString(0)}"] = kinds.GetInt64(1);
        }

        return counts;
    }

    private static string Differences(SortedDictionary<string, long> before, SortedDictionary<string, long> after) =>
        string.Join(", ", after.Where(pair => pair.Value != before.GetValueOrDefault(pair.Key)).Select(pair => $"{pair.Key} {pair.Value - before.GetValueOrDefault(pair.Key):+0;-0}"));
}
