using System.Text;
using Mosaic.Embedded.Tests.Crash;
using Mosaic.Postgres.Documents;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Postgres.Documents;

public sealed class ControlEscapeTests
{
    [Test]
    public void Escaped_texts_compare_like_what_they_mean()
    {
        TestContext.Out.WriteLine($"seed {LongTests.Seed}");
        var random = new Random(LongTests.Seed);
        for (var i = 0; i < 100_000; i++)
        {
            var (left, right) = (Next(random), Next(random));
            var (a, b) = (ControlEscape.Escape(left), ControlEscape.Escape(right));
            var pair = $"{Convert.ToHexString(Encoding.UTF8.GetBytes(left))} {Convert.ToHexString(Encoding.UTF8.GetBytes(right))}";

            Assert.That(a.Contains('\0'), Is.False, pair);
            Assert.That(Math.Sign(string.CompareOrdinal(a, b)), Is.EqualTo(Math.Sign(string.CompareOrdinal(left, right))), pair);
            Assert.That(a.Contains(b, StringComparison.Ordinal), Is.EqualTo(left.Contains(right, StringComparison.Ordinal)), pair);
            Assert.That(a.StartsWith(b, StringComparison.Ordinal), Is.EqualTo(left.StartsWith(right, StringComparison.Ordinal)), pair);
        }
    }

    [Test]
    public void Text_without_control_characters_is_the_same()
    {
        var text = "a\u0006\n\u001Fé\uFFFF\U0001F600";

        Assert.That(ControlEscape.Escape(text), Is.SameAs(text));
    }

    private static string Next(Random random) => string.Create(random.Next(5), random, static (span, random) =>
    {
        foreach (ref var letter in span)
        {
            letter = (char)random.Next(8);
        }
    });
}
