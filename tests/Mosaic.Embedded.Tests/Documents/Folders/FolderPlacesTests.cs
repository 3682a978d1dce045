using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.Json;
using System.Text.Json.Nodes;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Documents.Folders;

/// <summary>Places in a folder that are no document's, and names that are.</summary>
public sealed class FolderPlacesTests : FolderFixture
{
    private DirectoryInfo _outside = null!;

    [SetUp]
    public void MakeOutside() => _outside = Directory.CreateTempSubdirectory("mosaic-outside-");

    [TearDown]
    public void DeleteOutside() => _outside.Delete(recursive: true);

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_file_or_a_folder_that_became_a_link_is_gone(bool isFolder)
    {
        Write("n/sub/a.json", """{"v":1}""");
        Write("n/sub/b.json", """{"v":1}""");
        await using var store = await OpenAsync(FolderFormat.Json);
        var outside = Path.Combine(_outside.FullName, "sub");
        Directory.Move(Full("n/sub"), outside);
        if (isFolder)
        {
            Directory.CreateSymbolicLink(Full("n/sub"), outside);
        }
        else
        {
            Directory.CreateDirectory(Full("n/sub"));
            File.CreateSymbolicLink(Full("n/sub/a.json"), Path.Combine(outside, "a.json"));
        }

        if (isFolder)
        {
            Assert.That(await store.UpdateAsync<JsonElement>("n", "sub/a", new { x = 2 }), Is.Default);
            Assert.That(await store.DeleteAsync("n", "sub/b"), Is.False);
        }

        Assert.That(await store.GetJsonAsync("n", "sub/a"), Is.Null);
        await Assert.ThrowsAsync<InvalidDocumentException>(async () => await store.PutJsonAsync("n", "sub/a", "{}"u8.ToArray()));
        Assert.That(Directory.GetFiles(outside), Has.Length.EqualTo(2));
        Assert.That(File.ReadAllText(Path.Combine(outside, "a.json")), Is.EqualTo("""{"v":1}"""));
    }

    [Test, Platform(Exclude = "Win"), CancelAfter(60_000)]
    public async Task What_is_no_regular_file_is_passed_over(CancellationToken cancellationToken)
    {
        Write("n/a.md", "x");
        using (var process = Process.Start("mkfifo", [Full("n/pipe.md"), Full("n/pipe.json")]))
        {
            await process.WaitForExitAsync(cancellationToken);
        }

        await using var store = await Task.Run(async () => await OpenAsync(), cancellationToken).WaitAsync(cancellationToken);

        Assert.That(await store.CountAsync("n", cancellationToken: cancellationToken), Is.EqualTo(1));
        Assert.That(await store.GetJsonAsync("n", "pipe", cancellationToken), Is.Null);
        await Assert.ThrowsAsync<InvalidDocumentException>(async () => await store.PutJsonAsync("n", "pipe", "{}"u8.ToArray(), cancellationToken));
    }

    [Test]
    public async Task Folders_with_reserved_names_are_left_out_and_listed()
    {
        Write("n/a.md", "hi");
        Write("$files/n/a.md.json", """{"Collection":"n","Id":"zzz","Size":1,"Ticks":2}""");
        Write("$files/x.json", """{"Size":"x"}""");
        Write("$more/x.md", "hi");
        for (var i = 0; i < 2; i++)
        {
            await using var store = await OpenAsync();

            Assert.That(store.Problems.Select(static it => it.Path), Is.EqualTo(new[] { "$files/n/a.md.json", "$files/x.json", "$more/x.md" }));
            Assert.That(await store.ListCollectionsAsync().ToListAsync(), Is.EqualTo(new[] { "n" }));
            Assert.That((await store.ReadAsync<JsonElement>("n", "a")).GetProperty("body").GetString(), Is.EqualTo("hi"));
            Assert.That(await store.RefreshAsync(), Is.Zero);
            await Assert.ThrowsAsync<InvalidDocumentException>(async () => await store.PutJsonAsync("$more", "x", "{}"u8.ToArray()));
        }
    }

