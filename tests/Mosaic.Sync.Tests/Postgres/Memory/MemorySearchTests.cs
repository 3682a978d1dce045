using Mosaic.Sync.Tests.Support;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Postgres.Memory;

/// <summary>Search on Postgres beside other processes, and beside the local engine.</summary>
[TestFixtureSource(typeof(PostgresFixture), nameof(PostgresFixture.Servers))]
public sealed class MemorySearchTests(string server)
{
    private static readonly string[] Speakers = ["Caroline", "Melanie", "Jon", "Gina Lee"];
    private static readonly string[] Words =
        "bee honey garden river stone walking walked travel Oslo picture camera dog puppy school lesson piano concert summer winter the and was not cooking dinner friend brother".Split(' ');

    private PostgresDatabase _database = null!;

    [SetUp]
    public async Task Create() => _database = await PostgresFixture.CreateDatabaseAsync(server);

    [Test]
    public async Task What_one_process_acknowledged_another_finds_at_once()
    {
        await using var writer = await OpenAsync();
        await using var reader = await OpenAsync();
        for (var i = 0; i < 150; i++)
        {
            var id = await writer.Memory.Sessions.AppendAsync(new SessionTurn { SessionId = "s", UserId = "ann", Speaker = $"Speaker{i % 3}", Content = $"bees number{i}" });
            var hits = await reader.Memory.SearchAsync($"number{i}", 1, new SearchFilter { UserId = "ann", Speaker = $"Speaker{i % 3}" });
            Assert.That(hits.Single().Id, Is.EqualTo(id));
        }

        await writer.Memory.ForgetUserAsync("ann");
        Assert.That(await reader.Memory.SearchAsync("bees", 10, new SearchFilter { AllUsers = true }), Is.Empty);
    }

    [Test]
    public async Task Texts_with_U0000_are_kept_as_they_are_and_found()
    {
        await using var store = await OpenAsync();
        var metadata = new Dictionary<string, object?> { ["a\0"] = "b\0" };
        await store.Memory.Insights.StoreAsync(new NewInsight { Id = "i", UserId = "ann", Content = "bees\0 and \u0001honey", Metadata = metadata });
        await store.Memory.Sessions.AppendAsync(new SessionTurn { Id = "t", SessionId = "s", UserId = "ann", Speaker = "Ann", Content = "\0bees", Metadata = metadata });
        await store.Memory.Preferences.SetAsync("ann", "k", "\0");

        Assert.That((await store.Memory.SearchAsync("bees", 10, new SearchFilter { UserId = "ann" })).Select(static hit => hit.Content), Is.EquivalentTo(new[] { "bees\0 and \u0001honey", "\0bees" }));
        Assert.That((await store.Memory.Insights.GetAsync("i"))!.Metadata["a\0"], Is.EqualTo("b\0"));
        Assert.That((await store.Memory.Sessions.GetTurnAsync("t"))!.Metadata!["a\0"], Is.EqualTo("b\0"));
        Assert.That((await store.Memory.Preferences.GetAsync<string>("ann", "k"))!.Value, Is.EqualTo("\0"));
    }

    [Test]
    public async Task Turns_are_found_in_the_order_in_which_the_local_engine_finds_them([Values(1, 2, 3)] int seed)
    {
        await using var store = await OpenAsync();
        await using var local = await MosaicEngine.OpenInMemoryAsync();
        var random = new Random(seed);
        var turns = Turns(random, 40).ToList();
        foreach (var session in turns.GroupBy(static turn => turn.SessionId))
        {
            await store.Memory.Sessions.AppendManyAsync(session);
        }

        await local.Memory.Sessions.AppendManyAsync(turns);
        foreach (var filter in new SearchFilter[]
        {
            new() { UserId = "ann" },
            new() { UserId = "ann", Speaker = "Jon" },
            new() { UserId = "ann", SessionId = "s3" },
            new() { UserId = "ann", From = turns[200].At, To = turns[700].At },
            new() { UserId = "ann", Phrases = ["walking dog"] },
            new() { UserId = "ann", Prefix = true },
            new() { UserId = "ann", Fuzzy = true },
            new() { AllUsers = true },
        })
        {
            for (var i = 0; i < 25; i++)
            {
                var query = Query(random);
                var expected = await local.Memory.SearchAsync(query, 20, filter);
                var found = await store.Memory.SearchAsync(query, 20, filter);
                Assert.That(found.Select(static hit => (hit.Id, Math.Round(hit.Score, 4))), Is.EqualTo(expected.Select(static hit => (hit.Id, Math.Round(hit.Score, 4)))), $"{query} {filter}");
                Assert.That(found.Select(static hit => hit.Highlights), Is.EqualTo(expected.Select(static hit => hit.Highlights)));
            }
        }
    }

