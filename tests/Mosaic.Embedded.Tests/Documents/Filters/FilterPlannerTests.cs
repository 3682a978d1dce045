using System.Text.Json;
using System.Text;
using CsCheck;
using Mosaic.Backends;
using Mosaic.Documents.Filters;
using Mosaic.Documents.Json;
using Mosaic.Embedded.Tests.Documents.Json;
using Mosaic.Specs;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Documents.Filters;

public sealed class FilterPlannerTests
{
    private static readonly JsonPath A = JsonPath.Parse("a");

    [Test]
    public void Filters_that_cannot_narrow_have_no_ranges()
    {
        foreach (var filter in new[] { null, Filter.Ne("a", 1), Filter.Exists("a"), !Filter.Eq("a", 1), Filter.Eq("b", 1), Filter.Eq("a", 1) | Filter.Eq("b", 1) })
        {
            Assert.That(FilterPlanner.RangesFor(filter, A), Is.Null, filter?.ToString());
        }
    }

    [Test]
    public void An_equality_is_one_key()
    {
        var ranges = Ranges(Filter.Eq("a", 1));

        Assert.That(ranges, Has.Count.EqualTo(1));
        Assert.That(ranges[0].IsPoint, Is.True);
        Assert.That(ranges[0].Contains(IndexKey.FromValue(1.0).Span), Is.True);
    }

    [Test]
    public void A_list_is_a_key_for_each_and_an_empty_one_has_none()
    {
        Assert.That(Ranges(Filter.In("a", 3, "x", 1, 1.0)), Has.Count.EqualTo(3).And.All.Property(nameof(IndexRange.IsPoint)).True);
        Assert.That(Ranges(Filter.In("a")), Is.Empty);
    }

    [Test]
    public void Bounds_of_one_value_are_intersected()
    {
        var ranges = Ranges(Filter.Gt("a", 1) & Filter.Lte("a", 5) & Filter.Ne("a", 3) & Filter.Eq("b", 1));

        Assert.That(ranges, Has.Count.EqualTo(1));
        Assert.That(ranges[0].Low, Is.EqualTo(IndexKey.FromValue(1).ToArray()));
        Assert.That(ranges[0].High, Is.EqualTo(IndexKey.FromValue(5).ToArray()));
        Assert.That(Ranges(Filter.Gt("a", 5) & Filter.Lt("a", 1)), Is.Empty);
        Assert.That(Ranges(Filter.Gt("a", 5) & Filter.Lt("a", "x")), Is.Empty);
    }

    [Test]
    public void Elements_of_an_array_are_not_intersected()
    {
        var filter = Filter.Contains("a", 1) & Filter.Contains("a", 10);

        Assert.That(Covers(Ranges(filter), """{"a":[1,10]}"""), Is.True);
        Assert.That(Ranges(filter), Has.Count.EqualTo(1));
    }

    [Test]
    public void An_or_is_the_union_of_its_branches()
    {
        var ranges = Ranges(Filter.Lt("a", 1) | Filter.Eq("a", "x") | Filter.Lt("a", 3) | Filter.Contains("a", 7));

        Assert.That(ranges, Has.Count.EqualTo(3));
        Assert.That(ranges.Select(range => Convert.ToHexString(range.Low)), Is.Ordered);
    }

    [Test]
    public void Ranges_hold_every_match_and_are_in_order_and_disjoint() =>
        Gen.Int.Sample(
            seed =>
            {
                var random = new RandomJson(seed);
                var path = random.Pick<string[]>([["a"], ["b", "a"], ["c"]]);
                var reference = OnOnePath(random, path, 3);
                if (FilterPlanner.RangesFor(reference.Filter, JsonPath.Parse(ReferenceFilter.PathText(path))) is not { } ranges)
                {
                    return;
                }

                for (var i = 1; i < ranges.Count; i++)
                {
                    Assert.That(ranges[i - 1].High.AsSpan().SequenceCompareTo(ranges[i].Low), Is.Negative);
                }

                for (var i = 0; i < 10; i++)
                {
                    var value = random.Value(1);
                    var json = path.Reverse().Aggregate(value, (inner, name) => $"{{{random.Quote(name)}:{inner}}}");
                    if (reference.Truth(JsonElement.Parse(json)) == true)
                    {
                        Assert.That(Covers(ranges, json, ReferenceFilter.PathText(path)), Is.True, $"{reference.Filter} of {json}");
                    }
                }
            },
            iter: 30_000);

    private static ReferenceFilter OnOnePath(RandomJson random, string[] path, int depth)
    {
        if (depth == 0 || random.Next(3) == 0)
        {
            return ReferenceFilter.RandomLeaf(random, random.Next(8) == 0 ? ["b"] : path);
        }

        var left = OnOnePath(random, path, depth - 1);
        var right = OnOnePath(random, path, depth - 1);
        return random.Next(9) switch
        {
            0 => new(!left.Filter, json => !left.Truth(json)),
            < 5 => new(left.Filter & right.Filter, json => left.Truth(json) & right.Truth(json)),
            _ => new(left.Filter | right.Filter, json => left.Truth(json) | right.Truth(json)),
        };
    }

    private static IReadOnlyList<IndexRange> Ranges(Filter filter) =>
        FilterPlanner.RangesFor(filter, A) ?? throw new AssertionException($"{filter} does not use the index.");

    private static bool Covers(IReadOnlyList<IndexRange> ranges, string json, string path = "a") =>
        IndexEntries.Extract(Encoding.UTF8.GetBytes(json), JsonPath.Parse(path)).Any(key => ranges.Any(range => range.Contains(key.Span)));

    [Test]
    public void Many_alternatives_are_read_and_planned_at_the_cost_of_their_number()
    {
        const int Terms = 9_000;
        const long BytesEach = 4_000;
        var text = string.Join(" OR ", Enumerable.Range(0, Terms).Select(static i => $"a={i * 7 % 9_001}"));
        var before = GC.GetAllocatedBytesForCurrentThread();

        var ranges = FilterPlanner.RangesFor(Filter.Parse(text), A);

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(Terms * BytesEach));
        Assert.That(ranges, Has.Count.EqualTo(Terms));
    }

    [Test]
    public void Joining_one_more_costs_the_same_however_many_there_are_and_changes_no_other()
    {
        const int Terms = 20_000;
        const long BytesEach = 1_000;
        var before = GC.GetAllocatedBytesForCurrentThread();
        var filter = Filter.Eq("a", 0);
        for (var i = 1; i < Terms; i++)
        {
            filter |= Filter.Eq("a", i);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(Terms * BytesEach));
        var some = Filter.Eq("a", 1) | Filter.Eq("a", 2) | Filter.Eq("a", 3);
        var (left, right) = (some | Filter.Eq("a", 4), some | Filter.Eq("a", 5));
        Assert.That((some.ToString(), left.ToString(), right.ToString()), Is.EqualTo(("a = 1 OR a = 2 OR a = 3", "a = 1 OR a = 2 OR a = 3 OR a = 4", "a = 1 OR a = 2 OR a = 3 OR a = 5")));
    }
}
