using System.Text;
using System.Text.Json;
using Mosaic.Embedded.Tests.Crash;
using Mosaic.Specs;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Postgres.Documents;

/// <summary>Random documents and random filters: SQL finds what the local engine finds.</summary>
public sealed class FilterSqlPropertyTests
{
    private const int Filters = 200;
    private const int Unit = 1_000;

    private static int Count => LongTests.Wanted ? 20_000 : 2_000;

    [TestCaseSource(typeof(PostgresFixture), nameof(PostgresFixture.Servers))]
    public async Task Sql_finds_what_the_local_engine_finds_in_the_same_order(string server)
    {
        var seed = LongTests.Seed;
        await TestContext.Out.WriteLineAsync($"seed {seed}");
        var random = new RandomJson(seed);
        var all = Enumerable.Range(0, Count).Select(number => (Id: $"d{number:00000}", Json: random.Document())).ToList();
        await using var documents = await ProjectedDocuments.CreateAsync(server);
        await documents.AddAsync(all);
        await using var local = await MosaicEngine.OpenInMemoryAsync();
        foreach (var unit in all.Chunk(Unit))
        {
            await local.Documents.PutJsonManyAsync("docs", unit.Select(static it => KeyValuePair.Create(it.Id, (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(it.Json))));
        }

        var matches = 0;
        for (var i = 0; i < Filters; i++)
        {
            var filter = i % 3 == 0 ? ReferenceFilter.RandomLeaf(random, random.Pick(ReferenceFilter.Paths)).Filter : ReferenceFilter.Random(random).Filter;
            var options = random.Next(2) == 0 ? null : new FindOptions
            {
                OrderBy = ReferenceFilter.PathText(random.Pick(ReferenceFilter.Paths)),
                Descending = random.Next(2) == 0,
                Skip = random.Next(5),
                Limit = random.Next(2) == 0 ? null : random.Next(50),
            };
            var expected = await local.Documents.FindJsonAsync("docs", filter, options).Select(static it => it.Id).ToListAsync();

            Assert.That(await documents.FindAsync(filter, options), Is.EqualTo(expected), $"seed {seed}: {filter}, {options}");
            matches += expected.Count;
        }

        Assert.That(matches, Is.GreaterThan(Count / 2), "filters find something");
        await TestContext.Out.WriteLineAsync($"{server}: {all.Count} documents, {Filters} filters, {matches} matches");
    }

    [Test]
    public async Task What_is_unknown_is_null()
    {
        var seed = LongTests.Seed;
        await TestContext.Out.WriteLineAsync($"seed {seed}");
        var random = new RandomJson(seed);
        var all = Enumerable.Range(0, 200).Select(number => (Id: $"d{number:000}", Json: random.Document())).ToList();
        await using var documents = await ProjectedDocuments.CreateAsync();
        await documents.AddAsync(all);
        var parsed = all.ConvertAll(static it => JsonElement.Parse(it.Json));

        for (var i = 0; i < 500; i++)
        {
            var reference = ReferenceFilter.Random(random, depth: 2);

            Assert.That(await documents.EvaluateAsync(reference.Filter), Is.EqualTo(parsed.ConvertAll(json => reference.Truth(json))), $"seed {seed}: {reference.Filter}");
        }
    }
}
