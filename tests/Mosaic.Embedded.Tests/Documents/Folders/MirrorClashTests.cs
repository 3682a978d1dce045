using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Documents.Folders;

/// <summary>Which of two edits wins, and what the other is called.</summary>
public sealed class MirrorClashTests : FolderFixture
{
    [TestCase(-3, "from the store")]
    [TestCase(3, "from the file")]
    public async Task The_newer_of_two_edits_is_told_by_the_time_of_the_file(int hours, string winner)
    {
        Write("n/a.md", "first");
        await using var folder = await OpenAsync();
        await using var engine = await MosaicEngine.OpenInMemoryAsync();
        using var mirror = new FolderMirror(folder, engine, new FolderMirrorOptions { Clash = MirrorClash.NewerWins });
        await mirror.SyncAsync();

        await engine.Documents.UpdateAsync<JsonElement>("n", "a", new { body = "from the store" });
        Write("n/a.md", "from the file"); // seen later than the store's edit in any case
        File.SetLastWriteTimeUtc(Full("n/a.md"), DateTime.UtcNow.AddHours(hours));
        await mirror.SyncAsync();

        Assert.That(Text("n/a.md"), Is.EqualTo(winner));
        Assert.That(Directory.GetFiles(Full("n")), Has.Length.EqualTo(2));
    }

    [Test]
    public async Task Clashes_at_one_time_keep_all_that_lost()
    {
        Write("n/a.json", """{"v":0}""");
        await using var folder = await OpenAsync(FolderFormat.Json);
        await using var engine = await MosaicEngine.OpenInMemoryAsync();
        using var mirror = new FolderMirror(folder, engine, new FolderMirrorOptions { TimeProvider = new FakeTimeProvider() });
        await mirror.SyncAsync();

        foreach (var (file, document) in new[] { ("1", "22"), ("33", "444"), ("555", "6") })
        {
            Write("n/a.json", $$"""{"v":{{file}}}""");
            await engine.Documents.UpdateAsync<JsonElement>("n", "a", JsonElement.Parse($$"""{"v":{{document}}}"""));
            await mirror.SyncAsync();
        }

        Assert.That(Directory.GetFiles(Full("n")).Select(File.ReadAllText).Select(static text => JsonElement.Parse(text).GetProperty("v").GetInt32()), Is.EquivalentTo(new[] { 555, 22, 444, 6 }));
        Assert.That(await engine.Documents.CountAsync("n"), Is.EqualTo(4));
    }

    [Test]
    public async Task A_clash_of_an_id_of_nearly_the_most_bytes_is_settled()
    {
        var id = string.Join('/', Enumerable.Repeat(new string('i', 98), 5));
        await using var folder = await OpenAsync(FolderFormat.Json);
        await using var engine = await MosaicEngine.OpenInMemoryAsync();
        await engine.Documents.PutJsonAsync("n", id, """{"a":1}"""u8.ToArray());
        using var mirror = new FolderMirror(folder, engine);
        await mirror.SyncAsync();

        await engine.Documents.PutJsonAsync("n", id, """{"a":2}"""u8.ToArray());
        await folder.PutJsonAsync("n", id, """{"a":3}"""u8.ToArray());
        Assert.That((await mirror.SyncAsync()).Clashes, Is.EqualTo(1));

        Assert.That(mirror.Problems, Is.Empty);
        Assert.That(await mirror.SyncAsync(), Is.EqualTo(new MirrorReport(0, 0, 0)));
        Assert.That(await engine.Documents.CountAsync("n"), Is.EqualTo(2));
        Assert.That(await folder.CountAsync("n", Filter.Eq("a", 2)), Is.EqualTo(1));
    }
}
