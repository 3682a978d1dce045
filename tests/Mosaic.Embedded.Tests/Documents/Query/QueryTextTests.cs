using Mosaic.Documents.Query.Text;
using Mosaic.Embedded.Tests.Documents.Filters;
using Mosaic.Embedded.Tests.Documents.Json;
using Mosaic.Specs;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Documents.Query;

public sealed class QueryTextTests
{
    private static readonly string[] Seeds =
    [
        "SELECT a, b.c AS d, COUNT(*), SUM(x) AS total WHERE a = 1 AND NOT (b LIKE 'x%' ESCAPE '\\' OR c IN (1, 'two', NULL)) GROUP BY a, b.c ORDER BY total DESC LIMIT 10 OFFSET 5",
        "WHERE ANY(lines) MATCHES (price > 9.5e3 AND count <= @most) OR 'x' = ANY(tags) ORDER BY \"odd name\".0, b[1].c",
        "SELECT VALUE AVG(x.y) WHERE a BETWEEN -1 AND 2 AND b IS NOT MISSING AND (c STARTS WITH 'a') IS TRUE AND d CONTAINS TRUE AND e EXISTS",
        "WHERE a IS NULL AND b NOT IN @list AND ANY(t).u <> 'it''s' LIMIT @most",
    ];

    private static readonly Dictionary<string, object?> Parameters = new() { ["most"] = 5, ["list"] = new[] { 1, 2 } };

    [Test]
    public void Each_form_of_condition_is_the_filter_that_builders_make()
    {
        (string Text, Filter Filter)[] forms =
        [
            ("a = 1", Filter.Eq("a", 1)),
            ("a == 1 and b != 'x'", Filter.Eq("a", 1) & Filter.Ne("b", "x")),
            ("1 < a", Filter.Gt("a", 1)),
            ("a.b[0].c >= -1.5e3", Filter.Gte("a.b.0.c", -1500)),
            ("a = 'it''s'", Filter.Eq("a", "it's")),
            ("\"a.b\".\"c d\" = null", Filter.Eq("a\\.b.c d", null)),
            ("\"select\" = TRUE", Filter.Eq("select", true)),
            ("select.x = 1", Filter.Eq("select.x", 1)),
            ("created-at > '2024'", Filter.Gt("created-at", "2024")),
            ("a IN (1, 'x', null)", Filter.In("a", 1, "x", null)),
            ("a NOT IN ()", !Filter.In("a")),
            ("a IN @list", Filter.In("a", 1, 2)),
            ("a LIKE 'x%' ESCAPE '!'", Filter.Like("a", "x%", '!')),
            ("a NOT LIKE '_'", !Filter.Like("a", "_")),
            ("a BETWEEN 1 AND 2 AND b EXISTS", Filter.Gte("a", 1) & Filter.Lte("a", 2) & Filter.Exists("b")),
            ("a IS NULL OR a IS NOT NULL OR a IS MISSING OR a IS NOT MISSING", Filter.Eq("a", null) | Filter.Ne("a", null) | !Filter.Exists("a") | Filter.Exists("a")),
            ("a CONTAINS 'x' AND b STARTS WITH 'y'", Filter.Contains("a", "x") & Filter.StartsWith("b", "y")),
            ("NOT a = 1 AND b = 2", !Filter.Eq("a", 1) & Filter.Eq("b", 2)),
            ("a = 1 OR b = 2 AND c = 3", Filter.Eq("a", 1) | (Filter.Eq("b", 2) & Filter.Eq("c", 3))),
            ("(a = 1 OR b = 2) AND c = 3", (Filter.Eq("a", 1) | Filter.Eq("b", 2)) & Filter.Eq("c", 3)),
            ("(a = 1) IS NOT TRUE", !Filter.IsTrue(Filter.Eq("a", 1))),
            ("ANY(tags) = 'x'", Filter.Any("tags", Filter.Eq("$", "x"))),
            ("3 < ANY(ns)", Filter.Any("ns", Filter.Gt("$", 3))),
            ("ANY(lines).price > 9", Filter.Any("lines", Filter.Gt("price", 9))),
            ("ANY(lines).Value > 9", Filter.Any("lines", Filter.Gt("Value", 9))),
            ("ANY(lines).in IN (1)", Filter.Any("lines", Filter.In("in", 1))),
            ("ANY(lines) MATCHES (price > 9 AND ANY(tags) LIKE 'a%')", Filter.Any("lines", Filter.Gt("price", 9) & Filter.Any("tags", Filter.Like("$", "a%")))),
            ("\"$\" = 1", Filter.Eq("\\$", 1)),
        ];
        foreach (var (text, filter) in forms)
        {
            var parameters = text.Contains("@list", StringComparison.Ordinal) ? new Dictionary<string, object?> { ["@list"] = new[] { 1, 2 } } : null;
            Assert.That(Filter.Parse(text, parameters), Is.EqualTo(filter), text);
        }
    }

