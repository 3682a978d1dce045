using Mosaic.Documents.Filters;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Documents.Filters;

public sealed class FilterTests
{
    [Test]
    public void Filters_built_alike_are_equal()
    {
        var evaluated = Build();
        Assert.That(evaluated.GetHashCode(), Is.EqualTo(Build().GetHashCode()));
        FilterEvaluator.Matches(evaluated, "{}"u8);
        Assert.That(evaluated, Is.EqualTo(Build()));
        Assert.That(Filter.Eq("a", 1), Is.EqualTo(Filter.Eq("a", 1.0)));
        Assert.That(Filter.In("a", 1, 2, 1), Is.EqualTo(Filter.In("a", 2, 1)));

        static Filter Build() => (Filter.Eq("a", 1) & Filter.In("b", 1, "x") & !Filter.Exists("c")) | Filter.Contains("d", null) | Filter.StartsWith("e", "f");
    }

    [Test]
    public void Filters_built_otherwise_are_different()
    {
        Filter[] filters =
        [
            Filter.Eq("a", 1), Filter.Ne("a", 1), Filter.Eq("b", 1), Filter.Eq("a", "1"), Filter.In("a", 1), Filter.Contains("a", 1), Filter.Exists("a"),
            !Filter.Eq("a", 1), Filter.Eq("a", 1) & Filter.Eq("a", 1), Filter.Eq("a", 1) | Filter.Eq("a", 1), Filter.StartsWith("a", "1"),
        ];

        Assert.That(filters.Distinct().Count(), Is.EqualTo(filters.Length));
    }

    [Test]
    public void A_filter_is_written_as_text() =>
        Assert.That(
            (Filter.Gt("a.b", 1) & (Filter.Eq("c", "x\"") | !Filter.Exists("d")) & Filter.In("e", 2, null)).ToString(),
            Is.EqualTo("""a.b > 1 AND (c = 'x"' OR NOT (d EXISTS)) AND e IN (null, 2)"""));

    [Test]
    public void In_takes_values_or_one_sequence_of_them()
    {
        var expected = Filter.In("a", 1, 2);

        Assert.That(Filter.In("a", new[] { 1, 2 }), Is.EqualTo(expected));
        Assert.That(Filter.In("a", new List<int> { 1, 2 }), Is.EqualTo(expected));
        Assert.That(Filter.In("a", new HashSet<object?> { 1L, 2m }), Is.EqualTo(expected));
        Assert.That(Filter.In("a", "xy"), Is.EqualTo(Filter.In("a", new[] { "xy" })));
        Assert.That(() => Filter.In("a", new Dictionary<string, int> { ["x"] = 1 }), Throws.ArgumentException);
    }

    [Test]
    public void What_cannot_be_compared_is_refused_when_the_filter_is_built()
    {
        Assert.That(() => Filter.Eq("", 1), Throws.ArgumentException);
        Assert.That(() => Filter.Eq(new string('a', 2000), 1), Throws.ArgumentException);
        Assert.That(() => Filter.Eq("a", new object()), Throws.ArgumentException.With.Message.Contains("System.Object"));
        Assert.That(() => Filter.Eq("a", double.NaN), Throws.ArgumentException);
        Assert.That(() => Filter.Gt("a", null!), Throws.ArgumentNullException);
        Assert.That(() => Filter.Lte("a", System.Text.Json.JsonElement.Parse("null")), Throws.ArgumentException);
        Assert.That(() => Filter.In("a", null!), Throws.ArgumentNullException);
        Assert.That(() => Filter.StartsWith("a", null!), Throws.ArgumentNullException);
        Assert.That(() => Filter.Eq("a", 1) & null!, Throws.ArgumentNullException);
    }

    [Test]
    public void Long_chains_are_flat_and_deep_nests_are_refused()
    {
        var chain = Filter.Eq("a", 0);
        for (var i = 1; i < 5_000; i++)
        {
            chain |= Filter.Eq("a", i);
        }

        Assert.That(FilterEvaluator.Matches(chain, """{"a":4999}"""u8), Is.True);

        var nest = Filter.Eq("a", 1);
        Assert.That(
            () =>
            {
                while (true)
                {
                    nest = !nest;
                }
            },
            Throws.ArgumentException.With.Message.Contains("200"));
        Assert.That(() => FilterEvaluator.Matches(nest, "{}"u8), Throws.Nothing);
    }
}
