using System.Text.Json;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Postgres;

/// <summary>Text that a database might take for something else, in every place that takes text: on the server it comes back as it was, or is
/// refused, and the local engine does the same.</summary>
public sealed class HostileTextTests
{
    private static readonly string[] Texts =
    [
        "\0", "a\0b", "\u0001\u0002\u0003\u0004\u0005", "\u001b[0m\u007f\u0085", "", " ", "\t\r\n", "\\", "\\u0000", "\\x00", "'", "\"", "''; drop schema mosaic cascade; --",
        "$1", "$mosaic$", "{schema}", "{0}", "%s", "null", "NULL", "true", "-0", "1e999", "NaN", "[]", "{\"a\":1}", "a/b", "a~1b", "..", "*", "a%_b",
        "\ud83d\ude00", "\ufeff", "\ufffe\uffff", "\ufffd", "\u202eabc", "e\u0301", "é", "ß", "İ", "\u2028\u2029", "\ud800", "a\udc00b", new string('x', 12_000), new string('\0', 300), string.Concat(Enumerable.Repeat("\ud83d\ude00", 200)),
    ];

    private static IEnumerable<TestCaseData> Places()
    {
        static TestCaseData Place(string name, Func<IMosaic, string, Task<object?>> pass) => new TestCaseData(pass).SetArgDisplayNames(name);

        yield return Place("a document's value and name", static async (store, text) =>
        {
            await store.Documents.PutAsync("d", "a", new Dictionary<string, string> { [text] = text, ["v"] = text }, new WriteOptions { Upsert = true });
            var found = (await store.Documents.GetAsync<Dictionary<string, string>>("d", "a"))!.Value;
            return $"{found[text]}|{found["v"]}|{await store.Documents.CountAsync("d", Filter.Eq("v", text))}";
        });
        yield return Place("an indexed value", static async (store, text) =>
        {
            await store.Documents.EnsureIndexAsync("indexed", "v", unique: true);
            await store.Documents.PutAsync("indexed", "a", new { v = text }, new WriteOptions { Upsert = true });
            return $"{await store.Documents.CountAsync("indexed", Filter.Eq("v", text))} {await store.Documents.CountAsync("indexed", Filter.Gte("v", text))}";
        });
        yield return Place("a document's id", static async (store, text) =>
        {
            await store.Documents.CreateAsync("ids", text, new { v = 1 });
            return (await store.Documents.GetAsync<JsonElement>("ids", text))!.Id + (await store.Documents.DeleteAsync("ids", text));
        });
        yield return Place("a collection", static async (store, text) =>
        {
            await store.Documents.CreateAsync(text, "a", new { v = 1 });
            return string.Join('|', await store.Documents.ListCollectionsAsync().Where(name => name == text).ToListAsync()) + await store.Documents.CountAsync(text);
        });
        yield return Place("a job's data", static async (store, text) =>
        {
            var job = await store.Queue.EnqueueAsync("data", "t", text);
            return (await store.Queue.GetAsync(job))!.GetData<string>();
        });
        yield return Place("a job's type", static async (store, text) => (await store.Queue.GetAsync(await store.Queue.EnqueueAsync("types", text)))!.Type);
        yield return Place("a queue", static async (store, text) =>
        {
            await store.Queue.EnqueueAsync(text, "t");
            return (await store.Queue.DequeueAsync(text))!.Job.Queue + (await store.Queue.ListQueuesAsync()).Contains(text);
        });
        yield return Place("a job's id", static async (store, text) =>
            (await store.Queue.GetAsync(await store.Queue.EnqueueAsync("ids", "t", 1, new EnqueueOptions { Id = text })))!.Id);
        yield return Place("a job's keys", static async (store, text) =>
        {
            var options = new EnqueueOptions { OrderingKey = text, LimitKey = text, DeduplicationKey = text };
            var job = await store.Queue.EnqueueAsync("keys", "t", 1, options);
            var found = (await store.Queue.GetAsync(job))!;
            return $"{found.OrderingKey}|{found.LimitKey}|{await store.Queue.EnqueueAsync("keys", "t", 1, options) == job}";
        });
        yield return Place("a job's result, progress and log", static async (store, text) =>
        {
            var job = await store.Queue.EnqueueAsync("results", "t");
            var lease = (await store.Queue.DequeueAsync("results"))!;
            await store.Queue.ReportProgressAsync(lease, text);
            await store.Queue.LogAsync(lease, text);
            await store.Queue.AckAsync(lease, text);
            var found = (await store.Queue.GetAsync(job))!;
            return $"{found.GetResult<string>()}|{found.Progress}|{(await store.Queue.GetLogAsync(job)).Single().Text}";
        });
        yield return Place("a job's error", static async (store, text) =>
        {
            var job = await store.Queue.EnqueueAsync("errors", "t", 1, new EnqueueOptions { MaxAttempts = 1 });
            await store.Queue.NackAsync((await store.Queue.DequeueAsync("errors"))!, new JobError(text, text));
            return (await store.Queue.GetAsync(job))!.Error + (await store.Queue.GetAttemptsAsync(job)).Single();
        });
        yield return Place("a schedule", static async (store, text) =>
        {
            await store.Queue.Schedules.PutAsync(new JobSchedule { Id = text, Queue = "q", Type = "t", Data = text, Cron = "0 0 1 1 *" });
            return (await store.Queue.Schedules.GetAsync(text))!.Schedule.Id + JsonSerializer.Serialize((await store.Queue.Schedules.ListAsync()).Single(found => found.Schedule.Id == text).Schedule.Data);
        });
        yield return Place("a preference", static async (store, text) =>
        {
            await store.Memory.Preferences.SetAsync("u", text, text, text);
            var found = (await store.Memory.Preferences.GetAsync<string>("u", text))!;
            return $"{found.Key}|{found.Value}|{found.Category}";
        });
        yield return Place("a preference's value", static async (store, text) =>
        {
            await store.Memory.Preferences.SetAsync("u", "k", text);
            return (await store.Memory.Preferences.GetAsync<string>("u", "k"))!.Value;
        });
        yield return Place("a user", static async (store, text) =>
        {
            await store.Memory.Insights.StoreAsync(new NewInsight { UserId = text, Content = "likes tea" });
            return (await store.Memory.Insights.ListAsync(text).SingleAsync()).UserId + (await store.Memory.SearchAsync("tea", 10, new SearchFilter { UserId = text })).Count;
        });
        yield return Place("an insight", static async (store, text) =>
        {
            var kept = await store.Memory.Insights.StoreAsync(new NewInsight { UserId = "u", Content = text, Metadata = new Dictionary<string, object?> { [text] = text } });
            var found = (await store.Memory.Insights.GetAsync(kept.Id))!;
            return $"{found.Content}|{JsonSerializer.Serialize(found.Metadata)}";
        });
        yield return Place("an insight's id", static async (store, text) =>
        {
            await store.Memory.Insights.StoreAsync(new NewInsight { Id = text, UserId = "u", Content = "x" });
            return (await store.Memory.Insights.GetAsync(text))!.Id;
        });
        yield return Place("a turn", static async (store, text) =>
        {
            var id = await store.Memory.Sessions.AppendAsync(new SessionTurn { SessionId = "s", UserId = "u", Speaker = text, Content = text });
            var found = (await store.Memory.Sessions.GetTurnAsync(id))!;
            return $"{found.Speaker}|{found.Content}";
        });
        yield return Place("a turn's content", static async (store, text) =>
        {
            var id = await store.Memory.Sessions.AppendAsync(new SessionTurn { SessionId = "s", UserId = "u", Speaker = "x", Content = text });
            return (await store.Memory.Sessions.GetTurnAsync(id))!.Content;
        });
        yield return Place("a session", static async (store, text) =>
        {
            await store.Memory.Sessions.AppendAsync(new SessionTurn { SessionId = text, UserId = "u", Speaker = "x", Content = "x" });
            return (await store.Memory.Sessions.ReadAsync(text).SingleAsync()).SessionId;
        });
        yield return Place("a search", static async (store, text) => (await store.Memory.SearchAsync(text)).Count);
        yield return Place("a message", static (store, text) => MessageAsync(store, "channel", "s", text));
        yield return Place("a channel and a subscription", static (store, text) => MessageAsync(store, text, text, "x"));
        yield return Place("a transaction", static async (store, text) =>
        {
            await store.TransactAsync(async (transaction, token) =>
            {
                await transaction.Documents.PutAsync("transacted", "a", new { v = text }, new WriteOptions { Upsert = true }, token);
                await transaction.Queue.EnqueueAsync("transacted", "t", text, null, token);
            });
            return (await store.Documents.GetAsync<JsonElement>("transacted", "a"))!.Value.GetProperty("v").GetString() + (await store.Queue.DequeueAsync("transacted"))!.Job.GetData<string>();
        });
    }

