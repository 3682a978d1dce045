using System.Text;
using System.Text.Json;
using NUnit.Framework;

namespace Mosaic.Specs;

/// <summary>Query texts: what they show, group, order and cut off.</summary>
public abstract class DocumentSelectSpec : MosaicSpec
{
    [SetUp]
    public async Task PutSales()
    {
        await Put("a", """{"id":"a","shop":"Berlin","sum":10,"item":{"name":"pen","tags":["blue","cheap"]},"lines":[{"price":1,"count":2}]}""");
        await Put("b", """{"id":"b","shop":"Berlin","sum":2.50,"item":{"name":"ink","tags":["blue"]},"lines":[{"price":9,"count":1},{"price":2,"count":7}]}""");
        await Put("c", """{"id":"c","shop":"Rome","sum":0.1,"item":{"name":"cap"}}""");
        await Put("d", """{"id":"d","shop":"Rome","sum":0.2,"item":null}""");
        await Put("e", """{"id":"e","shop":null,"sum":"many"}""");
        await Put("f", """{"id":"f","sum":1e400}""");
    }

    [TestCase("", "a b c d e f")]
    [TestCase("WHERE sum > 1", "a b f")]
    [TestCase("WHERE shop = 'Berlin' AND NOT sum > 5", "b")]
    [TestCase("WHERE NOT shop = 'Berlin'", "c d")]
    [TestCase("WHERE (shop = 'Berlin') IS NOT TRUE", "c d e f")]
    [TestCase("WHERE shop IS NULL", "e")]
    [TestCase("WHERE shop IS MISSING", "f")]
    [TestCase("WHERE item.name LIKE '_n%'", "b")]
    [TestCase("WHERE 'cheap' = ANY(item.tags)", "a")]
    [TestCase("WHERE ANY(lines) MATCHES (price > 1 AND count > 5)", "b")]
    [TestCase("WHERE ANY(lines).price > 1 AND ANY(lines).count > 5", "b")]
    [TestCase("WHERE ANY(item.tags) STARTS WITH 'b' ORDER BY id DESC", "b a")]
    [TestCase("ORDER BY shop, sum DESC", "f e a b d c")]
    [TestCase("ORDER BY shop DESC, id LIMIT 3", "c d a")]
    [TestCase("ORDER BY shop DESC, id LIMIT 2 OFFSET 1", "d a")]
    [TestCase("OFFSET 4", "e f")]
    [TestCase("LIMIT 0", "")]
    public async Task Documents_are_found(string query, string ids)
    {
        var found = new List<string>();
        await foreach (var sale in Documents.QueryAsync<JsonElement>("sales", query))
        {
            found.Add(sale.GetProperty("id").GetString()!);
        }

        Assert.That(string.Join(' ', found), Is.EqualTo(ids));
    }

    [TestCase("SELECT id, item.name AS n, item.tags WHERE shop IS NOT NULL LIMIT 3", """{"id":"a","n":"pen","tags":["blue","cheap"]} {"id":"b","n":"ink","tags":["blue"]} {"id":"c","n":"cap"}""")]
    [TestCase("SELECT VALUE item.name LIMIT 4", "\"pen\" \"ink\" \"cap\" null")]
    [TestCase("SELECT COUNT(*)", """{"count":6}""")]
    [TestCase("SELECT COUNT(shop) AS shops, COUNT(*) AS n, SUM(sum), AVG(sum), MIN(sum), MAX(sum) WHERE sum < 1000", """{"shops":4,"n":4,"sum":12.8,"avg":3.2,"min":0.1,"max":10}""")]
    [TestCase("SELECT SUM(sum) WHERE shop = 'Rome'", """{"sum":0.3}""")]
    [TestCase("SELECT SUM(nothing), AVG(nothing), MIN(nothing), COUNT(nothing)", """{"sum":null,"avg":null,"min":null,"count":0}""")]
    [TestCase("SELECT MAX(sum) AS m", """{"m":"many"}""")]
    [TestCase("SELECT VALUE COUNT(*) WHERE sum > 1", "3")]
    [TestCase("SELECT shop, COUNT(*) AS n GROUP BY shop", """{"n":1} {"shop":null,"n":1} {"shop":"Berlin","n":2} {"shop":"Rome","n":2}""")]
    [TestCase("SELECT shop, SUM(sum) AS s WHERE shop IS NOT NULL GROUP BY shop ORDER BY s", """{"shop":"Rome","s":0.3} {"shop":"Berlin","s":12.5}""")]
    [TestCase("SELECT VALUE shop WHERE shop IS NOT NULL GROUP BY shop ORDER BY shop DESC LIMIT 1", "\"Rome\"")]
    [TestCase("SELECT COUNT(*) AS n WHERE id = 'none' GROUP BY shop", "")]
    public async Task Answers_are_shown(string query, string json)
    {
        var answers = new List<string>();
        await foreach (var answer in Documents.QueryAsync<JsonElement>("sales", query))
        {
            answers.Add(answer.GetRawText());
        }

        Assert.That(string.Join(' ', answers), Is.EqualTo(json));
    }

