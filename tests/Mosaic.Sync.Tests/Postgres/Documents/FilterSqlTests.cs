using System.Text;
using System.Text.Json;
using Mosaic.Postgres.Documents;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Postgres.Documents;

/// <summary>SQL is true, false and NULL of every document of <see cref="FilterHazards"/> where the local engine's filter is true, false and unknown.</summary>
[TestFixtureSource(typeof(PostgresFixture), nameof(PostgresFixture.Servers))]
public sealed class FilterSqlTests(string server)
{
    private static readonly List<(string Id, string Json)> All =
        [.. FilterHazards.Values.Select(static value => $$"""{"a":{{value}}}""").Concat(FilterHazards.Documents).Select(static (json, number) => ($"d{number:000}", json))];

    private ProjectedDocuments documents = null!;
    private MosaicEngine local = null!;

    [OneTimeSetUp]
    public async Task Load()
    {
        documents = await ProjectedDocuments.CreateAsync(server);
        await documents.AddAsync(All);
        local = await MosaicEngine.OpenInMemoryAsync();
        await local.Documents.PutJsonManyAsync("docs", All.Select(static it => KeyValuePair.Create(it.Id, (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(it.Json))));
    }

    [OneTimeTearDown]
    public async Task Close()
    {
        await documents.DisposeAsync();
        await local.DisposeAsync();
    }

    [Test]
    public async Task Every_comparison_with_every_value_agrees()
    {
        foreach (var value in FilterHazards.Operands)
        {
            var scalar = JsonElement.Parse(value);
            await AgreeAsync(Filter.Eq("a", scalar));
            await AgreeAsync(Filter.Ne("a", scalar));
            await AgreeAsync(Filter.Contains("a", scalar));
            await AgreeAsync(Filter.In("a", scalar, null, "b", 2));
            await AgreeAsync(Filter.In("a", scalar));
            if (scalar.ValueKind != JsonValueKind.Null)
            {
                await AgreeAsync(Filter.Gt("a", scalar));
                await AgreeAsync(Filter.Gte("a", scalar));
                await AgreeAsync(Filter.Lt("a", scalar));
                await AgreeAsync(Filter.Lte("a", scalar));
            }

            if (scalar.ValueKind == JsonValueKind.String)
            {
                await AgreeAsync(Filter.StartsWith("a", scalar.GetString()!));
            }
        }
    }

    [TestCaseSource(typeof(FilterHazards), nameof(FilterHazards.Paths))]
    public async Task Every_path_agrees(string path)
    {
        await AgreeAsync(Filter.Exists(path));
        await AgreeAsync(Filter.Eq(path, null));
        await AgreeAsync(Filter.Eq(path, 1));
        await AgreeAsync(Filter.Any(path, Filter.Gt("$", 1) | Filter.Exists("a")));
        foreach (var descending in (bool[])[false, true])
        {
            var options = new FindOptions { OrderBy = path, Descending = descending };
            var filter = Filter.In("none") | Filter.Exists("$");
            var expected = await local.Documents.FindJsonAsync("docs", filter, options).Select(static it => it.Id).ToListAsync();
            Assert.That(await documents.FindAsync(filter, options), Is.EqualTo(expected));
        }
    }

    [TestCaseSource(typeof(FilterHazards), nameof(FilterHazards.Patterns))]
    public async Task Every_pattern_agrees(string pattern, char? escape) => await AgreeAsync(Filter.Like("a", pattern, escape));

    [Test]
    public async Task An_array_is_any_of_its_elements_and_an_empty_one_false()
    {
        await AgreeAsync(Filter.Any("a", Filter.Eq("$", 5)));
        await AgreeAsync(Filter.Any("a", Filter.Any("$", Filter.Eq("$", 5) & Filter.Ne("$", "\0"))));
        await AgreeAsync(Filter.Any("a", Filter.In("none")));
        await AgreeAsync(Filter.Any("a", !Filter.In("none")));
        await AgreeAsync(Filter.Any("a", Filter.IsTrue(Filter.Eq("b", 1))));
        await AgreeAsync(Filter.Any("a", !Filter.IsTrue(Filter.Eq("b", 1))));
        await AgreeAsync(Filter.Any("$", Filter.Exists("$")));
    }

    [Test]
    public async Task Not_leaves_unknown_what_is()
    {
        await AgreeAsync(!(Filter.Eq("a", 1) & Filter.Eq("b", 1)));
        await AgreeAsync(!(Filter.Eq("a", 1) | Filter.Eq("b", 1)));
        await AgreeAsync(!Filter.IsTrue(!Filter.Eq("a", 1)));
        await AgreeAsync(!!Filter.In("a", null, true, 1, "a"));
        await AgreeAsync(!Filter.In("none"));
    }

    [Test]
    public async Task Very_many_operands_are_answered()
    {
        var any = Enumerable.Range(0, 20_000).Select(static number => Filter.Eq("a", number) & Filter.Ne("b", $"x{number}")).Aggregate(static (left, right) => left | right);
        Assert.That(await documents.FindAsync(any), Is.EquivalentTo(await IdsAsync(any)));

        await AgreeAsync(Filter.In("a", Enumerable.Range(0, 100_000)));
    }

    [Test]
    public async Task The_deepest_filters_are_answered()
    {
        await AgreeAsync(Enumerable.Range(0, 198).Aggregate(Filter.Eq("a", 1), static (filter, _) => !filter));
        await AgreeAsync(Enumerable.Range(0, 198).Aggregate(Filter.Eq("$", 1), static (filter, _) => Filter.Any("$", filter)));
    }

    [Test]
    public void A_number_of_more_digits_than_can_be_compared_is_refused()
    {
        var filter = Filter.Gt("a", JsonElement.Parse("1." + new string('1', ProjectedNumber.DigitsMax)));

        Assert.That(() => FilterSql.Write(filter, "doc", new SqlValues()), Throws.TypeOf<NotSupportedException>().With.Message.Contains("15000 digits"));
    }

    private async Task AgreeAsync(Filter filter)
    {
        var matching = await IdsAsync(filter);
        var failing = await IdsAsync(!filter);
        var expected = All.ConvertAll(it => matching.Contains(it.Id) ? true : failing.Contains(it.Id) ? false : (bool?)null);
        var actual = await documents.EvaluateAsync(filter);
        var text = filter.ToString();
        Assert.Multiple(() =>
        {
            for (var i = 0; i < All.Count; i++)
            {
                Assert.That(actual[i], Is.EqualTo(expected[i]), () => $"{Short(text)} of {Short(All[i].Json)}");
            }
        });
    }

    private async Task<HashSet<string>> IdsAsync(Filter filter) => await local.Documents.FindJsonAsync("docs", filter).Select(static it => it.Id).ToHashSetAsync();

    private static string Short(string text) => text.Length <= 300 ? text : $"{text[..300]}… ({text.Length})";
}
