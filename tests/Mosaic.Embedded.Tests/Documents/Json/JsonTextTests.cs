using System.Text.Json;
using System.Text;
using CsCheck;
using Mosaic.Documents.Json;
using Mosaic.Specs;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Documents.Json;

public sealed class JsonTextTests
{
    [TestCase("{}")]
    [TestCase("[]")]
    [TestCase(" \r\n\t1 ")]
    [TestCase("null")]
    [TestCase("""{"a":1,"b":{"a":2},"c":[{"a":3},{"a":4}]}""")]
    [TestCase("""{"a":"\u0000","\u0000":1}""")]
    [TestCase("""{"a":"\ud83d\ude00 \\ud800"}""")]
    [TestCase("""{"a":1,"A":2,"á":3}""")]
    [TestCase("[1e1000,-9.99e1000,1e-1000,0e99999999999999999999,0.000e-5000,-0]")]
    public void Valid_documents_are_accepted(string json) => Assert.That(() => Validate(json), Throws.Nothing);

    [TestCase("", "not valid JSON")]
    [TestCase(" ", "not valid JSON")]
    [TestCase("{", "not valid JSON")]
    [TestCase("{}{}", "not valid JSON")]
    [TestCase("{\"a\":1,}", "not valid JSON")]
    [TestCase("[1,]", "not valid JSON")]
    [TestCase("[1/*x*/]", "not valid JSON")]
    [TestCase("//x\n1", "not valid JSON")]
    [TestCase("{a:1}", "not valid JSON")]
    [TestCase("['a']", "not valid JSON")]
    [TestCase("[01]", "not valid JSON")]
    [TestCase("[+1]", "not valid JSON")]
    [TestCase("[.5]", "not valid JSON")]
    [TestCase("[NaN]", "not valid JSON")]
    [TestCase("[\"\t\"]", "not valid JSON")]
    [TestCase("[\"\\x\"]", "not valid JSON")]
    [TestCase("[\"\\u12g4\"]", "not valid JSON")]
    [TestCase("\uFEFF{}", "byte order mark")]
    [TestCase("""{"a":1,"a":1}""", "\"a\" twice")]
    [TestCase("""{"a":1,"\u0061":1}""", "\"a\" twice")]
    [TestCase("""{"\ud83d\ude00":1,"😀":1}""", "\"😀\" twice")]
    [TestCase("""{"x":[{"y":{"b":{},"c":1,"b":2}}]}""", "\"b\" twice")]
    [TestCase("""["\ud800"]""", "surrogate")]
    [TestCase("""["\udc00"]""", "surrogate")]
    [TestCase("""["\ud800\ud800\udc00"]""", "surrogate")]
    [TestCase("""["\ud800x\udc00"]""", "surrogate")]
    [TestCase("""["\ud800\n"]""", "surrogate")]
    [TestCase("""{"\ud800":1}""", "surrogate")]
    [TestCase("[1e1001]", "1e±1000")]
    [TestCase("[-10e1000]", "1e±1000")]
    [TestCase("[0.9e-1000]", "1e±1000")]
    [TestCase("[1e99999999999999999999]", "1e±1000")]
    [TestCase("[1e-99999999999999999999]", "1e±1000")]
    public void Invalid_documents_are_refused_with_the_reason(string json, string reason) =>
        Assert.That(
            () => Validate(json),
            Throws.TypeOf<InvalidDocumentException>().With.Message.Contains(reason).And.Property(nameof(MosaicException.Hint)).Not.Null);

    [TestCase("{\"a\":}", "at byte 5: '}'")]
    [TestCase("{\"é\":\n1,\r\n\n x}", "at byte 13: 'x'")]
    [TestCase("[1]]", "at byte 3: ']'")]
    [TestCase("{", "at byte 1: ")]
    public void A_syntax_error_says_at_which_byte(string json, string place)
    {
        Assert.That(() => Validate(json), Throws.TypeOf<InvalidDocumentException>().With.Message.Contains(place).And.Message.Not.Contains("LineNumber"));
    }

    [Test]
    public void An_integer_of_1001_digits_is_accepted_and_one_of_1002_is_not()
    {
        Assert.That(() => Validate(new string('9', 1001)), Throws.Nothing);
        Assert.That(() => Validate(new string('9', 1002)), Throws.TypeOf<InvalidDocumentException>());
        Assert.That(() => Validate("0." + new string('3', 100_000)), Throws.Nothing);
    }

    [Test]
    public void Depth_100_is_accepted_and_101_is_not()
    {
        foreach (var (open, close) in new[] { ("[", "]"), ("{\"a\":", "}") })
        {
            Assert.That(() => Validate(Nest(100)), Throws.Nothing);
            Assert.That(() => Validate(Nest(101)), Throws.TypeOf<InvalidDocumentException>());

            string Nest(int depth) =>
                string.Concat(Enumerable.Repeat(open, depth)) + (open == "[" ? "" : "1") + string.Concat(Enumerable.Repeat(close, depth));
        }
    }