    [Test]
    public async Task Averages_have_34_digits_and_sums_all_of_them()
    {
        await Put("x1", """{"n":1}""", "numbers");
        await Put("x2", """{"n":1e-500}""", "numbers");
        await Put("x3", """{"n":-3e3}""", "numbers");

        Assert.That(await OneAsync("SELECT VALUE SUM(n)"), Is.EqualTo($"-2998.{new string('9', 500)}"));
        Assert.That(await OneAsync("SELECT VALUE AVG(n) WHERE n >= 1 OR n < 0"), Is.EqualTo("-1499.5"));
        Assert.That(await OneAsync("SELECT VALUE AVG(n)"), Is.EqualTo("-999.6666666666666666666666666666667"));
        Assert.That(await OneAsync("SELECT VALUE SUM(n) WHERE n > 0 AND n < 1"), Is.EqualTo("1e-500"));

        async Task<string> OneAsync(string query) => (await ToListAsync(Documents.QueryAsync<JsonElement>("numbers", query))).Single().GetRawText();
    }

    [Test]
    public async Task Parameters_are_values()
    {
        var found = await ToListAsync(Documents.QueryAsync<string>(
            "sales", "SELECT VALUE id WHERE shop IN @shops AND sum < @most LIMIT @n", new Dictionary<string, object?> { ["shops"] = new[] { "Berlin", "Rome" }, ["most"] = 5, ["n"] = 2 }));

        Assert.That(found, Is.EqualTo(new[] { "b", "c" }));
    }

    [Test]
    public void A_query_that_does_not_parse_is_refused_by_the_call() =>
        Assert.That(() => Documents.QueryAsync<Note>("sales", "WHERE ="), Throws.TypeOf<QuerySyntaxException>().With.Property(nameof(QuerySyntaxException.Column)).EqualTo(7));

    [Test]
    public async Task An_absent_collection_answers_nothing()
    {
        Assert.That(await ToListAsync(Documents.QueryAsync<Note>("none", "WHERE a = 1")), Is.Empty);
        Assert.That(await ToListAsync(Documents.QueryAsync<long>("none", "SELECT VALUE COUNT(*)")), Is.EqualTo(new[] { 0L }));
    }

    [Test]
    public async Task A_plan_names_the_index_that_narrows()
    {
        await Documents.EnsureIndexAsync("sales", "shop");
        await Documents.EnsureIndexAsync("sales", "sum");

        var plan = await Documents.ExplainAsync("sales", "WHERE shop = 'Rome' AND sum > 0");
        Assert.That(plan.Collection, Is.EqualTo("sales"));
        Assert.That(plan.ToString(), Does.Contain("shop = 'Rome' AND sum > 0"));
        if (plan.Index is not null)
        {
            Assert.That(plan, Is.EqualTo(new QueryPlan("sales", "shop", 1, 2, "shop = 'Rome' AND sum > 0")));
        }

        var scan = await Documents.ExplainAsync("sales", Filter.Eq("item.name", "pen"));
        Assert.That((scan.Index, scan.Candidates, scan.SortedBy), Is.EqualTo(((string?)null, 6L, (string?)null)));
    }

    [TestCase("WHERE shop = 'Rome' ORDER BY item.name DESC, \"select\" LIMIT 2", "item.name DESC, \"select\"")]
    [TestCase("SELECT shop, SUM(sum) AS total GROUP BY shop ORDER BY total DESC", "total DESC")]
    [TestCase("WHERE shop = 'Rome' LIMIT 2", null)]
    public async Task A_plan_says_what_is_sorted_in_memory(string query, string? sortedBy)
    {
        var plan = await Documents.ExplainAsync("sales", query);

        Assert.That(plan.SortedBy, Is.EqualTo(sortedBy));
        Assert.That(plan.ToString(), sortedBy is null ? Does.Not.Contain("sorted") : Does.EndWith($", sorted by {sortedBy}"));
    }

    private ValueTask Put(string id, string json, string collection = "sales") => Documents.PutJsonAsync(collection, id, Encoding.UTF8.GetBytes(json));
}
