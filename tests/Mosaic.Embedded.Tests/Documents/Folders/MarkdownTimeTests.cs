using System.Diagnostics;
using System.Globalization;
using Mosaic.Documents.Folders.Markdown;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Documents.Folders;

/// <summary>Texts that would take minutes, if the time were quadratic.</summary>
public sealed class MarkdownTimeTests
{
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(15);

    [Test]
    public void Many_different_tags()
    {
        var outline = Read(string.Join(' ', Enumerable.Range(0, 300_000).Select(static i => $"#t{i.ToString(CultureInfo.InvariantCulture)}")));
        Assert.That(outline.Tags, Has.Count.EqualTo(300_000));
    }

    [TestCase("[a](", 400_000)]
    [TestCase("[a]: b\n", 1_500_000)]
    [TestCase("![a](<", 300_000)]
    public void Links_that_never_end(string part, int length) => Read(string.Concat(Enumerable.Repeat(part, length / part.Length)));

    [Test]
    public void Links_and_their_definitions_are_read_as_before()
    {
        var outline = Read("[x](y.md \"title\") ![i](p.png) [r] [s][r]\n\n[r]: z.md\n");
        Assert.That(outline.Links.Select(static link => link.Target), Is.EqualTo(new[] { "y.md", "p.png", "z.md", "z.md" }));
    }

    private static MarkdownOutline Read(string text)
    {
        var spent = Stopwatch.StartNew();
        var outline = MarkdownOutline.Read(text, "a.md", 1);
        TestContext.Out.WriteLine(spent.Elapsed.ToString());
        Assert.That(spent.Elapsed, Is.LessThan(Most));
        return outline;
    }
}
