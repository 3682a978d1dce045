using System.Diagnostics;
using System.Text;
using Mosaic.Documents.Filters;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Documents.Filters;

public sealed class LikePatternTests
{
    [TestCase("abc", "abc", true)]
    [TestCase("abc", "ABC", false)]
    [TestCase("a%", "a", true)]
    [TestCase("%a", "ba", true)]
    [TestCase("%a%", "bab", true)]
    [TestCase("a%a", "a", false)]
    [TestCase("a%a", "aa", true)]
    [TestCase("%_", "", false)]
    [TestCase("%_", "é", true)]
    [TestCase("_", "\U0001F600", true)]
    [TestCase("__", "\U0001F600", false)]
    [TestCase("%a_c%", "xxabbabc", true)]
    [TestCase("%a_c%", "xxabb", false)]
    [TestCase("%", "", true)]
    [TestCase("", "", true)]
    [TestCase("", "a", false)]
    [TestCase("%ab%ab%", "aab", false)]
    [TestCase("!%!_!!%", "%_!x", true)]
    [TestCase("!%", "x", false)]
    public void A_pattern_matches_the_whole_text(string pattern, string text, bool matches) =>
        Assert.That(FilterEvaluator.Matches(Filter.Like("a", pattern, '!'), Encoding.UTF8.GetBytes($$"""{"a":"{{text}}"}""")), Is.EqualTo(matches));

    [Test]
    public void A_pattern_that_would_explode_ends_soon()
    {
        var json = Encoding.UTF8.GetBytes($$"""{"a":"{{new string('a', 4_000_000)}}"}""");
        string[] patterns = [$"%{string.Concat(Enumerable.Repeat("a%", 300))}b", $"%{new string('a', 500)}_{new string('a', 500)}b%", $"%{new string('a', 1000)}b%", $"{string.Concat(Enumerable.Repeat("%_a", 300))}b%"];
        foreach (var pattern in patterns)
        {
            var watch = Stopwatch.StartNew();
            Assert.That(FilterEvaluator.Matches(Filter.Like("a", pattern), json), Is.False);
            Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(5)), pattern[..20]);
        }
    }

    [Test]
    public void A_pattern_that_cannot_be_kept_is_refused()
    {
        Assert.That(() => Filter.Like("a", new string('x', 1025)), Throws.ArgumentException);
        Assert.That(() => Filter.Like("a", "x!", '!'), Throws.ArgumentException);
        Assert.That(() => Filter.Like("a", "x", '%'), Throws.ArgumentException);
        Assert.That(() => Filter.Like("a", "\ud800"), Throws.ArgumentException);
    }
}
