using System.Text.Json;
using System.Text;
using CsCheck;
using Mosaic.Documents.Filters;
using Mosaic.Embedded.Tests.Documents.Json;
using Mosaic.Specs;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Documents.Filters;

public sealed class FilterEvaluatorTests
{
    private static readonly Filter EqNull = Filter.Eq("a", null);
    private static readonly Filter NeNull = Filter.Ne("a", null);

    [Test]
    public void No_filter_matches_everything() => Assert.That(FilterEvaluator.Matches(null, "{}"u8), Is.True);

    [Test]
    public void Null_is_equal_to_JSON_null_only()
    {
        AssertTruth(EqNull, """{"a":null}""", true);
        AssertTruth(EqNull, """{"a":0}""", false);
        AssertTruth(EqNull, """{"a":[null]}""", false);
        AssertTruth(EqNull, "{}", null);
        AssertTruth(NeNull, """{"a":null}""", false);
        AssertTruth(NeNull, """{"a":0}""", true);
        AssertTruth(NeNull, "{}", null);
    }

    [Test]
    public void A_comparison_with_what_is_missing_or_of_another_type_is_unknown()
    {
        foreach (var filter in new[] { Filter.Eq("a", 1), Filter.Gt("a", 1), Filter.Gte("a", 1), Filter.Lt("a", 1), Filter.Lte("a", 1), Filter.In("a", 1, 2) })
        {
            foreach (var json in new[] { "{}", """{"a":null}""", """{"a":"1"}""", """{"a":true}""", """{"a":[1]}""", """{"a":{}}""" })
            {
                AssertTruth(filter, json, null);
            }
        }
    }

    [Test]
    public void Not_equal_is_true_of_whatever_else_is_there()
    {
        foreach (var json in new[] { """{"a":null}""", """{"a":"1"}""", """{"a":2}""", """{"a":[1]}""", """{"a":{}}""", """{"a":false}""" })
        {
            AssertTruth(Filter.Ne("a", 1), json, true);
        }

        AssertTruth(Filter.Ne("a", 1), """{"a":1.0}""", false);
        AssertTruth(Filter.Ne("a", 1), "{}", null);
    }

    [Test]
    public void In_is_the_or_of_equalities()
    {
        AssertTruth(Filter.In("a"), "{}", false);
        AssertTruth(Filter.In("a", 1, "x", null), """{"a":"x"}""", true);
        AssertTruth(Filter.In("a", 1, "x", null), """{"a":null}""", true);
        AssertTruth(Filter.In("a", 1, "x", null), """{"a":"y"}""", null);
        AssertTruth(Filter.In("a", 1, 2, null), """{"a":3}""", false);
        AssertTruth(Filter.In("a", true, false), """{"a":3}""", null);
        AssertTruth(Filter.In("a", new object?[] { null }), """{"a":3}""", false);
        AssertTruth(Filter.In("a", Enumerable.Range(0, 1000)), """{"a":999e0}""", true);
    }

    [Test]
    public void Exists_is_known_of_every_document()
    {
        AssertTruth(Filter.Exists("a"), """{"a":null}""", true);
        AssertTruth(Filter.Exists("a.b"), """{"a":null}""", false);
        AssertTruth(Filter.Exists("a.b"), """{"a":{"b":[]}}""", true);
        AssertTruth(Filter.Exists("a"), "[]", false);
    }

    [Test]
    public void Contains_is_of_elements_and_of_parts_of_strings()
    {
        AssertTruth(Filter.Contains("a", "x"), """{"a":["y","\u0078"]}""", true);
        AssertTruth(Filter.Contains("a", "x"), """{"a":["xy",["x"],{"x":"x"}]}""", false);
        AssertTruth(Filter.Contains("a", 1), """{"a":[1.0]}""", true);
        AssertTruth(Filter.Contains("a", null), """{"a":[null]}""", true);
        AssertTruth(Filter.Contains("a", "é"), """{"a":"caf\u00e9s"}""", true);
        AssertTruth(Filter.Contains("a", ""), """{"a":""}""", true);
        AssertTruth(Filter.Contains("a", "x"), """{"a":"y"}""", false);
        AssertTruth(Filter.Contains("a", 1), """{"a":"1"}""", null);
        AssertTruth(Filter.Contains("a", "x"), """{"a":1}""", null);
        AssertTruth(Filter.Contains("a", "x"), "{}", null);
    }

