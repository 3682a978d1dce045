using System.Text;
using CsCheck;
using Mosaic.Documents.Json;
using Mosaic.Specs;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Documents.Json;

public sealed class IndexKeyTests
{
    private static readonly Gen<string> AnyString = Gen.OneOf(
        Gen.String[Gen.Char['a', 'b'], 0, 6],
        Gen.String[Gen.OneOf('\0', '\u0001', 'a', 'é', '\uFFFF', '\u007F'), 0, 6],
        Gen.Select(Gen.Int[250, 260], Gen.OneOf('a', '\0', 'é'), Gen.String[Gen.OneOf('\0', '\u0001', 'a'), 0, 3]).Select((n, c, tail) => new string(c, n) + tail),
        Gen.Select(Gen.Int[120, 200], Gen.String[Gen.OneOf('\0', '\u0001', 'a'), 0, 3]).Select((n, tail) => new string('\0', n) + tail),
        Gen.OneOf(RandomJson.Strings));

    [Test]
    public void Types_are_in_order_null_false_true_numbers_strings()
    {
        string[] ordered = ["null", "false", "true", "-1e1000", "-1", "-1e-1000", "0", "1e-1000", "1", "1e1000", "\"\"", "\"\\u0000\"", "\"a\"", "\"\U0010FFFF\""];
        var keys = ordered.Select(json => Key(json)).ToList();

        Assert.That(keys, Is.Ordered);
        Assert.That(keys.Distinct().Count(), Is.EqualTo(ordered.Length));
    }

    [Test]
    public void Order_of_strings_is_that_of_their_bytes_and_only_cut_ones_tie() =>
        Gen.Select(AnyString, AnyString).Sample(
            (left, right) =>
            {
                var (a, b) = (IndexKey.FromValue(left), IndexKey.FromValue(right));
                AssertOrder(Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right)), a, b);
                Assert.That(a.IsTruncated, Is.EqualTo(Encoding.UTF8.GetByteCount(left) > 256 || left.Count(c => c == '\0') > 120 && a.IsTruncated));
            },
            iter: 50_000);

    [Test]
    public void Order_of_numbers_is_that_of_their_values_and_only_cut_ones_tie() =>
        Gen.Select(Gen.OneOf("", "-"), Gen.OneOf("", "-"), Gen.Int[500, 530], Gen.Int[500, 530], Gen.Int[0, 12], Gen.Int[0, 12]).Sample(
            (signA, signB, a, b, tailA, tailB) =>
            {
                var left = $"{signA}0.{new string('7', a)}{tailA}";
                var right = $"{signB}0.{new string('7', b)}{tailB}";
                AssertOrder(ReferenceNumber.Compare(left, right), Key(left), Key(right));
            },
            iter: 20_000);

    [Test]
    public void Keys_of_random_scalars_are_in_their_order_whatever_their_text() =>
        Gen.Int.Sample(
            seed =>
            {
                var random = new RandomJson(seed);
                var (left, right) = (random.Scalar(), random.Scalar());
                var order = JsonScalar.FromJson(Encoding.UTF8.GetBytes(left)).CompareTo(JsonScalar.FromJson(Encoding.UTF8.GetBytes(right)));
                AssertOrder(order, Key(left), Key(right));
            },
            iter: 20_000);

    [Test]
    public void No_key_is_longer_than_the_limit()
    {
        foreach (var json in new[] { $"\"{new string('a', 10_000)}\"", $"\"{string.Concat(Enumerable.Repeat("\\u0000", 10_000))}\"", "0." + new string('9', 100_000), "-0." + new string('9', 100_000) })
        {
            var key = Key(json);
            Assert.That(key.Span.Length, Is.LessThanOrEqualTo(IndexKey.MaxLength));
            Assert.That(key.IsTruncated, Is.True);
        }

        Assert.That(IndexKey.MaxLength, Is.LessThanOrEqualTo(400));
    }

    [Test]
    public void Keys_of_strings_with_a_beginning_begin_with_its_bytes() =>
        Gen.Select(AnyString, AnyString).Sample(
            (prefix, rest) =>
            {
                var start = IndexKey.StringPrefix(Encoding.UTF8.GetBytes(prefix));
                Assert.That(IndexKey.FromValue(prefix + rest).Span.StartsWith(start), Is.True);
            },
            iter: 20_000);

    [Test]
    public void An_element_has_another_key_than_a_plain_value_and_the_same_order()
    {
        Assert.That(IndexKey.FromValue("a", element: true), Is.Not.EqualTo(IndexKey.FromValue("a")));
        Assert.That(IndexKey.FromValue(1, element: true).CompareTo(IndexKey.FromValue("\U0010FFFF")), Is.Positive);
        Assert.That(IndexKey.FromValue(1, element: true).CompareTo(IndexKey.FromValue("a", element: true)), Is.Negative);
    }

    [TestCase("{}")]
    [TestCase("[1]")]
    public void Arrays_and_objects_have_no_key(string json) => Assert.That(() => Key(json), Throws.ArgumentException);

    private static void AssertOrder(int expected, IndexKey left, IndexKey right)
    {
        var order = Math.Sign(left.CompareTo(right));
        if (order == 0 && left.IsTruncated && right.IsTruncated)
        {
            return;
        }

        Assert.That(order, Is.EqualTo(Math.Sign(expected)), $"{left} and {right}");
    }

    private static IndexKey Key(string json) => IndexKey.FromJson(Encoding.UTF8.GetBytes(json));
}
