using System.Globalization;
using System.Text;
using NUnit.Framework;

namespace Mosaic.Specs;

/// <summary>What filters select: the same with an index and without one.</summary>
public abstract class DocumentQuerySpec : MosaicSpec
{
    private static readonly string[] Values =
    [
        "1", "1.0", "-0", "0", "2", "10", "9007199254740993", "9007199254740992", "1e-324", "0.1", "\"1\"", "\"a\"", "\"ab\"", "\"A\"", "\"\\u0061b\"", "\"\"",
        "\"\\u0000\"", "\"\uE000\"", "\"😀\"", "null", "true", "false", "[1,\"a\"]", "[]", "{}", "{\"x\":1}", "[[1]]",
    ];

    private static readonly object?[] Operands = [0, 1, 2, 10, 0.1, -1, 9007199254740993, "a", "ab", "A", "", "\0", "😀", true, false, null];

    [Test]
    public async Task Each_operator_selects_what_it_says()
    {
        await Put("s1", """{"v":"apple","tags":["x","y"],"n":5,"deep":{"a":{"b":1}}}""");
        await Put("s2", """{"v":"banana","tags":["y"],"n":10}""");
        await Put("s3", """{"v":null,"n":5.0}""");
        await Put("s4", """{"n":"5"}""");

        await Selects(Filter.Eq("n", 5), "s1", "s3");
        await Selects(Filter.Eq("n", "5"), "s4");
        await Selects(Filter.Eq("v", null), "s3");
        await Selects(Filter.Gt("n", 5), "s2");
        await Selects(Filter.Gte("n", 5), "s1", "s2", "s3");
        await Selects(Filter.Lt("n", 10), "s1", "s3");
        await Selects(Filter.Lte("n", 10), "s1", "s2", "s3");
        await Selects(Filter.In("v", "apple", "cherry"), "s1");
        await Selects(Filter.Exists("tags"), "s1", "s2");
        await Selects(Filter.Contains("tags", "y"), "s1", "s2");
        await Selects(Filter.StartsWith("v", "ba"), "s2");
        await Selects(Filter.Eq("deep.a.b", 1), "s1");
        await Selects(Filter.Eq("n", 5) & Filter.Eq("v", "apple"), "s1");
        await Selects(Filter.Eq("v", "apple") | Filter.Eq("v", "banana"), "s1", "s2");
        await Selects(!Filter.Exists("tags"), "s3", "s4");
    }

    [Test]
    public async Task Numbers_compare_as_exact_decimals()
    {
        await Put("a", """{"n":9007199254740993}""");
        await Put("b", """{"n":9007199254740992}""");
        await Put("c", """{"n":0.1}""");
        await Put("d", """{"n":1e-324}""");
        await Put("e", """{"n":-0}""");

        await Selects(Filter.Eq("n", 9007199254740993L), "a");
        await Selects(Filter.Eq("n", 0.1m), "c");
        await Selects(Filter.Gt("n", 0) & Filter.Lt("n", 0.1m), "d");
        await Selects(Filter.Eq("n", 0), "e");
    }

    [Test]
    public async Task Strings_compare_by_UTF8_bytes()
    {
        await Put("private", "{\"s\":\"\uE000\"}");
        await Put("emoji", "{\"s\":\"😀\"}");

        await Selects(Filter.Gt("s", "\uE000"), "emoji");
    }

    [Test]
    public async Task Random_filters_answer_alike_with_an_index_before_the_data_after_it_and_without()
    {
        var seed = Random.Shared.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        string[] collections = ["none", "before", "after"];
        await Documents.EnsureIndexAsync("before", "v");
        await Documents.EnsureIndexAsync("before", "w.x");
        for (var i = 0; i < 400; i++)
        {
            var json = Encoding.UTF8.GetBytes(RandomDocument(random));
            foreach (var collection in collections)
            {
                await Documents.PutJsonAsync(collection, $"d{i % 300:000}", json);
            }
        }

        await Documents.EnsureIndexAsync("after", "v");
        await Documents.EnsureIndexAsync("after", "w.x");
        for (var round = 0; round < 150; round++)
        {
            var filter = RandomFilter(random, 2);
            var options = new FindOptions { OrderBy = random.Next(3) == 0 ? "v" : null, Descending = random.Next(2) == 0, Skip = random.Next(3), Limit = random.Next(3) == 0 ? random.Next(20) : null };
            var expected = await Ids("none", filter, options);
            Assert.That(await Ids("before", filter, options), Is.EqualTo(expected), $"index before the data, seed {seed}, {filter}");
            Assert.That(await Ids("after", filter, options), Is.EqualTo(expected), $"index after the data, seed {seed}, {filter}");
        }
    }

    private static string RandomDocument(Random random) => string.Create(
        CultureInfo.InvariantCulture,
        $"{{{(random.Next(8) == 0 ? "" : $"\"v\":{Pick(random, Values)},")}\"w\":{{\"x\":{Pick(random, Values)}}}}}");

    private static Filter RandomFilter(Random random, int depth)
    {
        var path = random.Next(2) == 0 ? "v" : "w.x";
        var operand = Pick(random, Operands);
        var comparable = operand ?? 1;
        return random.Next(depth > 0 ? 13 : 10) switch
        {
            0 => Filter.Eq(path, operand),
            1 => Filter.Ne(path, operand),
            2 => Filter.Gt(path, comparable),
            3 => Filter.Gte(path, comparable),
            4 => Filter.Lt(path, comparable),
            5 => Filter.Lte(path, comparable),
            6 => Filter.In(path, operand, Pick(random, Operands)),
            7 => Filter.Exists(path),
            8 => Filter.Contains(path, operand),
            9 => Filter.StartsWith(path, random.Next(2) == 0 ? "a" : ""),
            10 => RandomFilter(random, depth - 1) & RandomFilter(random, depth - 1),
            11 => RandomFilter(random, depth - 1) | RandomFilter(random, depth - 1),
            _ => !RandomFilter(random, depth - 1),
        };
    }

    private static T Pick<T>(Random random, T[] values) => values[random.Next(values.Length)];

    private async Task Put(string id, string json) => await Documents.PutJsonAsync("notes", id, Encoding.UTF8.GetBytes(json));

    private async Task Selects(Filter filter, params string[] ids)
    {
        Assert.That(await Ids("notes", filter, null), Is.EqualTo(ids), filter.ToString());
        Assert.That(await Documents.CountAsync("notes", filter), Is.EqualTo(ids.Length));
    }

    private async Task<List<string>> Ids(string collection, Filter? filter, FindOptions? options) =>
        (await ToListAsync(Documents.FindDocumentsAsync<System.Text.Json.JsonElement>(collection, filter, options))).ConvertAll(static document => document.Id);
}
