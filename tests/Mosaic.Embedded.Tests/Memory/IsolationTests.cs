using Mosaic.Backends;
using Mosaic.Embedded.Tests.Crash;
using NUnit.Framework;
using Row = Mosaic.Embedded.Tests.Memory.IsolationMemory.Row;

namespace Mosaic.Embedded.Tests.Memory;

/// <summary>
/// No search shows one user's memory to another, whatever the users are called, the query says and the filter asks: random ones. What
/// is found is what the filter admits, and what only the user has is found. MOSAIC_LONG_TESTS=1 asks 60,000 times.
/// </summary>
public sealed class IsolationTests
{
    private static readonly int Queries = LongTests.Wanted ? 60_000 : 3_000;

    private static readonly string[] Odd =
    [
        "", " ", "*", "*:*", "u:ann", "user:", "\"", "\"green house\"", "secret) OR (u:bob", "[a TO z]", "a~2", "i:zq*", "zq?", "\\", "AND OR NOT", "+zq -zq", "\u0000", "\u0001\u001f",
        "\ud800", "zq\udc00token", "u:\u0000", "{}", "${jndi:x}", "' OR 1=1 --", "last May", "on 7 May 2023", "zq", "z",
    ];

    private static readonly string Long = string.Join(' ', Enumerable.Range(0, 100_000).Select(static i => $"w{i}"));

    [Test]
    public async Task No_search_finds_what_is_another_users()
    {
        await TestContext.Progress.WriteLineAsync($"IsolationTests: MOSAIC_SEED={LongTests.Seed}");
        await using var store = await MosaicEngine.OpenInMemoryAsync();
        var random = new Random(LongTests.Seed);
        var memory = new IsolationMemory(store, random);
        await memory.FillAsync();
        var found = 0;
        for (var i = 0; i < Queries; i++)
        {
            var user = Pick(random, HostileUsers.All);
            var query = i % 1_500 == 7 ? $"{Long} {Query(memory, user, random)}" : Query(memory, user, random);
            var filter = Filter(memory, random);
            var bound = random.Next(2) == 0;
            var limit = Pick(random, [1, 3, 10, 100, 10_000]);
            var hits = bound
                ? await store.Memory.ForUser(user).SearchAsync(query, limit, Pick(random, [filter, filter with { UserId = user }, filter with { AllUsers = true }]))
                : await store.Memory.SearchAsync(query, limit, filter with { UserId = user });
            found += hits.Count;
            var about = $"seed {LongTests.Seed}, query {i}: {(bound ? "bound " : "")}'{user}' asks '{(query.Length > 200 ? "..." : query)}' of {filter}";
            Assert.That(hits, Has.Count.LessThanOrEqualTo(limit), about);
            foreach (var hit in hits)
            {
                Check(hit, memory.Find(hit.Id), user, filter, bound, about);
            }

            if (bound)
            {
                Assert.That(await store.Memory.ForUser(user).SearchAsync(query, limit, filter with { UserId = Other(random, user) }), Is.Empty, about);
            }
        }

        Assert.That(found, Is.GreaterThan(Queries), "most queries find something");
        await FindOwnAsync(memory);
    }

    private static async Task FindOwnAsync(IsolationMemory memory)
    {
        foreach (var user in HostileUsers.All)
        {
            foreach (var filter in new[] { new SearchFilter(), new SearchFilter { Prefix = true, Fuzzy = true, Expand = true }, new SearchFilter { Phrases = [memory.TokenOf(user)] } })
            {
                var own = await memory.Store.Memory.SearchAsync(memory.TokenOf(user), 10_000, filter with { UserId = user, Kinds = [MemoryKind.Turn, MemoryKind.Insight] });
                var bound = await memory.Store.Memory.ForUser(user).SearchAsync(memory.TokenOf(user), 10_000, filter);

                Assert.That(own, Has.Count.GreaterThanOrEqualTo(5), user);
                Assert.That(own.Select(hit => memory.Find(hit.Id)!.User), Is.All.EqualTo(user), user);
                Assert.That(bound.Select(static hit => hit.Id), Is.EqualTo(own.Select(static hit => hit.Id)), user);
            }
        }
    }