    [Test]
    public async Task What_the_store_notes_of_files_is_no_collection()
    {
        Write("n/a.md", "hi");
        await using var store = await OpenAsync();
        Func<Task>[] uses =
        [
            async () => await store.CountAsync("$files"),
            async () => await store.GetJsonAsync("$files", "n/a.md"),
            async () => await store.ReadAsync<JsonElement>("$files", "n/a.md"),
            async () => await store.FindJsonAsync("$files").ToListAsync(),
            async () => await store.FindOneAsync<JsonElement>("$files", Filter.Eq("Id", "a")),
            async () => await store.QueryAsync<JsonElement>("$files", "SELECT *").ToListAsync(),
            async () => await store.ExplainAsync("$files", Filter.Eq("Id", "a")),
            async () => await store.EnsureIndexAsync("$files", "Collection", unique: true),
            async () => await store.EnsureTextIndexAsync("$files", ["Collection"]),
            async () => await store.DeleteManyAsync("$files", Filter.Eq("Id", "a")),
            async () => await store.UpdateManyAsync("$files", Filter.Eq("Id", "a"), new { a = 1 }),
            async () => await store.CreateManyAsync("$files", [new JsonObject { ["id"] = "x" }]),
        ];

        foreach (var use in uses)
        {
            Assert.That((await Assert.ThrowsAsync<InvalidDocumentException>(async () => await use())).Hint, Is.Not.Null);
        }

        Assert.That(await store.CountAsync("n"), Is.EqualTo(1));
    }

    [TestCase("notes", "b")]
    [TestCase("Notes", "sub/y")]
    [TestCase("Notes", "A")]
    [TestCase("EMPTY", "x")]
    [TestCase("Notes", "plain.JSON/x")]
    [TestCase("Notes", "cafe\u0301")]
    [TestCase("Notes", "CAFE\u0301")]
    [TestCase("Notes", "e\u0301t\u00E9/y")]
    public async Task Names_that_differ_by_case_or_composition_alone_from_what_is_there_are_refused(string collection, string id)
    {
        Directory.CreateDirectory(Full("empty"));
        Write("Notes/plain.json", "{}");
        Write("Notes/caf\u00E9.json", "{}");
        Write("Notes/\u00E9te\u0301/x.json", "{}");
        await using var store = await OpenAsync(FolderFormat.Json);
        await store.PutJsonAsync("Notes", "a", "{}"u8.ToArray());
        await store.PutJsonAsync("Notes", "Sub/x", "{}"u8.ToArray());

        var exception = await Assert.ThrowsAsync<InvalidDocumentException>(async () => await store.PutJsonAsync(collection, id, "{}"u8.ToArray()));

        Assert.That(exception.Message, Does.Contain("case"));
        Assert.That(Directory.GetFiles(Root, "*", SearchOption.AllDirectories), Has.Length.EqualTo(5));
    }

    [TestCase("A", "a")]
    [TestCase("\u00C4", "A\u0308")]
    [TestCase("Sub/x", "sub/y")]
    [TestCase("d/Sub/x", "d/sub/y")]
    public async Task Names_of_one_call_that_differ_by_case_alone_are_refused(string one, string other)
    {
        await using var store = await OpenAsync(FolderFormat.Json);

        var exception = await Assert.ThrowsAsync<InvalidDocumentException>(async () =>
            await store.CreateManyAsync("m", [new JsonObject { ["id"] = one }, new JsonObject { ["id"] = other }]));

        Assert.That(exception.Message, Does.Contain("case"));
        Assert.That(Directory.GetFileSystemEntries(Root), Is.Empty);
    }

    [Test]
    public async Task A_name_is_free_again_when_what_differed_by_case_is_gone()
    {
        await using var store = await OpenAsync(FolderFormat.Json);
        await store.PutJsonAsync("n", "Sub/X", "{}"u8.ToArray());
        await store.DeleteAsync("n", "Sub/X");
        Directory.Delete(Full("n/Sub"));

        await store.PutJsonAsync("n", "sub/x", "{}"u8.ToArray());

        Assert.That(File.Exists(Full("n/sub/x.json")), Is.True);
    }

    [Test]
    public async Task A_folder_is_open_once_whatever_leads_to_it()
    {
        Directory.CreateDirectory(Full("in"));
        var link = Path.Combine(_outside.FullName, "link");
        Directory.CreateSymbolicLink(link, Root);
        await using var store = await FolderDocumentStore.OpenAsync(Full("in"), Options());

        await Assert.ThrowsAsync<StoreLockedException>(async () => await FolderDocumentStore.OpenAsync(Path.Combine(link, "in"), Options()));
        Assert.That(store.Folder, Does.EndWith($"files{Path.DirectorySeparatorChar}in"));

        static FolderOptions Options() => new() { Watch = false };
    }

    [Test]
    public async Task A_collection_whose_name_no_folder_can_have_is_refused()
    {
        var most = new string(':', 66);
        await using var store = await OpenAsync(FolderFormat.Json);

        await Assert.ThrowsAsync<InvalidDocumentException>(async () => await store.PutJsonAsync(most + ':', "a", "{}"u8.ToArray()));
        await store.PutJsonAsync(most, "a", "{}"u8.ToArray());

        await using var anew = await OpenAsync(set: static options => options.IndexPath += "2");
        Assert.That(await anew.ListCollectionsAsync().ToListAsync(), Is.EqualTo(new[] { most }));
    }

