using System.Globalization;
using System.Text;

namespace Mosaic.Embedded.Tests.Transfer;

/// <summary>Writes of every kind at random to a store, its clock moved by whoever calls.</summary>
internal sealed class RandomStore(IMosaic store, Random random, string prefix = "")
{
    private static readonly string[] Users = ["ann", "bob", "çelik", "dora"];
    private static readonly string[] Queues = ["mail", "reports", "größe"];
    private static readonly string[] Words = ["bees", "honey", "winter", "garden", "ladder", "river", "lamp", "bread", "cellar", "violin", "harbor", "moss"];

    private static readonly string[] Hazards =
    [
        """{"a":"\u0000x\ud83d\ude00"}""", """{"b":-0,"a":1e400,"c":0.10000000000000000000000000000000000000001}""", "[1,2,3]", "\"text\"", "null",
        """{"z":1,"a":{"z":123456789012345678901234567890}}""", "  {\"spaced\" :  true}  ",
    ];

    private readonly List<JobLease> _leases = [];
    private int _number;

    public async Task DeclareAsync()
    {
        await store.Documents.EnsureIndexAsync($"{prefix}notes", "n");
        await store.Documents.EnsureIndexAsync($"{prefix}notes", "tags[*]");
        await store.Documents.EnsureIndexAsync($"{prefix}people", "mail", unique: true);
        await store.Documents.EnsureTextIndexAsync($"{prefix}notes", ["text"]);
        await store.Queue.ConfigureAsync(Queue(0), new QueueOptions { MaxAttempts = 2, KeyConcurrency = 2, CompletedMax = 20 });
        await (await store.Channels.SubscribeAsync($"{prefix}news", static (_, _) => default, new SubscribeOptions { Name = "reader" })).DisposeAsync();
        await store.Queue.Schedules.PutAsync(new JobSchedule { Id = $"{prefix}daily", Queue = Queue(1), Type = "daily", Cron = "0 3 * * *", Data = new { a = 1 } });
    }

    /// <summary>One write, or some that belong together.</summary>
    public async Task StepAsync()
    {
        _number++;
        switch (random.Next(22))
        {
            case 0 or 1 or 2:
                await store.Documents.PutAsync($"{prefix}notes", Id("n", 40), new { n = random.Next(20), text = Text(6), tags = new[] { Word(), Word() } }, Upsert());
                break;
            case 3:
                await store.Documents.PutJsonAsync($"{prefix}raw", Id("r", 30), Encoding.UTF8.GetBytes(Hazards[random.Next(Hazards.Length)]));
                break;
            case 4:
                await store.Documents.PutAsync($"{prefix}people", Id("p", 30), new { mail = _number, big = new string('x', random.Next(3) == 0 ? 20_000 : 20) }, Upsert());
                break;
            case 5:
                await store.Documents.DeleteAsync($"{prefix}notes", Id("n", 40));
                break;
            case 6:
                await store.Documents.UpdateManyAsync($"{prefix}notes", Filter.Eq("n", random.Next(20)), new { touched = _number });
                break;
            case 7 or 8:
                await EnqueueAsync();
                break;
            case 9:
                await store.Queue.EnqueueFlowAsync(new FlowJob(Queue(), "parent", null, random.Next(2) == 0 ? null : new EnqueueOptions { Id = $"{prefix}flow-{_number}" })
                {
                    Children = [new FlowJob(Queue(), "child", 1) { OnFailure = ChildFailure.Ignore }, new FlowJob(Queue(), "child", 2)],
                });
                break;
            case 10 or 11:
                if (await store.Queue.DequeueAsync(Queue(), new DequeueOptions { VisibilityTimeout = TimeSpan.FromMinutes(5) }) is { } lease)
                {
                    _leases.Add(lease);
                }

                break;
            case 12 or 13:
                await SettleAsync();
                break;
            case 14:
                await ManageAsync();
                break;
            case 15:
                await store.Channels.PublishAsync($"{prefix}news", Text(4));
                break;
            case 16:
                await store.Memory.Preferences.SetAsync(User(), Id("k", 10), new { a = _number }, Word());
                break;
            case 17 or 18:
                await InsightAsync();
                break;
            case 19:
                await store.Memory.Sessions.AppendManyAsync(Turns(random.Next(12)));
                break;
            case 20:
                await store.TransactAsync(async (unit, token) =>
                {
                    await unit.Documents.PutAsync($"{prefix}notes", Id("n", 40), new { n = 1, text = Text(2) }, Upsert(), token);
                    await unit.Queue.EnqueueAsync(Queue(), "of a unit", _number, cancellationToken: token);
                });
                break;
            default:
                await RareAsync();
                break;
        }
    }

    private async Task EnqueueAsync()
    {
        try
        {
            await store.Queue.EnqueueAsync(Queue(), "job", new { text = Text(3) }, Enqueue());
        }
        catch (DuplicateKeyException)
        {
            // The id that was chosen is taken.
        }
    }

    private async Task SettleAsync()
    {
        if (_leases.Count == 0)
        {
            return;
        }

        var lease = _leases[random.Next(_leases.Count)];
        try
        {
            switch (random.Next(5))
            {
                case 0:
                    await store.Queue.ReportProgressAsync(lease, new { percent = random.Next(100) });
                    await store.Queue.LogAsync(lease, Text(5));
                    return;
                case 1:
                    _leases.Remove(lease);
                    await store.Queue.NackAsync(lease, new JobError("no: " + Text(3)), TimeSpan.FromMinutes(random.Next(3)));
                    return;
                default:
                    _leases.Remove(lease);
                    await store.Queue.AckAsync(lease, new { done = _number });
                    return;
            }
        }
        catch (LeaseLostException)
        {
            _leases.Remove(lease);
        }
    }