    [TestCase("", 1, "a condition")]
    [TestCase("a", 2, "a comparison, IS, IN, LIKE")]
    [TestCase("a =", 4, "a value")]
    [TestCase("a = 'x", 5, "closing")]
    [TestCase("a = 1 b", 7, "AND, OR or the end")]
    [TestCase("a = 01", 5, "without leading zeros")]
    [TestCase("a = 1e2000", 5, "1e±1000")]
    [TestCase("a > null", 5, "other than null")]
    [TestCase("a = @x", 5, "a parameter that is given (none is)")]
    [TestCase("a IN (1,", 9, "a value")]
    [TestCase("a IS 3", 6, "NULL, MISSING or NOT")]
    [TestCase("a NOT = 1", 7, "IN, LIKE, BETWEEN")]
    [TestCase("a. = 1", 3, "a name after the dot")]
    [TestCase("(a = 1", 7, "')'")]
    [TestCase("a LIKE 'x!' ESCAPE '!'", 8, "ends in its escape")]
    [TestCase("Value = 1", 1, "VALUE is a word of the language; a name that is one stands in double quotes: \"Value\".")]
    [TestCase("ANY(group) = 1", 5, "in double quotes: \"group\".")]
    [TestCase("a LIKE 'x' ESCAPE 'ab'", 19, "an escape of one character")]
    [TestCase("UPPER(a) = 1", 6, "a comparison")]
    [TestCase("\"\" = 1", 1, "a name in the quotes")]
    [TestCase("a # 1", 3, "an operator")]
    public void An_error_names_its_column_and_what_was_expected(string text, int column, string expected)
    {
        var error = Assert.Throws<QuerySyntaxException>(() => Filter.Parse(text));

        Assert.That(error!.Column, Is.EqualTo(column), error.Message);
        Assert.That(error.Message, Does.Contain(expected));
        Assert.That(error.Message, Does.StartWith($"Column {column}: expected "));
    }

    [TestCase("SELECT UPPER(a)", 8, "COUNT, SUM, AVG")]
    [TestCase("SELECT a, b GROUP BY a", 11, "stands in GROUP BY")]
    [TestCase("SELECT a, x.a", 11, "another name")]
    [TestCase("WHERE a = 1 LIMIT -1", 19, "the limit")]
    [TestCase("WHERE a = 1 LIMIT 1.5", 19, "the limit")]
    [TestCase("SELECT COUNT(*) ORDER BY a", 26, "a name of what each group shows")]
    [TestCase("SELECT SUM(*)", 12, "a path")]
    [TestCase("GROUP BY a", 1, "SELECT")]
    [TestCase("SELECT a FROM notes", 10, "WHERE")]
    [TestCase("SELECT * from notes WHERE a = 1", 10, "A query has no FROM: it runs over one collection, the one that is given as the parameter 'collection'")]
    [TestCase("FROM notes", 1, "A query has no FROM")]
    [TestCase("SELECT FROM notes", 8, "A query has no FROM")]
    [TestCase("SELECT VALUE from notes", 14, "A query has no FROM")]
    [TestCase("WHERE a = \"it's\"", 11, "Strings stand in single quotes, names in double ones: 'it''s'.")]
    [TestCase("SELECT DISTINCT city", 8, "DISTINCT is not supported")]
    [TestCase("SELECT DISTINCT(city)", 8, "DISTINCT is not supported")]
    [TestCase("SELECT COUNT(DISTINCT city)", 14, "DISTINCT is not supported")]
    [TestCase("SELECT a, COUNT(*) AS n GROUP BY a HAVING n > 1", 36, "HAVING is not supported")]
    [TestCase("nonsense", 1, "expected SELECT, WHERE, ORDER BY, LIMIT, OFFSET or the end, found 'nonsense'.")]
    [TestCase("SELECT a b", 10, "expected AS, ',', WHERE, GROUP BY, ORDER BY, LIMIT, OFFSET or the end")]
    [TestCase("SELECT VALUE a AS c b", 21, "expected WHERE, GROUP BY, ORDER BY, LIMIT, OFFSET or the end")]
    [TestCase("SELECT * b", 10, "expected WHERE, ORDER BY, LIMIT, OFFSET or the end")]
    [TestCase("WHERE a = 1 b", 13, "expected AND, OR, ORDER BY, LIMIT, OFFSET or the end")]
    [TestCase("SELECT a GROUP BY a b", 21, "expected ',', ORDER BY, LIMIT, OFFSET or the end")]
    [TestCase("ORDER BY a b", 12, "expected ASC, DESC, ',', LIMIT, OFFSET or the end")]
    [TestCase("ORDER BY a ASC b", 16, "expected ',', LIMIT, OFFSET or the end")]
    [TestCase("LIMIT 1 AND", 9, "expected OFFSET or the end, found 'AND'.")]
    [TestCase("OFFSET 1 'x'", 10, "expected LIMIT or the end, found the string 'x'.")]
    [TestCase("OFFSET 1 LIMIT 1 @x", 18, "expected the end, found '@x'.")]
    public void An_error_of_a_query_names_its_column(string text, int column, string expected)
    {
        var error = Assert.Throws<QuerySyntaxException>(() => QueryParser.ParseQuery(text, null));

        Assert.That(error!.Column, Is.EqualTo(column), error.Message);
        Assert.That(error.Message, Does.Contain(expected));
        Assert.That(error.Hint, Is.Not.Empty);
    }

