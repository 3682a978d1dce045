using System.Text.Json;
using System.Text;
using Mosaic.Documents.Json;
using Mosaic.Embedded.Tests.Crash;
using Mosaic.Embedded.Tests.Documents.Filters;
using Mosaic.Embedded.Tests.Documents.Json;
using Mosaic.Specs;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Documents.Query;

/// <summary>Random documents and random filters: each store finds what a plain reading of the filter does.</summary>
public sealed class QueryPropertyTests
{
    private const int Filters = 200;
    private const int Unit = 1_000;

    private static int Count => LongTests.Wanted ? 20_000 : 2_000;

    [TestCase(false)]
    [TestCase(true)]
    public async Task The_engine_finds_what_filters_mean(bool indexed)
    {
        await using var store = await MosaicEngine.OpenInMemoryAsync();
        await CheckAsync(store.Documents, indexed, static text => text);
    }

    [Test]
    public async Task A_folder_finds_what_filters_mean()
    {
        using var place = new TemporaryFolder();
        await using var store = await FolderDocumentStore.OpenAsync(
            place.File("files"), new FolderOptions { IndexPath = place.File("index/index.mosaic"), Durability = Durability.Relaxed, Watch = false });
        await CheckAsync(store, indexed: true, static text => text);
    }

    [Test]
    public async Task A_query_text_finds_what_its_filter_means()
    {
        await using var store = await MosaicEngine.OpenInMemoryAsync();
        await CheckAsync(store.Documents, indexed: true, static filter => Filter.Parse(filter.ToString()));
    }

    private static async Task CheckAsync(IDocumentStore documents, bool indexed, Func<Filter, Filter> through)
    {
        var seed = LongTests.Seed;
        await TestContext.Out.WriteLineAsync($"seed {seed}");
        var random = new RandomJson(seed);
        if (indexed)
        {
            await documents.EnsureIndexAsync("docs", "a");
            await documents.EnsureIndexAsync("docs", "b");
            await documents.EnsureIndexAsync("docs", "a.b");
        }

        var all = Enumerable.Range(0, Count).Select(number => (Id: $"d{number:00000}", Json: random.Document())).ToList();
        foreach (var unit in all.Chunk(Unit))
        {
            await documents.PutJsonManyAsync("docs", unit.Select(static it => KeyValuePair.Create(it.Id, (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(it.Json))));
        }

        var parsed = all.ConvertAll(static it => (it.Id, Json: JsonElement.Parse(it.Json)));
        var byIndex = 0;
        var matches = 0;
        var inOrder = 0;
        for (var i = 0; i < Filters; i++)
        {
            var reference = i % 3 == 0 ? ReferenceFilter.RandomLeaf(random, random.Pick<string[]>([["a"], ["b"], ["a", "b"]])) : ReferenceFilter.Random(random);
            var expected = parsed.Where(it => reference.Truth(it.Json) == true).Select(static it => it.Id).ToList();
            var found = await documents.FindJsonAsync("docs", through(reference.Filter)).Select(static it => it.Id).ToListAsync();
            Assert.That(found, Is.EqualTo(expected), $"seed {seed}: {reference.Filter}");
            byIndex += (await documents.ExplainAsync("docs", reference.Filter)).Index is null ? 0 : 1;
            matches += found.Count;

            var path = random.Pick<string>(["a", "b", "a.b", "c"]);
            var options = new FindOptions { OrderBy = path, Descending = random.Next(4) == 0, Skip = random.Next(5), Limit = random.Next(3) == 0 ? random.Next(Count) : random.Next(20) };
            var ordered = Ordered(all.Where(it => expected.Contains(it.Id)), options);
            var first = await documents.FindJsonAsync("docs", through(reference.Filter), options).Select(static it => it.Id).ToListAsync();
            Assert.That(first, Is.EqualTo(ordered), $"seed {seed}: {reference.Filter}, {options}");
            var text = $"WHERE {reference.Filter} ORDER BY {path}{(options.Descending ? " DESC" : "")} LIMIT {options.Limit} OFFSET {options.Skip}";
            inOrder += await documents.ExplainAsync("docs", text) is { Index: not null, SortedBy: null } ? 1 : 0;
            var answers = await documents.QueryAsync<JsonElement>("docs", text).Select(static it => it.GetRawText()).ToListAsync();
            Assert.That(answers, Is.EqualTo(ordered.ConvertAll(id => parsed.Find(it => it.Id == id).Json.GetRawText())), $"seed {seed}: {text}");
        }

        Assert.That(matches, Is.GreaterThan(Count), "filters find something");
        Assert.That(byIndex, indexed ? Is.GreaterThan(Filters / 10) : Is.Zero);
        Assert.That(inOrder, indexed ? Is.GreaterThan(Filters / 40) : Is.Zero);
        await TestContext.Out.WriteLineAsync($"{all.Count} documents, {Filters} filters, {byIndex} by an index, {inOrder} in its order, {matches} matches");
    }

    /// <summary>By the path, then by id, as of a plain sort.</summary>
    private static List<string> Ordered(IEnumerable<(string Id, string Json)> found, FindOptions options)
    {
        var path = JsonPath.Parse(options.OrderBy!);
        var keyed = found.Select(it => (it.Id, Key: Convert.ToHexString(SortKey.Extract(Encoding.UTF8.GetBytes(it.Json), path))));
        var sorted = options.Descending ? keyed.OrderByDescending(static it => it.Key, StringComparer.Ordinal) : keyed.OrderBy(static it => it.Key, StringComparer.Ordinal);
        return [.. sorted.Select(static it => it.Id).Skip(options.Skip).Take(options.Limit!.Value)];
    }
}