    [Test]
    public async Task Insights_are_found_in_the_order_in_which_the_local_engine_finds_them([Values(1, 2, 3)] int seed)
    {
        await using var store = await OpenAsync();
        await using var local = await MosaicEngine.OpenInMemoryAsync();
        var random = new Random(seed);
        var at = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var insights = Enumerable.Range(0, 500).Select(i => new NewInsight
        {
            Id = $"i{random.Next(100_000)}-{i}",
            UserId = "ann",
            Content = Text(random, random.Next(1, 40)),
            Category = (InsightCategory)random.Next(3),
            RelevanceScore = random.NextDouble(),
            CreatedAt = at.AddHours(random.Next(20)),
        }).ToList();
        await store.Memory.Insights.StoreManyAsync(insights);
        await local.Memory.Insights.StoreManyAsync(insights);
        foreach (var filter in new SearchFilter[]
        {
            new() { UserId = "ann" },
            new() { UserId = "ann", Category = InsightCategory.Decision },
            new() { UserId = "ann", MinRelevance = .5 },
            new() { UserId = "ann", Phrases = ["walking dog"] },
            new() { UserId = "ann", Fuzzy = true },
            new() { UserId = "ann", Expand = true },
        })
        {
            for (var i = 0; i < 25; i++)
            {
                var query = Query(random);
                var expected = await local.Memory.SearchAsync(query, 20, filter);
                var found = await store.Memory.SearchAsync(query, 20, filter);
                Assert.That(found.Select(static hit => (hit.Id, Math.Round(hit.Score, 3))), Is.EqualTo(expected.Select(static hit => (hit.Id, Math.Round(hit.Score, 3)))), $"{query} {filter}");
            }
        }
    }

    [Test]
    public async Task No_search_crosses_users()
    {
        await using var store = await OpenAsync();
        var random = new Random(1);
        foreach (var user in new[] { "ann", "anna", "bob" })
        {
            await store.Memory.Sessions.AppendManyAsync(Turns(random, 5).Select(turn => turn with { Id = $"{user}/{turn.Id}", UserId = user, SessionId = $"{user}/{turn.SessionId}" }));
            await store.Memory.Insights.StoreManyAsync(Enumerable.Range(0, 50).Select(i => new NewInsight { UserId = user, Content = Text(random, 10), Provenance = ["ann/t1"] }));
        }

        foreach (var user in new[] { "ann", "anna", "bob" })
        {
            foreach (var filter in new SearchFilter[] { new() { UserId = user }, new() { UserId = user, Prefix = true, Fuzzy = true, Expand = true }, new() { UserId = user, Phrases = ["bee"] } })
            {
                var hits = await store.Memory.SearchAsync("What did Jon say of bees, honey and the garden in May?", 1_000, filter);
                Assert.That(hits, Is.Not.Empty);
                Assert.That(hits.Select(static hit => hit.UserId), Is.All.EqualTo(user));
            }
        }
    }

    [Test]
    public async Task Writers_of_one_user_in_two_processes_lose_nothing()
    {
        await using var one = await OpenAsync();
        await using var other = await OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            var sessions = (writer % 2 == 0 ? one : other).Memory.Sessions;
            for (var i = 0; i < 30; i++)
            {
                await sessions.AppendManyAsync(
                [
                    new SessionTurn { SessionId = $"s{(writer + i) % 3}", UserId = "ann", Speaker = "x", Content = "bees" },
                    new SessionTurn { SessionId = $"s{(writer + i + 1) % 3}", UserId = "ann", Speaker = "y", Content = "bees" },
                ]);
            }
        })));

        Assert.That(await one.Memory.SearchAsync("bees", 1_000, new SearchFilter { UserId = "ann" }), Has.Count.EqualTo(480));
    }

    [Test]
    public async Task What_has_expired_is_deleted_in_the_background()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var store = await PostgresMosaic.OpenAsync(_database.ConnectionString, new PostgresOptions { Schema = "memory", PoolSizeMax = 8, TimeProvider = clock });
        await store.Memory.Insights.StoreManyAsync(Enumerable.Range(0, 1_200).Select(static i => new NewInsight
        {
            UserId = "ann", Content = "bees", ExpiresAt = i == 0 ? null : DateTimeOffset.UtcNow.AddMilliseconds(1),
        }));

        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((long)(await _database.ScalarAsync("select count(*) from memory.text_postings"))! > 1 || (long)(await _database.ScalarAsync("select count(*) from memory.insights"))! > 1)
        {
            deadline.Token.ThrowIfCancellationRequested();
            clock.Advance(TimeSpan.FromMinutes(1));
            await Task.Delay(20);
        }

        Assert.That(await _database.ScalarAsync("select sum(texts) || ' ' || sum(terms) from memory.text_totals"), Is.EqualTo("1 1"));
    }

    private static IEnumerable<SessionTurn> Turns(Random random, int sessions)
    {
        var number = 0;
        for (var session = 0; session < sessions; session++)
        {
            for (var turn = random.Next(1, 60); turn > 0; turn--)
            {
                yield return new SessionTurn
                {
                    Id = $"t{number++}",
                    SessionId = $"s{session}",
                    UserId = "ann",
                    Speaker = Speakers[random.Next(Speakers.Length)],
                    Content = Text(random, random.Next(1, 25)),
                    At = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.FromHours(2)).AddDays(session * 5).AddMinutes(number),
                };
            }
        }
    }

    private static string Text(Random random, int words) =>
        string.Join(' ', Enumerable.Range(0, words).Select(_ => random.Next(5) == 0 ? $"rare{random.Next(300)}" : Words[random.Next(Words.Length)]));

    private static string Query(Random random) => random.Next(4) switch
    {
        0 => $"What did {Speakers[random.Next(Speakers.Length)]} say about {Text(random, 2)}?",
        1 => $"{Text(random, 3)} in March",
        2 => "2026-02-05",
        _ => Text(random, random.Next(1, 5)),
    };

    private ValueTask<PostgresMosaic> OpenAsync() => PostgresMosaic.OpenAsync(_database.ConnectionString, new PostgresOptions { Schema = "memory", PoolSizeMax = 8 });
}
