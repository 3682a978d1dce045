using System.Text.Json;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Documents.Folders;

/// <summary>Which file has which id, and who waits for one.</summary>
public sealed class FolderClaimTests : FolderFixture
{
    [Test]
    public async Task Two_files_that_exchange_their_names_keep_both_documents()
    {
        Write("n/a.md", "---\nid: A\n---\nfirst");
        Write("n/b.md", "---\nid: B\n---\nsecond!");
        await using var folder = await OpenAsync();
        await using var engine = await MosaicEngine.OpenInMemoryAsync();
        using var mirror = new FolderMirror(folder, engine);
        await mirror.SyncAsync();

        File.Move(Full("n/a.md"), Full("n/c.txt"));
        File.Move(Full("n/b.md"), Full("n/a.md"));
        File.Move(Full("n/c.txt"), Full("n/b.md"));
        await mirror.SyncAsync();

        Assert.That(folder.Problems, Is.Empty);
        Assert.That(await BodyAsync(folder, "A") + await BodyAsync(folder, "B"), Is.EqualTo("firstsecond!"));
        Assert.That(await BodyAsync(engine.Documents, "A") + await BodyAsync(engine.Documents, "B"), Is.EqualTo("firstsecond!"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_file_that_waits_for_an_id_gets_it_when_its_owner_goes(bool reopened)
    {
        Write("n/a.md", "---\nid: X\n---\nfirst");
        Write("n/b.md", "---\nid: X\n---\nsecond");
        var folder = await OpenAsync();
        Assert.That(folder.Problems, Has.Count.EqualTo(1));

        await folder.DeleteAsync("n", "X");
        if (reopened)
        {
            await folder.DisposeAsync();
            folder = await OpenAsync();
        }

        await folder.RefreshAsync();
        Assert.That(await BodyAsync(folder, "X"), Is.EqualTo("second"));
        Assert.That(folder.Problems, Is.Empty);
        await folder.DisposeAsync();
    }

    [Test]
    public async Task A_file_that_a_unique_index_refuses_is_left_out_whole_and_comes_when_the_value_is_free()
    {
        Write("n/a.json", """{"k":1}""");
        Write("n/b.json", """{"k":2}""");
        await using var folder = await OpenAsync();
        await using var engine = await MosaicEngine.OpenInMemoryAsync();
        using var mirror = new FolderMirror(folder, engine);
        await mirror.SyncAsync();
        await folder.EnsureIndexAsync("n", "k", unique: true);

        Write("n/b.json", """{"k":1,"new":true}""");
        await mirror.SyncAsync();
        Assert.That(folder.Problems.Select(static problem => problem.Path), Is.EqualTo(new[] { "n/b.json" }));
        Assert.That(await folder.GetJsonAsync("n", "b"), Is.Null);
        Assert.That(await folder.CountAsync("n"), Is.EqualTo(1));
        Assert.That(await folder.CountAsync("n", Filter.Eq("k", 2)), Is.Zero);
        Assert.That(await engine.Documents.CountAsync("n"), Is.EqualTo(2)); // the file is there, the document stays

        Write("n/a.json", """{"k":3}""");
        await folder.RefreshAsync();
        Assert.That(await folder.CountAsync("n", Filter.Eq("k", 1)), Is.EqualTo(1));
        Assert.That(folder.Problems, Is.Empty);
    }

    [Test]
    public async Task Two_files_exchange_values_of_a_unique_index()
    {
        Write("n/a.json", """{"k":1}""");
        Write("n/b.json", """{"k":2}""");
        await using var folder = await OpenAsync();
        await folder.EnsureIndexAsync("n", "k", unique: true);

        Write("n/a.json", """{"k": 2}""");
        Write("n/b.json", """{"k": 1}""");
        await folder.RefreshAsync();

        Assert.That(folder.Problems, Is.Empty);
        Assert.That((await folder.ReadAsync<JsonElement>("n", "a")).GetProperty("k").GetInt32(), Is.EqualTo(2));
        Assert.That((await folder.FindOneAsync<JsonElement>("n", Filter.Eq("k", 1))).GetProperty("k").GetInt32(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_folder_whose_name_is_none_of_a_collection_is_a_problem_and_no_failure()
    {
        Write($"{new string('f', 140)}/a.md", "x");
        Write("two\nlines/a.md", "x");
        Write("$files/a.md", "x");
        Write("n/a.md", "[b](b.md)");
        Write("n/b.md", "x");
        await using var folder = await OpenAsync();

        Assert.That(folder.Problems, Has.Count.EqualTo(3));
        Assert.That(await folder.BacklinksAsync("n", "b"), Is.EqualTo(new[] { ("n", "a") }));
        Assert.That(await folder.ListCollectionsAsync().ToListAsync(), Is.EqualTo(new[] { "n" }));
    }

    private static async Task<string?> BodyAsync(IDocumentStore documents, string id) => (await documents.ReadAsync<JsonElement>("n", id)).GetProperty("body").GetString();
}