    private static async Task<object?> MessageAsync(IMosaic store, string channel, string name, string text)
    {
        var got = new TaskCompletionSource<ChannelMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var subscription = await store.Channels.SubscribeAsync(
            channel,
            (message, _) =>
            {
                got.TrySetResult(message);
                return default;
            },
            new SubscribeOptions { Name = name });
        await store.Channels.PublishAsync(channel, text);
        var message = await got.Task.WaitAsync(TimeSpan.FromSeconds(30));
        return $"{message.Channel}|{message.Content}";
    }

    [TestCaseSource(nameof(Places))]
    public async Task Text_is_kept_as_it_is_or_refused_as_locally(Func<IMosaic, string, Task<object?>> pass)
    {
        await using var local = await MosaicEngine.OpenInMemoryAsync();
        await using var server = await Specs.PostgresBackend.OpenAsync(null);
        foreach (var text in Texts)
        {
            var (expected, actual) = (await OutcomeAsync(local, text), await OutcomeAsync(server, text));
            Assert.That(actual, Is.EqualTo(expected), () => $"text {JsonSerializer.Serialize(text)}");
        }

        async Task<string> OutcomeAsync(IMosaic store, string text)
        {
            try
            {
                return $"{await pass(store, text)}";
            }
            catch (Exception error) when (error is ArgumentException or MosaicException or JsonException)
            {
                return $"{error.GetType().Name}: {(error as ArgumentException)?.ParamName}";
            }
        }
    }
}