    private async Task ManageAsync()
    {
        var state = (JobState)random.Next(7);
        if (!Enum.IsDefined(state) || (await store.Queue.ListAsync(Queue(), state, 20)).Jobs is not { Count: > 0 } jobs)
        {
            return;
        }

        var id = jobs[random.Next(jobs.Count)].Id;
        switch (random.Next(4))
        {
            case 0:
                await store.Queue.CancelAsync(id);
                break;
            case 1:
                await store.Queue.RemoveAsync(id);
                break;
            default:
                await store.Queue.RedriveAsync(id);
                break;
        }
    }

    private async Task InsightAsync()
    {
        var id = Id("i", 60);
        switch (random.Next(5))
        {
            case 0:
                await store.Memory.Insights.DeleteAsync(id);
                break;
            case 1:
                await store.Memory.Insights.SetRelevanceAsync(id, random.NextDouble());
                break;
            default:
                try
                {
                    await store.Memory.Insights.StoreAsync(new NewInsight
                    {
                        Id = id,
                        UserId = User(),
                        Content = Text(8),
                        Embedding = random.Next(2) == 0 ? new ReadOnlyMemory<float>([1f, random.NextSingle()]) : default(ReadOnlyMemory<float>?),
                        ExpiresAt = random.Next(4) == 0 ? DateTimeOffset.UtcNow.AddDays(random.Next(1, 900)) : null,
                        Provenance = ["t1", "t2"],
                        SessionId = "s1",
                        Metadata = new Dictionary<string, object?>(StringComparer.Ordinal) { ["k"] = _number },
                    });
                }
                catch (DuplicateKeyException)
                {
                    // There already.
                }

                break;
        }
    }

    private async Task RareAsync()
    {
        switch (random.Next(9))
        {
            case 0:
                await store.Memory.ForgetUserAsync(User());
                break;
            case 1:
                var session = $"{prefix}session {random.Next(12)}";
                if (await store.Memory.Sessions.ReadAsync(session).AnyAsync())
                {
                    await store.Memory.Sessions.ArchiveAsync(session);
                }

                break;
            case 2:
                await store.Memory.Preferences.DeleteAsync(User(), Id("k", 10));
                break;
            case 3:
                await store.Memory.Insights.DecayAsync(User(), TimeSpan.FromDays(1), .1);
                break;
            case 4:
                await store.Queue.PurgeAsync(Queue(), JobState.Completed);
                break;
            case 5:
                await store.Queue.Schedules.PutAsync(new JobSchedule { Id = Id("cron ", 5), Queue = Queue(), Type = "cron", Cron = "*/7 * * * *" });
                break;
            case 6:
                await store.Queue.Schedules.DeleteAsync(Id("cron ", 5));
                break;
            case 7:
                await (await store.Channels.SubscribeAsync(
                    $"{prefix}news", static (_, _) => default, new SubscribeOptions { Name = Id("sub", 3) })).DisposeAsync();
                break;
            default:
                await store.Channels.UnsubscribeAsync($"{prefix}news", Id("sub", 3));
                break;
        }
    }

    private EnqueueOptions Enqueue() => random.Next(8) switch
    {
        0 => new EnqueueOptions { Id = Id("job ", 30) + (random.Next(2) == 0 ? "" : _number.ToString(CultureInfo.InvariantCulture)) },
        1 => new EnqueueOptions { OrderingKey = Id("order", 4), Priority = random.Next(-2, 3) },
        2 => new EnqueueOptions { LimitKey = Id("limit", 3), Priority = random.Next(-2, 3) },
        3 => new EnqueueOptions { DeduplicationKey = Id("once", 12) },
        4 => new EnqueueOptions
        {
            DeduplicationKey = Id("ttl", 6), DeduplicationTtl = TimeSpan.FromMinutes(random.Next(1, 90)), DeduplicationPolicy = (DeduplicationPolicy)random.Next(3),
        },
        5 => new EnqueueOptions { Delay = TimeSpan.FromMinutes(random.Next(1, 500)), Retry = RetryPolicy.Fixed(TimeSpan.FromSeconds(5)) },
        6 => new EnqueueOptions { LastInFirstOut = true, MaxAttempts = 1 },
        _ => new EnqueueOptions { Priority = random.Next(-5, 5) },
    };

    private IEnumerable<SessionTurn> Turns(int session) => Enumerable.Range(0, random.Next(1, 4)).Select(turn => new SessionTurn
    {
        SessionId = $"{prefix}session {session}", // of one user, whoever that is
        UserId = Users[session % Users.Length],
        Speaker = Word(),
        Content = Text(9),
        Metadata = turn == 0 ? new Dictionary<string, object?>(StringComparer.Ordinal) { ["at"] = _number } : null,
    });

    private WriteOptions Upsert() => new() { Upsert = true, ExpiresAt = random.Next(6) == 0 ? DateTimeOffset.UtcNow.AddDays(random.Next(1, 900)) : null };

    private string Queue(int? which = null) => prefix + Queues[which ?? random.Next(Queues.Length)];

    private string User() => Users[random.Next(Users.Length)];

    private string Id(string what, int of) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{what}{random.Next(of)}");

    private string Word() => Words[random.Next(Words.Length)];

    private string Text(int words) => string.Join(' ', Enumerable.Range(0, words).Select(_ => Word()));
}
