using System.Text;
using NUnit.Framework;

namespace Mosaic.Specs;

/// <summary>JSON Patch, RFC 6902: the examples of its appendix A, and what goes wrong.</summary>
public abstract class DocumentPatchSpec : MosaicSpec
{
    [TestCase("""{"foo":"bar"}""", """[{"op":"add","path":"/baz","value":"qux"}]""", """{"foo":"bar","baz":"qux"}""")]
    [TestCase("""{"foo":["bar","baz"]}""", """[{"op":"add","path":"/foo/1","value":"qux"}]""", """{"foo":["bar","qux","baz"]}""")]
    [TestCase("""{"baz":"qux","foo":"bar"}""", """[{"op":"remove","path":"/baz"}]""", """{"foo":"bar"}""")]
    [TestCase("""{"foo":["bar","qux","baz"]}""", """[{"op":"remove","path":"/foo/1"}]""", """{"foo":["bar","baz"]}""")]
    [TestCase("""{"baz":"qux","foo":"bar"}""", """[{"op":"replace","path":"/baz","value":"boo"}]""", """{"baz":"boo","foo":"bar"}""")]
    [TestCase("""{"a":1,"l":[1,2,3],"z":2}""", """[{"op":"replace","path":"/a","value":3},{"op":"replace","path":"/l/1","value":null}]""", """{"a":3,"l":[1,null,3],"z":2}""")]
    [TestCase("""{"foo":{"bar":"baz","waldo":"fred"},"qux":{"corge":"grault"}}""", """[{"op":"move","from":"/foo/waldo","path":"/qux/thud"}]""", """{"foo":{"bar":"baz"},"qux":{"corge":"grault","thud":"fred"}}""")]
    [TestCase("""{"foo":["all","grass","cows","eat"]}""", """[{"op":"move","from":"/foo/1","path":"/foo/3"}]""", """{"foo":["all","cows","eat","grass"]}""")]
    [TestCase("""{"baz":"qux","foo":["a",2,"c"]}""", """[{"op":"test","path":"/baz","value":"qux"},{"op":"test","path":"/foo/1","value":2.0}]""", """{"baz":"qux","foo":["a",2,"c"]}""")]
    [TestCase("""{"foo":"bar"}""", """[{"op":"add","path":"/child","value":{"grandchild":{}}}]""", """{"foo":"bar","child":{"grandchild":{}}}""")]
    [TestCase("""{"/":9,"~1":10}""", """[{"op":"test","path":"/~01","value":10}]""", """{"/":9,"~1":10}""")]
    [TestCase("""{"foo":["bar"]}""", """[{"op":"add","path":"/foo/-","value":["abc","def"]}]""", """{"foo":["bar",["abc","def"]]}""")]
    [TestCase("""{"n":1.50,"m":1e-324}""", """[{"op":"copy","from":"/n","path":"/k"}]""", """{"n":1.50,"m":1e-324,"k":1.50}""")]
    [TestCase("""{"a":null}""", """[{"op":"test","path":"/a","value":null}]""", """{"a":null}""")]
    public async Task Operations_do_what_they_say(string before, string patch, string after)
    {
        await Documents.PutJsonAsync("docs", "d", Encoding.UTF8.GetBytes(before));

        await Documents.PatchAsync<System.Text.Json.JsonElement>("docs", "d", JsonPatch.Parse(patch));

        Assert.That(Encoding.UTF8.GetString((await Documents.GetJsonAsync("docs", "d"))!.Value.Span), Is.EqualTo(after));
    }

    [TestCase("""[{"op":"test","path":"/a","value":2}]""", typeof(ConflictException))]
    [TestCase("""[{"op":"replace","path":"/none","value":2}]""", typeof(InvalidDocumentException))]
    [TestCase("""[{"op":"add","path":"/none/x","value":2}]""", typeof(InvalidDocumentException))]
    [TestCase("""[{"op":"add","path":"/l/5","value":2}]""", typeof(InvalidDocumentException))]
    [TestCase("""[{"op":"add","path":"/l/01","value":2}]""", typeof(InvalidDocumentException))]
    [TestCase("""[{"op":"remove","path":"/l/0\u0000"}]""", typeof(InvalidDocumentException))]
    [TestCase("""[{"op":"remove","path":"/l/-"}]""", typeof(InvalidDocumentException))]
    [TestCase("""[{"op":"move","from":"/o","path":"/o/x"}]""", typeof(InvalidDocumentException))]
    [TestCase("""[{"op":"remove","path":"/a"},{"op":"remove","path":"/a"}]""", typeof(InvalidDocumentException))]
    [TestCase("""[{"op":"replace","path":"/id","value":"other"}]""", typeof(InvalidDocumentException))]
    [TestCase("""[{"op":"replace","path":"","value":7}]""", typeof(InvalidDocumentException))]
    public async Task A_patch_that_fails_changes_nothing(string patch, Type error)
    {
        await Documents.PutJsonAsync("docs", "d", """{"id":"d","a":1,"l":[1],"o":{}}"""u8.ToArray());

        Assert.That(async () => await Documents.PatchAsync<object>("docs", "d", JsonPatch.Parse(patch)), Throws.TypeOf(error));
        Assert.That(Encoding.UTF8.GetString((await Documents.GetJsonAsync("docs", "d"))!.Value.Span), Is.EqualTo("""{"id":"d","a":1,"l":[1],"o":{}}"""));
    }

