using System.Text;
using System.Text.Json;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Documents.Folders;

/// <summary>What a write would lose or change unasked is refused, and the file stays.</summary>
public sealed class FolderRefusalTests : FolderFixture
{
    private static readonly string Large = new('x', 8_100_000);

    [TestCase("a.md", "long")]
    [TestCase("a.json", "long")]
    [TestCase("a.json", "{ \"a\": 1 // a comment\n}")]
    [TestCase("a.json", "{\"id\":\"\"}")]
    [TestCase("a.json", "not UTF-8")]
    [TestCase("a.md", "not UTF-8")]
    [TestCase("a.md", "long front matter")]
    [TestCase("a.md", "---\na: [1\n---\nbody")]
    [TestCase("a.md", "---\na: .inf\n? [x]\n: 1\n'[ x ]': 2\n---\nbody")]
    public async Task A_file_that_was_not_read_whole_is_not_written(string name, string what)
    {
        byte[] bytes = what switch
        {
            "long" when name == "a.md" => Encoding.UTF8.GetBytes($"---\ntitle: A\n---\n{Large}"),
            "long" => Encoding.UTF8.GetBytes($"[\"{Large}{Large}\"]"),
            "not UTF-8" => [0xFF, 0xFE, 0, 1, 2],
            "long front matter" => Encoding.UTF8.GetBytes($"---\na: {new string('x', 1_000_001)}\n---\nbody"),
            _ => Encoding.UTF8.GetBytes(what),
        };
        Write($"n/{name}", bytes);
        await using var store = await OpenAsync();
        Assert.That(store.Problems, Has.Count.EqualTo(1));

        var update = await Assert.ThrowsAsync<InvalidDocumentException>(async () => await store.UpdateAsync<JsonElement>("n", "a", new { status = "x" }));
        await Assert.ThrowsAsync<InvalidDocumentException>(async () => await store.PutJsonAsync("n", "a", "{}"u8.ToArray()));

        Assert.That(update.Hint, Is.Not.Null);
        Assert.That(File.ReadAllBytes(Full($"n/{name}")).AsSpan().SequenceEqual(bytes), Is.True);
        Assert.That(await store.DeleteAsync("n", "a"), Is.True);
    }

    [Test]
    public async Task A_write_that_would_make_a_file_too_large_to_be_read_is_refused()
    {
        Write("n/a.md", "small");
        await using var store = await OpenAsync();

        await Assert.ThrowsAsync<InvalidDocumentException>(async () => await store.CreateAsync("n", "b", new { body = Large }));
        await Assert.ThrowsAsync<InvalidDocumentException>(async () => await store.UpdateAsync<JsonElement>("n", "a", new { body = Large }));
        await Assert.ThrowsAsync<InvalidDocumentException>(async () => await store.UpdateAsync<JsonElement>("n", "a", new { body = new string('\u0001', 4_000_000) }));

        Assert.That((Text("n/a.md"), File.Exists(Full("n/b.md"))), Is.EqualTo(("small", false)));
    }

    [TestCase("""{"body":"t","file":"invoice.pdf"}""", "file")]
    [TestCase("""{"body":"t","file":{"path":"invoice.pdf"}}""", "file")]
    [TestCase("""{"body":"t","a":"long"}""", "front matter")]
    [TestCase("""{"body":"t","many":[0]}""", "100000 values")]
    [TestCase("""{"body":"t","kkk":1}""", "not valid YAML")]
    public async Task A_document_that_Markdown_cannot_say_is_refused(string json, string why)
    {
        json = json.Replace("long", new string('q', 1_100_000), StringComparison.Ordinal)
            .Replace("[0]", $"[{string.Join(',', Enumerable.Repeat("1", 100_100))}]", StringComparison.Ordinal)
            .Replace("kkk", new string('k', 1_500), StringComparison.Ordinal);
        await using var store = await OpenAsync();

        var exception = await Assert.ThrowsAsync<InvalidDocumentException>(async () => await store.PutJsonAsync("n", "a", Encoding.UTF8.GetBytes(json)));

        Assert.That(exception.Message, Does.Contain(why).IgnoreCase.And.Length.LessThan(2_000));
        Assert.That(exception.Hint, Does.Contain("FolderFormat.Json"));
        Assert.That(Directory.Exists(Full("n")) ? Directory.GetFiles(Full("n")) : [], Is.Empty);
    }

    [TestCase("---\nfoo: bar\n---\nhello")]
    [TestCase("+++\n+++\n")]
    [TestCase("---json\n{}\n---")]
    [TestCase("\uFEFFhello")]
    [TestCase("\uFEFF---\na: 1\n---\n")]
    [TestCase("---\n")]
    [TestCase("---")]
    public async Task A_body_that_looks_like_something_else_is_read_back_as_it_is(string body)
    {
        await using var store = await OpenAsync();
        await store.CreateAsync("n", "new", new { body });
        await store.CreateAsync("n", "changed", new { body = "x" });
        await store.UpdateAsync<JsonElement>("n", "changed", new { body });
        await store.CreateAsync("n", "with", new { body, a = 1 });
        await store.UpdateAsync<JsonElement>("n", "with", JsonElement.Parse("""{"a":null}"""));

        await using var anew = await OpenAsync(set: static options => options.IndexPath += "2");
        foreach (var id in new[] { "new", "changed", "with" })
        {
            var read = (await anew.ReadAsync<JsonElement>("n", id)).EnumerateObject().ToDictionary(static it => it.Name, static it => it.Value);
            Assert.That(read.Keys, Is.EquivalentTo(new[] { "id", "body", "file" }));
            Assert.That(read["body"].GetString(), Is.EqualTo(body), id);
        }
    }

    [Test]
    public async Task A_document_that_was_read_is_written_with_what_is_computed_of_it()
    {
        Write("n/a.md", "# T");
        await using var store = await OpenAsync();

        var whole = (await store.GetJsonAsync("n", "a"))!.Value;
        await store.PutJsonAsync("n", "a", whole);
        await store.PutJsonAsync("n", "a", Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(whole.Span).Replace("\"body\":\"# T\"", "\"body\":\"# V\"", StringComparison.Ordinal)));

        Assert.That(Text("n/a.md"), Is.EqualTo("# V"));
    }

    [TestCase(FolderFormat.Markdown)]
    [TestCase(FolderFormat.Json)]
    public async Task A_deep_document_is_written(FolderFormat format)
    {
        await using var store = await OpenAsync(format);
        var deep = $$"""{"a":{{new string('[', 80)}}{{new string(']', 80)}}}""";

        await store.PutJsonAsync("n", "a", Encoding.UTF8.GetBytes(deep));
        await store.UpdateAsync<JsonElement>("n", "a", new { b = 1 });

        Assert.That(JsonDocument.Parse((await store.GetJsonAsync("n", "a"))!.Value, new JsonDocumentOptions { MaxDepth = 200 }).RootElement.GetProperty("b").GetInt32(), Is.EqualTo(1));
    }
}
