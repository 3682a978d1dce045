using Mosaic.Embedded.Tests.Crash;
using Mosaic.Embedded.Tests.Documents.Json;
using Mosaic.Specs;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Documents.Filters;

public sealed class FilterVisitorTests
{
    [Test]
    public void A_visitor_is_told_all_that_makes_a_filter()
    {
        TestContext.Out.WriteLine($"seed {LongTests.Seed}");
        var random = new RandomJson(LongTests.Seed);
        for (var i = 0; i < 2_000; i++)
        {
            var filter = ReferenceFilter.Random(random).Filter;

            Assert.That(filter.Accept(new FilterRebuilder()), Is.EqualTo(filter));
        }
    }

    [Test]
    public void A_pattern_keeps_its_escape()
    {
        var filter = Filter.Like("$", "a!%", '!') & Filter.Like(@"\$", "a!%");

        Assert.That(filter.Accept(new FilterRebuilder()), Is.EqualTo(filter));
    }

    [TestCase("a.0", "a:,0:0")]
    [TestCase(@"x\.y.00.-1.+1", "x.y:,00:,-1:,+1:")]
    [TestCase("2147483647.2147483648", "2147483647:2147483647,2147483648:")]
    [TestCase("$", "")]
    [TestCase(@"\$", "$:")]
    public void A_path_is_told_as_names_and_as_elements(string path, string expected)
    {
        var segments = FilterPath.Parse(path).Segments.Select(static segment => $"{segment.Name}:{segment.Index}");

        Assert.That(string.Join(',', segments), Is.EqualTo(expected));
    }
}