    [TestCase("{}")]
    [TestCase("[1]")]
    [TestCase("""[{"op":"jump","path":"/a"}]""")]
    [TestCase("""[{"op":"add","path":"/a"}]""")]
    [TestCase("""[{"op":"add","path":"a","value":1}]""")]
    [TestCase("""[{"op":"remove","path":"/~2"}]""")]
    [TestCase("""[{"op":"copy","path":"/a"}]""")]
    [TestCase("nothing")]
    public void What_is_no_patch_is_refused(string patch) => Assert.That(() => JsonPatch.Parse(patch), Throws.TypeOf<InvalidDocumentException>());

    [Test]
    public async Task An_absent_document_is_created_on_demand_only()
    {
        var patch = JsonPatch.Parse("""[{"op":"add","path":"/title","value":"new"}]""");

        Assert.That(await Documents.PatchAsync<Note>("docs", "d", patch), Is.Null);
        Assert.That(await Documents.PatchAsync<Note>("docs", "d", patch, new WriteOptions { Upsert = true }), Is.EqualTo(new Note { Id = "d", Title = "new" }));
        Assert.That(async () => await Documents.PatchAsync<Note>("docs", "d", patch, new WriteOptions { ExpectedVersion = 7 }), Throws.TypeOf<ConflictException>());
    }

    [TestCase("é")]
    [TestCase("<+'")]
    [TestCase("日本")]
    [TestCase("😀")]
    [TestCase("\uE000\u2028\u007F")]
    public async Task Texts_that_are_not_named_stay_as_short_as_they_were(string text)
    {
        var rest = $$"""{"{{text}}":"{{text}}","a\n":"\"\\\u0001","n":""";
        await Documents.PutJsonAsync("docs", "d", Encoding.UTF8.GetBytes(rest + "1}"));

        await Documents.PatchAsync<System.Text.Json.JsonElement>("docs", "d", JsonPatch.Parse("""[{"op":"replace","path":"/n","value":2}]"""));

        Assert.That(Encoding.UTF8.GetString((await Documents.GetJsonAsync("docs", "d"))!.Value.Span), Is.EqualTo(rest + "2}"));
    }

    [TestCase(19)]
    [TestCase(40)]
    public async Task Copies_that_double_the_document_are_refused_before_they_are_made(int copies)
    {
        await Documents.PutJsonAsync("docs", "d", """{"a":[0]}"""u8.ToArray());
        var patch = JsonPatch.Parse($"[{string.Join(',', Enumerable.Repeat("""{"op":"copy","from":"/a","path":"/a/-"}""", copies))}]");

        Assert.That(async () => await Documents.PatchAsync<object>("docs", "d", patch), Throws.TypeOf<InvalidDocumentException>());
        Assert.That(Encoding.UTF8.GetString((await Documents.GetJsonAsync("docs", "d"))!.Value.Span), Is.EqualTo("""{"a":[0]}"""));
    }

    [TestCase("""{"op":"copy","from":"/a","path":"/a/0"}""")]
    [TestCase("""{"op":"add","path":"/a/INNERMOST","value":[[[[[]]]]]}""")]
    [TestCase("""{"op":"move","from":"/b","path":"/a/INNERMOST"}""")]
    public async Task Operations_that_nest_too_deeply_are_refused(string operation)
    {
        var deep = $$"""{"a":{{new string('[', 96)}}{{new string(']', 96)}},"b":{{new string('[', 90)}}{{new string(']', 90)}}}""";
        await Documents.PutJsonAsync("docs", "d", Encoding.UTF8.GetBytes(deep));
        var patch = string.Join(',', Enumerable.Repeat(operation.Replace("INNERMOST", string.Join('/', Enumerable.Repeat('0', 96)), StringComparison.Ordinal), 5));

        Assert.That(async () => await Documents.PatchAsync<object>("docs", "d", JsonPatch.Parse($"[{patch}]")), Throws.TypeOf<InvalidDocumentException>());
        Assert.That(Encoding.UTF8.GetString((await Documents.GetJsonAsync("docs", "d"))!.Value.Span), Is.EqualTo(deep));
    }

    [Test]
    public async Task A_document_of_the_most_levels_is_patched()
    {
        var deep = new string('[', 99) + new string(']', 99);
        await Documents.PutJsonAsync("docs", "d", Encoding.UTF8.GetBytes($$"""{"a":{{deep}}}"""));

        await Documents.PatchAsync<System.Text.Json.JsonElement>("docs", "d", JsonPatch.Parse($$"""[{"op":"move","from":"/a","path":"/b"},{"op":"copy","from":"/b","path":"/c"},{"op":"add","path":"/d","value":{{deep[2..^2]}}}]"""));

        Assert.That(Encoding.UTF8.GetString((await Documents.GetJsonAsync("docs", "d"))!.Value.Span), Is.EqualTo($$"""{"b":{{deep}},"c":{{deep}},"d":{{deep[2..^2]}}}"""));
        Assert.That(() => JsonPatch.Parse($$"""[{"op":"add","path":"/d","value":{{deep}}}]"""), Throws.TypeOf<InvalidDocumentException>());
    }
}