    [Test]
    public void The_longest_document_is_accepted_and_a_byte_more_is_not()
    {
        var json = new byte[DocumentLimits.MaxBytes + 1];
        Array.Fill(json, (byte)' ');
        json[0] = (byte)'1';

        Assert.That(() => JsonText.Validate(json.AsSpan(0, DocumentLimits.MaxBytes)), Throws.Nothing);
        Assert.That(() => JsonText.Validate(json), Throws.TypeOf<InvalidDocumentException>().With.Message.Contains("16000001"));
    }

    [TestCase(new byte[] { 0x22, 0xFF, 0x22 })]
    [TestCase(new byte[] { 0x22, 0xC0, 0x80, 0x22 })]
    [TestCase(new byte[] { 0x22, 0xED, 0xA0, 0x80, 0x22 })]
    [TestCase(new byte[] { 0x22, 0xE2, 0x82, 0x22 })]
    [TestCase(new byte[] { 0x22, 0xF4, 0x90, 0x80, 0x80, 0x22 })]
    public void What_is_not_UTF8_is_refused(byte[] json) =>
        Assert.That(() => JsonText.Validate(json), Throws.TypeOf<InvalidDocumentException>().With.Message.Contains("UTF-8"));

    [Test]
    public void A_name_that_comes_twice_is_found_among_any_number_of_names()
    {
        foreach (var count in new[] { 1, 2, 15, 16, 17, 18, 64, 65, 1000, 100_000 })
        {
            var names = Enumerable.Range(0, count).Select(i => $"\"n\\u0061{i}\":{{\"na{i}\":0}}").ToList();
            Assert.That(() => Validate("{" + string.Join(',', names) + "}"), Throws.Nothing, $"{count} names");
            names.Add($"\"na{count / 2}\":1");
            Assert.That(() => Validate("{" + string.Join(',', names) + "}"), Throws.TypeOf<InvalidDocumentException>(), $"{count} names");
        }
    }

    [Test]
    public void Random_documents_are_accepted() =>
        Gen.Int.Sample(seed => Validate(new RandomJson(seed).Document()), iter: 5_000);

    [Test]
    public void Of_mutated_documents_what_is_accepted_is_JSON_and_nothing_but_InvalidDocumentException_is_thrown() =>
        Gen.Int.Sample(
            seed =>
            {
                var json = Mutate(seed);
                try
                {
                    JsonText.Validate(json);
                }
                catch (InvalidDocumentException)
                {
                    return;
                }

                using var parsed = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 100, AllowDuplicateProperties = false });
                JsonSerializer.Serialize(parsed.RootElement);
            },
            iter: 100_000);

    [Test]
    public void Readers_of_bytes_that_nobody_validated_end_and_throw_nothing_but_InvalidDocumentException() =>
        Gen.Int.Sample(
            seed =>
            {
                var json = Mutate(seed);
                var random = new RandomJson(seed);
                var path = JsonPath.Parse(random.Pick<string>(["a", "a.b", "b.0", "c.1.a"]));
                Tolerate(() => SortKey.Extract(json, path));
                Tolerate(() => IndexEntries.Extract(json, path));
                Tolerate(() => (Filter.Eq("a.b", "x") | Filter.Contains("b", 1) | Filter.StartsWith("c", "a") | Filter.Lt("a.0", 2.5)).Compiled.Matches(json));
            },
            iter: 50_000);

    private static byte[] Mutate(int seed)
    {
        var random = new RandomJson(seed);
        var json = Encoding.UTF8.GetBytes(random.Document()).ToList();
        for (var edits = random.Next(4); edits > 0 && json.Count > 0; edits--)
        {
            var at = random.Next(json.Count);
            switch (random.Next(5))
            {
                case 0:
                    json[at] = (byte)random.Next(256);
                    break;
                case 1:
                    json.RemoveAt(at);
                    break;
                case 2:
                    json.Insert(at, random.Pick("{}[]\",:\\0u-eE. tfn"u8.ToArray()));
                    break;
                case 3:
                    json.InsertRange(at, json.GetRange(at, Math.Min(json.Count - at, random.Next(20))));
                    break;
                default:
                    json.RemoveRange(at, json.Count - at);
                    break;
            }
        }

        return [.. json];
    }

    private static void Tolerate(Action action)
    {
        try
        {
            action();
        }
        catch (InvalidDocumentException)
        {
        }
    }

    private static void Validate(string json) => JsonText.Validate(Encoding.UTF8.GetBytes(json));
}
