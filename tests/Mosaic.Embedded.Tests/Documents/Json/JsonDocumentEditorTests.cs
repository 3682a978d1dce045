using System.Text.Json;
using System.Text;
using CsCheck;
using Mosaic.Documents.Json;
using Mosaic.Specs;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Documents.Json;

public sealed class JsonDocumentEditorTests
{
    [TestCase("""{"id":"x"}""", "x")]
    [TestCase("""{"a":{"id":"no"},"b":["id"], "id" : "x" }""", "x")]
    [TestCase("""{"\u0069d":"a\u0062\n"}""", "ab\n")]
    [TestCase("""{"id":""}""", "")]
    [TestCase("""{"id":null}""", null)]
    [TestCase("""{"ID":"x","a":{"id":"x"}}""", null)]
    [TestCase("{}", null)]
    public void The_id_is_the_string_property_of_the_root(string json, string? id) => Assert.That(JsonDocumentEditor.ReadId(Utf8(json)), Is.EqualTo(id));

    [TestCase("""{"id":1}""")]
    [TestCase("""{"id":true}""")]
    [TestCase("""{"id":{}}""")]
    [TestCase("""{"id":["x"]}""")]
    [TestCase("[]")]
    [TestCase("\"x\"")]
    [TestCase("1")]
    [TestCase("null")]
    public void An_id_of_another_type_and_a_root_that_is_not_an_object_are_refused(string json)
    {
        Assert.That(() => JsonDocumentEditor.ReadId(Utf8(json)), Throws.TypeOf<InvalidDocumentException>());
        Assert.That(() => JsonDocumentEditor.WithId(Utf8(json), "x"), Throws.TypeOf<InvalidDocumentException>());
    }

    [TestCase("{}", """{"id":"X"}""")]
    [TestCase(" { } ", """ {"id":"X" } """)]
    [TestCase("""{"a":1}""", """{"id":"X","a":1}""")]
    [TestCase("""{ "a": 1.0 , "b":"\u0061" }""", """{"id":"X", "a": 1.0 , "b":"\u0061" }""")]
    [TestCase("""{"id":null}""", """{"id":"X"}""")]
    [TestCase("""{ "id" : null }""", """{"id":"X"  }""")]
    [TestCase("""{"id":null,"a":1}""", """{"id":"X","a":1}""")]
    [TestCase("""{"id":null , "a":1}""", """{"id":"X", "a":1}""")]
    [TestCase("""{"a":1,"id":null}""", """{"id":"X","a":1}""")]
    [TestCase("""{"a":1 , "id":null }""", """{"id":"X","a":1  }""")]
    [TestCase("""{"a":1, "\u0069d":null, "b":2}""", """{"id":"X","a":1,  "b":2}""")]
    [TestCase("""{"a":{"id":null}}""", """{"id":"X","a":{"id":null}}""")]
    public void An_id_is_put_first_and_the_other_bytes_stay(string json, string expected) =>
        Assert.That(Encoding.UTF8.GetString(JsonDocumentEditor.WithId(Utf8(json), "X")), Is.EqualTo(expected));

    [Test]
    public void A_document_that_has_the_id_is_copied_and_one_that_has_another_is_refused()
    {
        var json = Utf8("""{"a":1,"id":"\u0058"}""");

        Assert.That(JsonDocumentEditor.WithId(json, "X"), Is.EqualTo(json));
        Assert.That(() => JsonDocumentEditor.WithId(json, "Y"), Throws.TypeOf<InvalidDocumentException>());
    }

    [Test]
    public void What_was_given_is_read_back_and_the_document_stays_valid() =>
        Gen.Int.Sample(
            seed =>
            {
                var random = new RandomJson(seed);
                var json = random.Document();
                if (random.Next(2) == 0)
                {
                    var rest = json.TrimStart('{').Trim();
                    json = rest == "}" ? "{\"id\":null}" : "{\"id\" : null ," + rest;
                }

                var id = random.Pick(RandomJson.Strings);
                var result = JsonDocumentEditor.WithId(Utf8(json), id);
                JsonText.Validate(result);
                using var parsed = JsonDocument.Parse(result);
                return JsonDocumentEditor.ReadId(result) == id && parsed.RootElement.EnumerateObject().First() is var first && first.Name == "id";
            },
            iter: 3_000);

    private static byte[] Utf8(string json) => Encoding.UTF8.GetBytes(json);
}