    [TestCase("a IN (@list)", "A list stands behind IN, without brackets: IN @list.")]
    [TestCase("a IN @one", "One value stands in brackets: IN (@one).")]
    [TestCase("a = 1 AND", "The grammar stands at IDocumentStore.QueryAsync")]
    [TestCase("a IN @list", "Name it in the text, @one, or leave it out of the parameters.")]
    public void An_error_has_a_hint(string text, string hint)
    {
        var error = Assert.Throws<QuerySyntaxException>(() => Filter.Parse(text, new Dictionary<string, object?> { ["list"] = new[] { 1, 2 }, ["one"] = 1 }));

        Assert.That(error!.Hint, Does.StartWith(hint));
    }

    [Test]
    public void A_parameter_that_is_not_used_is_refused() =>
        Assert.That(
            () => Filter.Parse("a = @x", new Dictionary<string, object?> { ["x"] = 1, ["y"] = 2 }),
            Throws.TypeOf<QuerySyntaxException>().With.Message.Contains("The parameter @y is given, and the query does not name it. It names @x."));

    [Test]
    public void A_parameter_never_becomes_text()
    {
        const string Evil = "' OR 1 = 1 --";

        Assert.That(Filter.Parse("a = @x", new Dictionary<string, object?> { ["x"] = Evil }), Is.EqualTo(Filter.Eq("a", Evil)));
    }

    [Test]
    public void Deep_brackets_are_an_error_of_the_text()
    {
        foreach (var (open, close) in new[] { ("(", ")"), ("NOT ", ""), ("ANY(a) MATCHES (", ")") })
        {
            var text = string.Concat(Enumerable.Repeat(open, 20_000 / open.Length)) + "a = 1" + string.Concat(Enumerable.Repeat(close, 20_000 / open.Length));
            Assert.That(() => Filter.Parse(text), Throws.TypeOf<QuerySyntaxException>().With.Message.Contains("inside one another"));
        }
    }

    [Test]
    public void A_filter_reads_back_from_its_text()
    {
        var random = new RandomJson(7);
        for (var i = 0; i < 5_000; i++)
        {
            var filter = ReferenceFilter.Random(random).Filter;
            var text = filter.ToString();
            Assert.That(Filter.Parse(text), Is.EqualTo(filter), text);
        }
    }

    [Test]
    public void Mutated_queries_are_read_or_refused_with_a_syntax_error()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var refused = 0;
        for (var i = 0; i < 100_000; i++)
        {
            var text = Mutate(Seeds[random.Next(Seeds.Length)], random);
            try
            {
                QueryParser.ParseQuery(text, Parameters);
            }
            catch (QuerySyntaxException exception)
            {
                refused++;
                Assert.That(exception.Column, Is.InRange(1, text.Length + 1), text);
            }
            catch (Exception exception)
            {
                Assert.Fail($"seed {seed}: {exception.GetType()} for: {text}\n{exception}");
            }
        }

        Assert.That(refused, Is.InRange(50_000, 99_999), "the mutations break most texts, and not all");
    }

    private static string Mutate(string text, Random random)
    {
        const string Letters = "\0 ()[].,'\"@$*=<>!-+eE0159aZ_é😀\\\n";
        var mutated = text.ToList();
        for (var count = random.Next(1, 6); count > 0 && mutated.Count > 0; count--)
        {
            var at = random.Next(mutated.Count);
            var length = Math.Min(random.Next(1, 12), mutated.Count - at);
            switch (random.Next(5))
            {
                case 0:
                    mutated.RemoveRange(at, length);
                    break;
                case 1:
                    mutated.Insert(at, Letters[random.Next(Letters.Length)]);
                    break;
                case 2:
                    mutated[at] = Letters[random.Next(Letters.Length)];
                    break;
                case 3:
                    mutated.InsertRange(at, mutated.GetRange(random.Next(mutated.Count - length + 1), length));
                    break;
                default:
                    var other = Seeds[random.Next(Seeds.Length)];
                    mutated.InsertRange(at, other.Substring(random.Next(other.Length), 1));
                    break;
            }
        }

        return string.Concat(mutated);
    }
}