    private static void Check(SearchHit hit, Row? row, string user, SearchFilter filter, bool bound, string about)
    {
        Assert.That(row, Is.Not.Null, about);
        Assert.That(hit.Content, Is.EqualTo(row!.Text), about);
        Assert.That(hit.Kind, Is.EqualTo(row.Kind), about);
        Assert.That(row.User, row.Kind == MemoryKind.Document ? Is.Null : Is.EqualTo(user), about);
        Assert.That(bound && row.Kind == MemoryKind.Document, Is.False, about);
        Assert.That(filter.Kinds is null || filter.Kinds.Contains(row.Kind), about);
        Assert.That(filter.SessionId is null || filter.SessionId == row.Session, about);
        Assert.That(filter.Speaker is null || filter.Speaker == row.Speaker, about);
        Assert.That(filter.Collection is null || filter.Collection == row.Collection, about);
        Assert.That(filter.Category is null || filter.Category == row.Insight?.Category, about);
        Assert.That(filter.Source is null || filter.Source == row.Insight?.Source, about);
        Assert.That(filter.MinRelevance is null || row.Insight?.RelevanceScore >= filter.MinRelevance, about);
        var at = row.At ?? hit.At; // a document's is when it was written
        Assert.That(filter.From is null || at >= filter.From, about);
        Assert.That(filter.To is null || at <= filter.To, about);
        Assert.That(filter.Phrases?.All(phrase => row.Text.Contains(phrase, StringComparison.OrdinalIgnoreCase)) ?? true, about);
        Assert.That(hit.Highlights.All(place => place.Start >= 0 && place.Length > 0 && place.Start + place.Length <= hit.Content.Length), about);
    }

    private static string Query(IsolationMemory memory, string user, Random random) => random.Next(8) switch
    {
        0 => Pick(random, Odd),
        1 => memory.TokenOf(Other(random, user)),
        2 => $"{memory.TokenOf(user)} {memory.TokenOf(Other(random, user))}",
        3 => memory.TokenOf(Other(random, user))[..random.Next(1, 9)],
        4 => Pick(random, HostileUsers.All),
        5 => $"{Pick(random, Odd)} {memory.Words(2)}",
        _ => memory.Words(random.Next(1, 5)),
    };

    private static SearchFilter Filter(IsolationMemory memory, Random random) => new()
    {
        SessionId = Rarely(random, () => random.Next(4) == 0 ? "shared" : IsolationMemory.SessionOf(Pick(random, HostileUsers.All), random.Next(2))),
        Category = random.Next(9) == 0 ? Pick(random, Enum.GetValues<InsightCategory>()) : null,
        Source = random.Next(9) == 0 ? Pick(random, Enum.GetValues<InsightSource>()) : null,
        MinRelevance = random.Next(9) == 0 ? random.NextDouble() : null,
        From = random.Next(7) == 0 ? memory.Day() : null,
        To = random.Next(7) == 0 ? memory.Day() : null,
        Kinds = random.Next(4) == 0 ? random.GetItems(Enum.GetValues<MemoryKind>(), random.Next(3)) : null,
        Speaker = Rarely(random, memory.Speaker),
        Collection = random.Next(20) == 0 ? Pick(random, ["notes", "Notes", "note"]) : null,
        Phrases = random.Next(6) == 0 ? random.GetItems([.. IsolationMemory.Shared, memory.TokenOf(Pick(random, HostileUsers.All))], random.Next(3)) : null,
        Prefix = random.Next(3) == 0,
        Fuzzy = random.Next(3) == 0,
        Expand = random.Next(3) == 0,
    };

    private static string? Rarely(Random random, Func<string> make) => random.Next(8) == 0 ? make() : null;

    private static string Other(Random random, string user)
    {
        while (true)
        {
            if (Pick(random, HostileUsers.All) is var other && other != user)
            {
                return other;
            }
        }
    }

    private static T Pick<T>(Random random, IReadOnlyList<T> of) => of[random.Next(of.Count)];
}
