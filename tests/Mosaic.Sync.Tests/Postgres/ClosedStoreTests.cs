using System.Reflection;
using System.Text.Json;
using Mosaic.Sync.Tests.Support;
using Npgsql;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Postgres;

/// <summary>What is left of a store after its end, and of the calls that were running.</summary>
public sealed class ClosedStoreTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private PostgresDatabase _database = null!;

    [OneTimeSetUp]
    public async Task Create() => _database = await PostgresFixture.CreateDatabaseAsync();

    private ValueTask<PostgresMosaic> OpenAsync() => PostgresMosaic.OpenAsync(_database.ConnectionString, new PostgresOptions { PoolSizeMax = 10 });

    [Test]
    public async Task Every_call_after_dispose_throws_ObjectDisposed()
    {
        var store = await OpenAsync();
        var id = await store.Queue.EnqueueAsync("x", "x");
        var lease = (await store.Queue.DequeueAsync("x"))!;
        object[] parts =
        [
            store, store.Queue, store.Queue.Schedules, store.Channels, store.Documents, store.Changes, store.Memory, store.Memory.Preferences, store.Memory.Insights,
            store.Memory.Sessions, store.Memory.ForUser("x"), store.Memory.ForUser("x").Preferences, store.Memory.ForUser("x").Insights, store.Memory.ForUser("x").Sessions,
        ];
        await store.DisposeAsync();
        await store.DisposeAsync();

        var calls = 0;
        var wrong = new List<string>();
        foreach (var part in parts)
        {
            foreach (var (face, method) in Methods(part))
            {
                var closed = method.IsGenericMethodDefinition
                    ? method.MakeGenericMethod(Array.ConvertAll(method.GetGenericArguments(), static _ => typeof(Dictionary<string, string>)))
                    : method;
                object?[] arguments = Array.ConvertAll(closed.GetParameters(), parameter => Value(parameter, id, lease));
                calls++;
                try
                {
                    await EndAsync(closed.Invoke(part, arguments)!);
                    wrong.Add($"{face.Name}.{method.Name}: nothing");
                }
                catch (Exception error)
                {
                    var thrown = error is TargetInvocationException { InnerException: { } inner } ? inner : error;
                    if (thrown is not ObjectDisposedException disposed || !disposed.ObjectName.Contains("Mosaic", StringComparison.Ordinal))
                    {
                        wrong.Add($"{face.Name}.{method.Name}({string.Join(", ", closed.GetParameters().Select(static parameter => parameter.ParameterType.Name))}): {thrown.GetType().Name} {thrown.Message}");
                    }
                }
            }
        }

        TestContext.Out.WriteLine($"{calls} calls");
        Assert.That(wrong, Is.Empty);
        Assert.That(calls, Is.GreaterThan(100));
    }

    [Test]
    public async Task Calls_that_dispose_overtakes_end_soon_and_say_so()
    {
        await using var other = await OpenAsync();
        var store = await OpenAsync();
        var channel = await store.Channels.SubscribeAsync("c", static (_, token) => new ValueTask(Task.Delay(Timeout.Infinite, token)), new SubscribeOptions { Name = "s" });
        await store.Channels.SubscribeAsync("c", static (_, _) => default);
        Func<int, Task>[] works =
        [
            async i => await store.Documents.CreateAsync("d", $"a{i}", new { i }),
            async i => await store.Documents.UpdateAsync<JsonElement>("d", "one", new { i }),
            async _ => await store.Documents.FindAsync<JsonElement>("d").CountAsync(),
            async i => await store.Documents.PutJsonManyAsync("many", Enumerable.Range(0, 3_000).Select(n => KeyValuePair.Create($"{i} {n}", (ReadOnlyMemory<byte>)"{}"u8.ToArray()))),
            async i => await store.Queue.EnqueueAsync("q", "t", i),
            async _ => await store.Queue.AckManyAsync(await store.Queue.DequeueManyAsync("q", 5)),
            async _ => await store.Queue.DequeueAsync("empty", new DequeueOptions { Wait = Timeout.InfiniteTimeSpan }),
            async i => await store.Channels.PublishAsync("c", $"{i}"),
            async i => await store.Memory.Preferences.SetAsync("u", "k", i),
            async i => await store.Memory.Sessions.AppendAsync(new SessionTurn { SessionId = "s", UserId = "u", Speaker = "x", Content = $"words {i}" }),
            async _ => await store.Memory.ForUser("u").SearchAsync("words"),
            async i => await store.TransactAsync(async (transaction, token) => await transaction.Documents.PutAsync("t", $"a{i}", new { i }, new WriteOptions { Upsert = true }, token)),
            async _ => await store.CheckHealthAsync(),
        ];
        await store.Documents.CreateAsync("d", "one", new { i = -1 });
        using var begun = new CountdownEvent(works.Length - 1); // all but the dequeue that waits
        var running = works.Select(work => Task.Run(async () =>
        {
            for (var i = 0; ; i++)
            {
                try
                {
                    await work(i);
                }
                catch (ObjectDisposedException)
                {
                    return i;
                }

                if (i == 2)
                {
                    begun.Signal();
                }
            }
        })).ToList();
        var feed = Task.Run(async () =>
        {
            await foreach (var _ in store.Changes.ReadAsync())
            {
            }
        });
        Assert.That(begun.Wait(Patience), Is.True);

        await store.DisposeAsync().AsTask().WaitAsync(Patience);

        await Task.WhenAll([feed, .. running]).WaitAsync(Patience);
        await channel.DisposeAsync().AsTask().WaitAsync(Patience);

        // Nothing is left of it on the server: no connection, no lock, no open transaction.
        await Things.UntilAsync(_database, "count(*) = 0 from pg_stat_activity where datname = current_database() and state <> 'idle' and pid <> pg_backend_pid() and query not like 'listen%'");
        Assert.That(await other.Documents.CountAsync("d"), Is.GreaterThan(2));
    }

    private static IEnumerable<(Type Face, MethodInfo Method)> Methods(object part)
    {
        Type[] faces = part is PostgresMosaic ? [typeof(PostgresMosaic)] : [.. part.GetType().GetInterfaces().Where(static face => face.Namespace == "Mosaic" && face.IsPublic)];
        return faces.SelectMany(static face => face.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(static method => !method.IsSpecialName && method.Name != nameof(IAsyncDisposable.DisposeAsync) && method.Name != nameof(IMemoryStore.ForUser))
            .Select(method => (face, method)));
    }

    private static object? Value(ParameterInfo parameter, string id, JobLease lease) => (parameter.Name, parameter.ParameterType) switch
    {
        ("query", { } type) when type == typeof(string) && parameter.Member.DeclaringType == typeof(IDocumentStore) => "SELECT *",
        (_, { } type) when type == typeof(JobState) => JobState.Completed,
        ("jobId", _) => id,
        _ when parameter.HasDefaultValue => parameter.ParameterType.IsValueType ? parameter.DefaultValue ?? Activator.CreateInstance(parameter.ParameterType) : parameter.DefaultValue,
        (_, { } type) when type == typeof(string) => "x",
        (_, { } type) when type == typeof(CancellationToken) => CancellationToken.None,
        (_, { } type) when type == typeof(IEnumerable<string>) => new[] { "x" },
        (_, { } type) when type == typeof(Dictionary<string, string>) => new Dictionary<string, string> { ["a"] = "b" },
        (_, { } type) when type == typeof(IEnumerable<Dictionary<string, string>>) => new[] { new Dictionary<string, string> { ["a"] = "b" } },
        (_, { } type) when type == typeof(object) => new { a = 1 },
        (_, { } type) when type == typeof(Filter) => Filter.Eq("a", "b"),
        (_, { } type) when type == typeof(JsonPatch) => JsonPatch.Parse("""[{"op":"add","path":"/a","value":1}]"""),
        (_, { } type) when type == typeof(ReadOnlyMemory<byte>) => (ReadOnlyMemory<byte>)"{}"u8.ToArray(),
        (_, { } type) when type == typeof(IEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>>) => new[] { KeyValuePair.Create("x", (ReadOnlyMemory<byte>)"{}"u8.ToArray()) },
        (_, { } type) when type == typeof(JobLease) => lease,
        (_, { } type) when type == typeof(IEnumerable<JobLease>) || type == typeof(IReadOnlyCollection<JobLease>) || type == typeof(IReadOnlyList<JobLease>) => new[] { lease },
        (_, { } type) when type == typeof(NewJob) => new NewJob("x"),
        (_, { } type) when type == typeof(IEnumerable<NewJob>) => new[] { new NewJob("x") },
        (_, { } type) when type == typeof(FlowJob) => new FlowJob("x", "x") { Children = [new("x", "x")] },
        (_, { } type) when type == typeof(JobSchedule) => new JobSchedule { Id = "x", Queue = "x", Type = "x", Cron = "* * * * *" },
        (_, { } type) when type == typeof(NewInsight) => Insight,
        (_, { } type) when type == typeof(IEnumerable<NewInsight>) => new[] { Insight },
        (_, { } type) when type == typeof(SessionTurn) => Turn,
        (_, { } type) when type == typeof(IEnumerable<SessionTurn>) => new[] { Turn },
        (_, { } type) when type == typeof(TimeSpan) => TimeSpan.FromMinutes(1),
        (_, { } type) when type == typeof(int) => 1,
        (_, { } type) when type == typeof(double) => 0.5,
        (_, { } type) when type == typeof(Func<ChannelMessage, CancellationToken, ValueTask>) => (Func<ChannelMessage, CancellationToken, ValueTask>)(static (_, _) => default),
        (_, { } type) when type == typeof(Func<IMosaicTransaction, CancellationToken, ValueTask>) => (Func<IMosaicTransaction, CancellationToken, ValueTask>)(static (_, _) => default),
        (_, { IsGenericType: true } type) when type.GetGenericTypeDefinition() == typeof(Func<,,>) =>
            (Func<IMosaicTransaction, CancellationToken, ValueTask<Dictionary<string, string>>>)(static (_, _) => new([])),
        (_, { IsValueType: true } type) => Activator.CreateInstance(type),
        (_, { IsAbstract: false } type) when type.GetConstructor([]) is not null => Activator.CreateInstance(type),
        _ => throw new InvalidOperationException($"No value for {parameter.Member}'s {parameter}."),
    };

    private static NewInsight Insight => new() { UserId = "x", Content = "x" };

    private static SessionTurn Turn => new() { SessionId = "x", UserId = "x", Speaker = "x", Content = "x" };

    private static async Task EndAsync(object answer)
    {
        if (answer.GetType().GetInterfaces().FirstOrDefault(static face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>)) is { } sequence)
        {
            await (Task)typeof(ClosedStoreTests).GetMethod(nameof(ReadAsync), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(sequence.GetGenericArguments()).Invoke(null, [answer])!;
        }
        else
        {
            await (Task)(answer is ValueTask plain ? plain.AsTask() : answer.GetType().GetMethod(nameof(ValueTask.AsTask))!.Invoke(answer, null)!);
        }
    }

    private static async Task ReadAsync<T>(IAsyncEnumerable<T> sequence)
    {
        await foreach (var _ in sequence)
        {
        }
    }
}