    [Test]
    public void Starts_with_is_of_the_bytes_of_strings()
    {
        AssertTruth(Filter.StartsWith("a", "ab"), """{"a":"\u0061bc"}""", true);
        AssertTruth(Filter.StartsWith("a", "ab"), """{"a":"Abc"}""", false);
        AssertTruth(Filter.StartsWith("a", "ab"), """{"a":"a"}""", false);
        AssertTruth(Filter.StartsWith("a", "a"), """{"a":["a"]}""", null);
        AssertTruth(Filter.StartsWith("a", ""), "{}", null);
    }

    [Test]
    public void Numbers_compare_exactly_and_strings_by_their_bytes()
    {
        AssertTruth(Filter.Eq("a", 9007199254740993), """{"a":9007199254740993}""", true);
        AssertTruth(Filter.Eq("a", 9007199254740993), """{"a":9007199254740992}""", false);
        AssertTruth(Filter.Gt("a", 0.1), """{"a":0.1000000000000000055511151231257827021181583404541015625}""", true);
        AssertTruth(Filter.Gt("a", 0), """{"a":1e-1000}""", true);
        AssertTruth(Filter.Eq("a", 0), """{"a":-0}""", true);
        AssertTruth(Filter.Lt("a", "\U0001F600"), """{"a":"\uffee"}""", true);
        AssertTruth(Filter.Gt("a", false), """{"a":true}""", true);
        AssertTruth(Filter.Lte("a", false), """{"a":false}""", true);
        AssertTruth(Filter.Eq("at", new DateTimeOffset(2024, 1, 2, 3, 4, 5, TimeSpan.FromHours(2))), """{"at":"2024-01-02T03:04:05+02:00"}""", true);
    }

    [Test]
    public void One_path_may_be_part_of_another()
    {
        var filter = Filter.Exists("a") & Filter.Eq("a.b", 1) & Filter.Eq("a.b", 1) & Filter.Contains("c", 2) & Filter.Eq("c.1", 2);

        AssertTruth(filter, """{"c":[1,2],"z":{"a":3},"a":{"x":{"b":2},"b":1}}""", true);
        AssertTruth(filter, """{"c":[2],"a":{"b":1}}""", null);
    }

    [Test]
    public void More_paths_than_fit_the_stack_are_found()
    {
        var filter = Enumerable.Range(0, 40).Select(i => Filter.Eq($"p{i}.x", i)).Aggregate((left, right) => left & right);
        var json = "{" + string.Join(',', Enumerable.Range(0, 40).Select(i => $"\"p{i}\":{{\"x\":{i}}}")) + "}";

        AssertTruth(filter, json, true);
        AssertTruth(filter, json.Replace("\"x\":39", "\"y\":39", StringComparison.Ordinal), null);
    }

    [Test]
    public void Random_filters_of_random_documents_are_what_a_plain_reading_says() =>
        Gen.Int.Sample(
            seed =>
            {
                var random = new RandomJson(seed);
                var reference = ReferenceFilter.Random(random);
                for (var i = 0; i < 4; i++)
                {
                    var json = random.Next(10) == 0 ? random.Value() : random.Document();
                    AssertTruth(reference.Filter, json, reference.Truth(JsonElement.Parse(json)));
                }
            },
            iter: 20_000);

    [Test]
    public void Evaluation_allocates_nothing()
    {
        var filter = (Filter.Eq("s", "ab") & Filter.Gt("n", 1.5) & Filter.In("t", "x", "y")) | Filter.Contains("tags", "z") | Filter.StartsWith("o.p", "q");
        var json = """{"s":"\u0061b","n":2.5e0,"t":"w","tags":["a","b"],"o":{"p":"\u0071"}}"""u8;
        FilterEvaluator.Matches(filter, json);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            FilterEvaluator.Matches(filter, json);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    /// <summary>The filter matches what is true, its negation what is false, neither what is unknown.</summary>
    private static void AssertTruth(Filter filter, string json, bool? expected)
    {
        var utf8 = Encoding.UTF8.GetBytes(json);
        Assert.That(FilterEvaluator.Matches(filter, utf8), Is.EqualTo(expected == true), $"{filter} of {json}");
        Assert.That(FilterEvaluator.Matches(!filter, utf8), Is.EqualTo(expected == false), $"NOT ({filter}) of {json}");
    }
}
