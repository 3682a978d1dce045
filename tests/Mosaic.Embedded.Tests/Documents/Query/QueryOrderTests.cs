using System.Text;
using System.Text.Json;
using Mosaic.Embedded.Tests.Crash;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Documents.Query;

/// <summary>The first of an order, read along an index, are those of a scan that sorts.</summary>
public sealed class QueryOrderTests
{
    private const int Count = 1_500;
    private const string Path = "v";

    private static readonly Filter[] Filters =
    [
        Filter.Gte(Path, ""), Filter.Gt(Path, 0), Filter.Lte(Path, 50), Filter.StartsWith(Path, new string('a', 300)), Filter.Contains(Path, "a"), Filter.In(Path, "b", 7, true, null),
        Filter.Gte(Path, "") | Filter.Lt(Path, 3), Filter.Any(Path, Filter.Gt("$", 3)), Filter.Gte(Path, "") & Filter.Gt("n", Count / 2), Filter.Gt(Path, 1) | Filter.Any(Path, Filter.Eq("$", 5)),
    ];

    [Test]
    public async Task They_are_the_same_whatever_the_limit()
    {
        var seed = LongTests.Seed;
        await TestContext.Out.WriteLineAsync($"seed {seed}");
        var random = new Random(seed);
        await using var store = await MosaicEngine.OpenInMemoryAsync();
        var documents = Enumerable.Range(0, Count).Select(n => KeyValuePair.Create($"d{random.Next(1_000_000):000000}-{n}", (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(Json(n)))).ToList();
        await store.Documents.PutJsonManyAsync("scanned", documents);
        await store.Documents.EnsureIndexAsync("indexed", Path);
        await store.Documents.PutJsonManyAsync("indexed", documents);

        foreach (var filter in Filters)
        {
            var inOrder = await store.Documents.ExplainAsync("indexed", $"WHERE {filter} ORDER BY v LIMIT 10");
            Assert.That((inOrder.Index, inOrder.SortedBy), Is.EqualTo((Path, (string?)null)), inOrder.ToString());
            Assert.That((await store.Documents.ExplainAsync("indexed", $"WHERE {filter} ORDER BY v")).SortedBy, Is.EqualTo("v"));
            Assert.That((await store.Documents.ExplainAsync("indexed", $"WHERE {filter} ORDER BY v DESC LIMIT 10")).SortedBy, Is.EqualTo("v DESC"));
            Assert.That((await store.Documents.ExplainAsync("indexed", $"WHERE {filter} ORDER BY v, n LIMIT 10")).SortedBy, Is.EqualTo("v, n"));
            for (var limit = 0; limit < Count; limit = (limit * 3 / 2) + 1)
            {
                var options = new FindOptions { OrderBy = Path, Limit = limit, Skip = random.Next(limit + 1) };
                Assert.That(await Ids("indexed", filter, options), Is.EqualTo(await Ids("scanned", filter, options)), $"seed {seed}: {filter}, {options}");
            }
        }

        string Json(int n) => random.Next(8) switch
        {
            0 => $$"""{"n":{{n}},"v":{{random.Next(100)}}}""",
            1 => $$"""{"n":{{n}},"v":[{{random.Next(10)}},"a",{{random.Next(10)}}]}""",
            2 => $$"""{"n":{{n}},"v":{{(random.Next(3) switch { 0 => "null", 1 => "true", _ => "{}" })}}}""",
            3 => $$"""{"n":{{n}}}""",
            4 => $$"""{"n":{{n}},"v":{{new string('9', 600)}}{{random.Next(100)}}}""",
            5 => $$"""{"n":{{n}},"v":"{{(char)('a' + random.Next(26))}}"}""",
            _ => $$"""{"n":{{n}},"v":"{{new string('a', 300)}}{{random.Next(1_000)}}"}""", // cut in the index: one key for all
        };

        async Task<List<string>> Ids(string collection, Filter filter, FindOptions options) =>
            await store.Documents.FindJsonAsync(collection, filter, options).Select(static it => it.Id).ToListAsync();
    }

    [Test]
    public async Task Beside_writers_no_document_comes_twice_and_the_order_holds()
    {
        await using var store = await MosaicEngine.OpenInMemoryAsync();
        await store.Documents.EnsureIndexAsync("c", Path);
        await store.Documents.PutJsonManyAsync("c", Enumerable.Range(0, 500).Select(static n => KeyValuePair.Create($"d{n}", Document(n))));
        using var ending = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            for (var n = 0; !ending.IsCancellationRequested; n++)
            {
                await store.Documents.PutJsonAsync("c", $"d{n % 500}", Document(n * 7919 % 1_000));
            }
        });
        for (var round = 0; round < 100; round++)
        {
            var found = await store.Documents.FindJsonAsync("c", Filter.Gte(Path, 0), new FindOptions { OrderBy = Path, Limit = 200 })
                .Select(static it => (it.Id, V: JsonElement.Parse(it.Value.Span).GetProperty(Path).GetInt32())).ToListAsync();
            Assert.That(found.Select(static it => it.Id), Is.Unique);
            Assert.That(found.Select(static it => it.V), Is.Ordered);
        }

        await ending.CancelAsync();
        await writing;
    }

    private static ReadOnlyMemory<byte> Document(int v) => Encoding.UTF8.GetBytes($$"""{"v":{{v}}}""");
}