    [TestCase("plain")]
    [TestCase("plain/below")]
    public async Task What_is_in_the_way_of_a_folder_is_an_error_of_the_store(string name)
    {
        Write("plain", "x");

        var exception = await Assert.ThrowsAsync<MosaicException>(async () => await FolderDocumentStore.OpenAsync(Full(name), new FolderOptions { IndexPath = Path.Combine(_outside.FullName, "index") }));

        Assert.That((exception.Hint, exception.Target), Is.EqualTo(("Give the path of a folder, or of one that may be made.", Full(name))));
    }

    [Test]
    public async Task What_is_in_the_way_of_a_file_is_an_error_of_the_store()
    {
        Write("plain", "x");
        await using var store = await OpenAsync(FolderFormat.Json);
        await store.PutJsonAsync("n", "x", "{}"u8.ToArray());
        await store.PutJsonAsync("n", "z.json/y", "{}"u8.ToArray());

        foreach (var (collection, id) in new[] { ("n", "x.json/y"), ("n", "x.json/y/z"), ("n", "z"), ("plain", "z") })
        {
            var exception = await Assert.ThrowsAsync<InvalidDocumentException>(async () => await store.PutJsonAsync(collection, id, "{}"u8.ToArray()));
            Assert.That(exception.Hint, Is.Not.Null);
        }
    }

    [Test, Platform("Linux")]
    public async Task A_path_that_the_system_refuses_is_an_error_of_the_store()
    {
        var deep = Root;
        while (deep.Length < 3_900)
        {
            deep = Path.Combine(deep, new string('d', 150));
        }

        await using var store = await FolderDocumentStore.OpenAsync(deep, new FolderOptions { IndexPath = Full("index.mosaic"), Watch = false });

        var exception = await Assert.ThrowsAsync<MosaicException>(async () => await store.PutJsonAsync("n", $"{new string('a', 200)}/b", "{}"u8.ToArray()));

        Assert.That((exception.Hint, exception.InnerException), Is.Not.EqualTo((default(string), default(Exception))));
        Assert.That(await store.CountAsync("n"), Is.Zero);
    }

    [TestCase("md")]
    [TestCase("json")]
    public async Task A_file_with_the_longest_name_is_written(string extension)
    {
        var name = new string('a', 250 - extension.Length);
        Write($"n/{name}.{extension}", "{}");
        await using var store = await OpenAsync();

        await store.UpdateAsync<JsonElement>("n", name, new { t = 2 });

        Assert.That(Text($"n/{name}.{extension}"), Does.Contain("t"));
        Assert.That(Directory.GetFiles(Full("n")), Has.Length.EqualTo(1));
    }

    [Test, Platform("Linux"), CancelAfter(60_000)]
    public async Task A_name_that_is_not_UTF8_is_listed(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Full("n"));
        using (var process = Process.Start("sh", ["-c", $"echo x > \"$(printf '{Full("n")}/caf\\351.md')\""]))
        {
            await process.WaitForExitAsync(cancellationToken);
        }

        await using var store = await OpenAsync();

        Assert.That(store.Problems.Single().Message, Does.Contain("UTF-8"));
        Assert.That(await store.RefreshAsync(cancellationToken), Is.Zero);
    }

    [TestCase(FolderFormat.Json)]
    [TestCase(FolderFormat.Markdown)]
    public async Task A_long_id_survives_the_loss_of_the_index(FolderFormat format)
    {
        var id = new string('i', 300);
        await using (var store = await OpenAsync(format))
        {
            await store.PutJsonAsync("n", id, """{"a":1}"""u8.ToArray());
            await Assert.ThrowsAsync<InvalidDocumentException>(async () => await store.PutJsonAsync("n", id + "2", "[1]"u8.ToArray()));
        }

        await using var anew = await OpenAsync(format, set: static options => options.IndexPath += "2");
        Assert.That((await anew.GetAsync<JsonElement>("n", id))?.Value.GetProperty("a").GetInt32(), Is.EqualTo(1));
    }

    [Test, Platform(Exclude = "Win"), UnsupportedOSPlatform("windows")]
    public async Task A_file_keeps_its_mode()
    {
        const UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupWrite;
        Write("n/a.md", "secret");
        Write("n/b.json", "{}");
        await using var store = await OpenAsync();
        foreach (var name in new[] { "a.md", "b.json" })
        {
            File.SetUnixFileMode(Full($"n/{name}"), mode);
            await store.UpdateAsync<JsonElement>("n", name[..1], new { t = 1 });
            Assert.That(File.GetUnixFileMode(Full($"n/{name}")), Is.EqualTo(mode));
        }
    }
}
