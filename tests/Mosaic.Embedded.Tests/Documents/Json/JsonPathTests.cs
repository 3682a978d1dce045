using System.Text;
using Mosaic.Documents.Json;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Documents.Json;

public sealed class JsonPathTests
{
    private const string Json =
        """{ "a" : {"b":[10, {"c":"deep"} , [20]], "\u0078":1}, "0":"zero", "x.y":2, "\\":3, "é":4, "tags":["p","q"], "n":null, "last":true }""";

    [TestCase("a.b.0", "10")]
    [TestCase("a.b.1.c", "deep")]
    [TestCase("a.b.2.0", "20")]
    [TestCase("a.x", "1")]
    [TestCase("0", "zero")]
    [TestCase(@"x\.y", "2")]
    [TestCase(@"\x\.\y", "2")]
    [TestCase(@"\\", "3")]
    [TestCase("é", "4")]
    [TestCase("tags.1", "q")]
    [TestCase("n", "null")]
    [TestCase("last", "true")]
    public void A_path_leads_to_a_value(string path, string expected)
    {
        var json = Encoding.UTF8.GetBytes(Json);

        Assert.That(Encoding.UTF8.GetString(JsonPath.Parse(path).Find(json).Text(json)), Is.EqualTo(expected));
    }

    [TestCase("b")]
    [TestCase("a.c")]
    [TestCase("A")]
    [TestCase("x.y")]
    [TestCase("tags.2")]
    [TestCase("tags.01")]
    [TestCase("tags.-1")]
    [TestCase("tags.+1")]
    [TestCase("tags.99999999999999999999")]
    [TestCase("tags.p")]
    [TestCase("tags.0.0")]
    [TestCase("n.a")]
    [TestCase("last.a")]
    public void A_path_to_nothing_finds_nothing(string path) =>
        Assert.That(JsonPath.Parse(path).Find(Encoding.UTF8.GetBytes(Json)).Kind, Is.EqualTo(JsonKind.Missing));

    [Test]
    public void A_path_into_a_document_that_is_not_an_object_finds_elements_or_nothing()
    {
        Assert.That(JsonPath.Parse("0").Find("[7]"u8).Kind, Is.EqualTo(JsonKind.Number));
        Assert.That(JsonPath.Parse("0").Find("7"u8).Kind, Is.EqualTo(JsonKind.Missing));
    }

    [TestCase("")]
    [TestCase(".")]
    [TestCase("a.")]
    [TestCase(".a")]
    [TestCase("a..b")]
    [TestCase(@"a\")]
    public void A_path_with_an_empty_name_or_a_lone_backslash_is_refused(string path) =>
        Assert.That(() => JsonPath.Parse(path), Throws.ArgumentException);

    [Test]
    public void A_path_that_is_null_too_long_too_deep_or_not_text_is_refused()
    {
        Assert.That(() => JsonPath.Parse(null!), Throws.ArgumentNullException);
        Assert.That(() => JsonPath.Parse("\uD800"), Throws.ArgumentException);
        Assert.That(() => JsonPath.Parse(new string('a', 1024)), Throws.Nothing);
        Assert.That(() => JsonPath.Parse(new string('a', 1025)), Throws.ArgumentException);
        Assert.That(() => JsonPath.Parse(string.Join('.', Enumerable.Repeat("a", 100))), Throws.Nothing);
        Assert.That(() => JsonPath.Parse(string.Join('.', Enumerable.Repeat("a", 101))), Throws.ArgumentException);
    }

    [Test]
    public void Paths_are_equal_when_they_lead_to_one_place()
    {
        Assert.That(JsonPath.Parse(@"\a.b"), Is.EqualTo(JsonPath.Parse("a.b")));
        Assert.That(JsonPath.Parse(@"\a.b").GetHashCode(), Is.EqualTo(JsonPath.Parse("a.b").GetHashCode()));
        Assert.That(JsonPath.Parse(@"a\.b"), Is.Not.EqualTo(JsonPath.Parse("a.b")));
        Assert.That(JsonPath.Parse("a"), Is.Not.EqualTo(JsonPath.Parse("a.b")));
    }
}
