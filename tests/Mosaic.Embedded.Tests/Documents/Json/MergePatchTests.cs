using System.Text.Json.Nodes;
using System.Text;
using CsCheck;
using Mosaic.Documents.Json;
using Mosaic.Specs;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Documents.Json;

public sealed class MergePatchTests
{
    // RFC 7396, appendix A.
    [TestCase("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [TestCase("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [TestCase("""{"a":"b"}""", """{"a":null}""", "{}")]
    [TestCase("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [TestCase("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [TestCase("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [TestCase("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [TestCase("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [TestCase("""["a","b"]""", """["c","d"]""", """["c","d"]""")]
    [TestCase("""{"a":"b"}""", """["c"]""", """["c"]""")]
    [TestCase("""{"a":"foo"}""", "null", "null")]
    [TestCase("""{"a":"foo"}""", "\"bar\"", "\"bar\"")]
    [TestCase("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [TestCase("[1,2]", """{"a":"b","c":null}""", """{"a":"b"}""")]
    [TestCase("{}", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    public void The_examples_of_the_RFC_hold(string target, string patch, string expected) => Assert.That(Apply(target, patch), Is.EqualTo(expected));

    [Test]
    public void The_example_of_section_3_keeps_order_and_appends_what_is_new() =>
        Assert.That(
            Apply(
                """{"title":"Goodbye!","author":{"givenName":"John","familyName":"Doe"},"tags":["example","sample"],"content":"This will be unchanged"}""",
                """{"title":"Hello!","phoneNumber":"+01-123-456-7890","author":{"familyName":null},"tags":["example"]}"""),
            Is.EqualTo("""{"title":"Hello!","author":{"givenName":"John"},"tags":["example"],"content":"This will be unchanged","phoneNumber":"+01-123-456-7890"}"""));

    [Test]
    public void Texts_of_numbers_escapes_and_white_space_inside_values_stay_as_they_were() =>
        Assert.That(
            Apply(
                """{ "n" : 1.10e+2 , "s":"\u0061\/", "\u0061":[1 , 1.0], "o":{ "x" : -0 , "y":1} }""",
                """{"a":null,"b": 1e-324 ,"o":{"y":2.50}}"""),
            Is.EqualTo("""{"n":1.10e+2,"s":"\u0061\/","o":{"x":-0,"y":2.50},"b":1e-324}"""));

    [Test]
    public void Many_members_are_matched_by_what_their_names_mean()
    {
        var target = "{" + string.Join(',', Enumerable.Range(0, 100).Select(i => $"\"n\\u0061{i}\":{i}")) + "}";
        var patch = "{" + string.Join(',', Enumerable.Range(50, 100).Select(i => $"\"\\u006ea{i}\":{(i % 2 == 0 ? "null" : "-1")}")) + "}";
        var expected = Enumerable.Range(0, 50).Select(i => $"\"n\\u0061{i}\":{i}")
            .Concat(Enumerable.Range(50, 50).Where(i => i % 2 != 0).Select(i => $"\"n\\u0061{i}\":-1"))
            .Concat(Enumerable.Range(100, 50).Where(i => i % 2 != 0).Select(i => $"\"\\u006ea{i}\":-1"));

        Assert.That(Apply(target, patch), Is.EqualTo("{" + string.Join(',', expected) + "}"));
    }

    [Test]
    public void A_result_that_is_too_long_is_refused()
    {
        var target = $$"""{"a":"{{new string('x', 9_000_000)}}"}""";
        var patch = $$"""{"b":"{{new string('x', 9_000_000)}}"}""";

        Assert.That(() => Apply(target, patch), Throws.TypeOf<InvalidDocumentException>());
    }

    [Test]
    public void Random_patches_give_what_the_pseudocode_of_the_RFC_gives() =>
        Gen.Int.Sample(
            seed =>
            {
                var random = new RandomJson(seed);
                var target = random.Value();
                var patch = random.Next(5) == 0 ? random.Value() : random.Document();
                var result = Apply(target, patch);
                JsonText.Validate(Encoding.UTF8.GetBytes(result));
                return JsonNode.DeepEquals(JsonNode.Parse(result), Reference(JsonNode.Parse(target), JsonNode.Parse(patch)));
            },
            iter: 10_000);

    private static JsonNode? Reference(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes)
        {
            return patch?.DeepClone();
        }

        var result = target is JsonObject ? (JsonObject)target.DeepClone() : [];
        foreach (var (name, value) in changes)
        {
            if (value is null)
            {
                result.Remove(name);
            }
            else
            {
                result[name] = Reference(result[name], value);
            }
        }

        return result;
    }

    private static string Apply(string target, string patch) =>
        Encoding.UTF8.GetString(MergePatch.Apply(Encoding.UTF8.GetBytes(target), Encoding.UTF8.GetBytes(patch)));
}
