using System.Text;
using System.Text.Json;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Documents.Folders;

/// <summary>Documents that one side cannot hold or read: the others go on, and nothing of them is lost.</summary>
public sealed class MirrorProblemTests : FolderFixture
{
    private static readonly string[] Unholdable =
    [
        """{"title":"t","file":"invoice.pdf"}""",
        $$"""{"log":"{{new string('q', 1_100_000)}}","k":2,"body":"t"}""",
        $$"""{"{{new string('k', 1_500)}}":1,"b":2}""",
    ];

    [TestCaseSource(nameof(Unholdable))]
    public async Task A_document_that_Markdown_cannot_hold_stays_whole_in_the_store(string json)
    {
        await using var folder = await OpenAsync();
        await using var engine = await MosaicEngine.OpenInMemoryAsync();
        await engine.Documents.PutJsonAsync("n", "x", Encoding.UTF8.GetBytes(json));
        await engine.Documents.PutJsonAsync("n", "y", "{}"u8.ToArray());
        using var mirror = new FolderMirror(folder, engine);

        await mirror.SyncAsync();
        var first = (await engine.Documents.GetJsonAsync("n", "x"))!.Value.ToArray();
        await mirror.SyncAsync();
        await engine.Documents.UpdateAsync<JsonElement>("n", "x", new { z = 1 });
        await mirror.SyncAsync();

        Assert.That(JsonElement.DeepEquals(JsonElement.Parse(json), JsonElement.Parse(first)), Is.True);
        var second = await engine.Documents.ReadAsync<Dictionary<string, JsonElement>>("n", "x");
        Assert.That(second!.Remove("z"), Is.True);
        Assert.That(JsonElement.DeepEquals(JsonElement.Parse(json), JsonSerializer.SerializeToElement(second)), Is.True);
        Assert.That(mirror.Problems.Select(static problem => problem.Path), Is.EqualTo(new[] { "n/x" }));
        Assert.That(File.Exists(Full("n/y.md")), Is.True);
        Assert.That(Directory.GetFiles(Full("n"), "*conflict*"), Is.Empty);

        await engine.Documents.PutJsonAsync("n", "x", """{"body":"fits"}"""u8.ToArray());
        await mirror.SyncAsync();
        Assert.That(mirror.Problems, Is.Empty);
        Assert.That(Text("n/x.md"), Does.Contain("fits"));
    }

    [Test]
    public async Task One_document_that_fails_does_not_stop_the_others()
    {
        Write("n/a.md", "x");
        Write("zz/b.md", "x");
        await using var folder = await OpenAsync();
        await using var engine = await MosaicEngine.OpenInMemoryAsync();
        await engine.Documents.PutJsonAsync("aa", "deep", Encoding.UTF8.GetBytes($$"""{"a":{{new string('[', 80)}}{{new string(']', 80)}}}"""));
        await engine.Documents.PutJsonAsync("aa", "x", "{}"u8.ToArray());
        await engine.Documents.PutJsonAsync("aa", "x.md/y", "{}"u8.ToArray());
        await engine.Documents.PutJsonAsync("yy", "later", "{}"u8.ToArray());
        await engine.Documents.PutJsonAsync("$mirror", "foreign", """{"mine":true}"""u8.ToArray());
        using var mirror = new FolderMirror(folder, engine);

        await mirror.SyncAsync();
        await mirror.SyncAsync();

        Assert.That(mirror.Problems.Select(static problem => problem.Path), Does.Contain("aa/deep"));
        Assert.That(mirror.Problems, Has.Count.LessThanOrEqualTo(2));
        Assert.That(await engine.Documents.CountAsync("n") + await engine.Documents.CountAsync("zz"), Is.EqualTo(2));
        Assert.That(File.Exists(Full("yy/later.md")), Is.True);
        Assert.That(await engine.Documents.CountAsync("aa"), Is.EqualTo(3));
    }
}
