using System.Text;
using CsCheck;
using Mosaic.Documents.Json;
using Mosaic.Specs;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Documents.Json;

public sealed class JsonStringTests
{
    [Test]
    public void A_string_compares_as_the_bytes_that_it_means_however_it_is_escaped() =>
        Gen.Int.Sample(
            seed =>
            {
                var random = new RandomJson(seed);
                var left = random.Pick(RandomJson.Strings) + random.Pick(RandomJson.Strings);
                var right = random.Next(3) == 0 ? left : random.Pick(RandomJson.Strings);
                var raw = Between(random.Quote(left));
                var other = Between(random.Quote(right));
                var text = new JsonString(raw, raw.Contains((byte)'\\'));
                var utf8 = Encoding.UTF8.GetBytes(right);

                Assert.That(text.ToString(), Is.EqualTo(left));
                Assert.That(Math.Sign(text.CompareTo(utf8)), Is.EqualTo(Math.Sign(Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(utf8))));
                Assert.That(text.Equals(utf8), Is.EqualTo(left == right));
                Assert.That(text.Equals(new JsonString(other, other.Contains((byte)'\\'))), Is.EqualTo(left == right));
                Assert.That(text.StartsWith(utf8), Is.EqualTo(left.StartsWith(right, StringComparison.Ordinal)));
                Assert.That(text.Contains(utf8), Is.EqualTo(left.Contains(right, StringComparison.Ordinal)));
            },
            iter: 10_000);

    [TestCase("\\")]
    [TestCase("\\x")]
    [TestCase("\\u12")]
    [TestCase("\\ud800")]
    [TestCase("\\ud800\\u0041")]
    [TestCase("\\udc00")]
    public void An_escape_that_is_none_is_refused(string raw) =>
        Assert.That(() => new JsonString(Encoding.UTF8.GetBytes(raw), escaped: true).ToUtf8(), Throws.TypeOf<InvalidDocumentException>());

    private static byte[] Between(string quoted) => Encoding.UTF8.GetBytes(quoted[1..^1]);
}
