using System.Text;
using CsCheck;
using Mosaic.Documents.Json;
using Mosaic.Specs;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Documents.Json;

public sealed class IndexEntriesTests
{
    [Test]
    public void A_scalar_has_one_entry()
    {
        Assert.That(Extract("""{"a":{"b":"x"}}""", "a.b"), Is.EqualTo(new[] { IndexKey.FromValue("x") }));
        Assert.That(Extract("""{"a":null}""", "a"), Is.EqualTo(new[] { IndexKey.FromValue(null) }));
        Assert.That(Extract("""{"a":["x"]}""", "a.0"), Is.EqualTo(new[] { IndexKey.FromValue("x") }));
    }

    [Test]
    public void An_array_has_one_entry_for_each_distinct_scalar_among_its_elements() =>
        Assert.That(
            Extract("""{"a":["x",1,"\u0078",{"x":1},["y"],1.0,null, true]}""", "a"),
            Is.EqualTo(new object?[] { "x", 1, null, true }.Select(value => IndexKey.FromValue(value, element: true))));

    [TestCase("{}")]
    [TestCase("""{"a":{}}""")]
    [TestCase("""{"a":[]}""")]
    [TestCase("""{"a":[[],{}]}""")]
    [TestCase("[1]")]
    [TestCase("1")]
    public void What_has_no_scalar_has_no_entry(string json) => Assert.That(Extract(json, "a"), Is.Empty);

    [Test]
    public void Sort_keys_are_in_order_missing_null_false_true_numbers_strings_then_arrays_and_objects()
    {
        string[] ordered = ["{}", """{"a":null}""", """{"a":false}""", """{"a":true}""", """{"a":-1}""", """{"a":2}""", """{"a":10}""", """{"a":""}""", """{"a":"a"}""", """{"a":"b"}""", """{"a":[]}"""];

        Assert.That(ordered.Select(json => Convert.ToHexString(Sort(json))).Distinct().Count(), Is.EqualTo(ordered.Length));
        for (var i = 1; i < ordered.Length; i++)
        {
            Assert.That(Sort(ordered[i - 1]).AsSpan().SequenceCompareTo(Sort(ordered[i])), Is.Negative, ordered[i]);
        }

        Assert.That(Sort("""{"a":{"x":1}}"""), Is.EqualTo(Sort("""{"a":[1]}""")));
    }

    [Test]
    public void Sort_keys_of_scalars_are_in_the_order_of_whole_values() =>
        Gen.Int.Sample(
            seed =>
            {
                var random = new RandomJson(seed);
                var (left, right) = (random.Scalar(), random.Scalar());
                var order = JsonScalar.FromJson(Encoding.UTF8.GetBytes(left)).CompareTo(JsonScalar.FromJson(Encoding.UTF8.GetBytes(right)));
                return Math.Sign(Sort($"{{\"a\":{left}}}").AsSpan().SequenceCompareTo(Sort($"{{\"a\":{right}}}"))) == Math.Sign(order);
            },
            iter: 20_000);

    private static IReadOnlyList<IndexKey> Extract(string json, string path) => IndexEntries.Extract(Encoding.UTF8.GetBytes(json), JsonPath.Parse(path));

    private static byte[] Sort(string json) => SortKey.Extract(Encoding.UTF8.GetBytes(json), JsonPath.Parse("a"));
}
