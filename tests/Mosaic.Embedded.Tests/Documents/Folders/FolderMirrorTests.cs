using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Documents.Folders;

public sealed class FolderMirrorTests : FolderFixture
{
    private static readonly FolderMirrorOptions FileWins = new() { Prefix = "vault/", Clash = MirrorClash.FileWins };
    private static readonly FolderMirrorOptions StoreWins = new() { Prefix = "vault/", Clash = MirrorClash.StoreWins };

    [TestCase(FolderFormat.Json)]
    [TestCase(FolderFormat.Markdown)]
    public async Task A_document_that_expires_in_the_store_does_so_when_it_is_mirrored_and_its_file_is_edited(FolderFormat format)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 28, 12, 0, 0, TimeSpan.Zero));
        await using var folder = await OpenAsync(format);
        await using var engine = await MosaicEngine.OpenInMemoryAsync(new MosaicOptions { TimeProvider = clock });
        await engine.Documents.PutJsonAsync("n", "a", """{"v":1}"""u8.ToArray(), new WriteOptions { Upsert = true, ExpiresAt = clock.GetUtcNow().AddMinutes(1) });
        using var mirror = new FolderMirror(folder, engine);
        await mirror.SyncAsync();
        await folder.UpdateAsync<JsonElement>("n", "a", new { v = 2 });
        await mirror.SyncAsync();
        Assert.That((await engine.Documents.ReadAsync<JsonElement>("n", "a")).GetProperty("v").GetInt32(), Is.EqualTo(2));

        clock.Advance(TimeSpan.FromMinutes(2));
        Assert.That(await engine.Documents.GetJsonAsync("n", "a"), Is.Null);
        await mirror.SyncAsync();
        Assert.That(await folder.CountAsync("n"), Is.Zero);
    }

    [Test]
    public async Task What_one_side_changes_goes_to_the_other()
    {
        Write("n/a.md", "---\ntitle: A\n---\nbody #t");
        Write("root.json", """{"x": 1.50}""");
        await using var folder = await OpenAsync();
        await using var store = await MosaicEngine.OpenInMemoryAsync();
        using var mirror = new FolderMirror(folder, store, FileWins);

        Assert.That(await mirror.SyncAsync(), Is.EqualTo(new MirrorReport(2, 0, 0)));
        Assert.That(await mirror.SyncAsync(), Is.EqualTo(new MirrorReport(0, 0, 0)));
        Assert.That(await store.Documents.CountAsync("vault/n", Filter.Parse("ANY(file.tags) = 't' AND title = 'A'")), Is.EqualTo(1));
        Assert.That((await store.Documents.GetJsonAsync("vault/.", "root"))!.Value.ToArray(), Is.EqualTo("""{"x": 1.50}"""u8.ToArray()));

        await store.Documents.UpdateAsync<JsonElement>("vault/n", "a", new { title = "B" });
        await store.Documents.CreateAsync("vault/n", "new", new { body = "# New", rank = 1 });
        Write("n/c.md", "c");
        Assert.That(await mirror.SyncAsync(), Is.EqualTo(new MirrorReport(1, 2, 0)));
        Assert.That(Text("n/a.md"), Is.EqualTo("---\ntitle: B\n---\nbody #t"));
        Assert.That(Text("n/new.md"), Is.EqualTo("---\nrank: 1\n---\n# New"));
        Assert.That((await store.Documents.ReadAsync<JsonElement>("vault/n", "new")).GetProperty("file").GetProperty("title").GetString(), Is.EqualTo("New"));

        File.Delete(Full("n/c.md"));
        await store.Documents.DeleteAsync("vault/n", "new");
        Assert.That(await mirror.SyncAsync(), Is.EqualTo(new MirrorReport(1, 1, 0)));
        Assert.That(File.Exists(Full("n/new.md")), Is.False);
        Assert.That(await store.Documents.CountAsync("vault/n"), Is.EqualTo(1));
        Assert.That(await mirror.SyncAsync(), Is.EqualTo(new MirrorReport(0, 0, 0)));
    }

    [Test]
    public async Task A_collection_that_the_store_alone_has_becomes_a_folder()
    {
        await using var folder = await OpenAsync();
        await using var store = await MosaicEngine.OpenInMemoryAsync();
        await store.Documents.CreateAsync("vault/trips", "rome", new { body = "# Rome", days = 3 });
        await store.Documents.CreateAsync("users", "ann", new { name = "Ann" });
        using var mirror = new FolderMirror(folder, store, FileWins);

        Assert.That(await mirror.SyncAsync(), Is.EqualTo(new MirrorReport(0, 1, 0)));

        Assert.That(Text("trips/rome.md"), Is.EqualTo("---\ndays: 3\n---\n# Rome"));
        Assert.That(Directory.Exists(Full("users")), Is.False);
        Assert.That(await mirror.SyncAsync(), Is.EqualTo(new MirrorReport(0, 0, 0)));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Of_two_edits_one_keeps_the_id_and_the_other_is_kept_beside_it(bool fileWins)
    {
        Write("n/a.md", "first");
        await using var folder = await OpenAsync();
        await using var store = await MosaicEngine.OpenInMemoryAsync();
        using var mirror = new FolderMirror(folder, store, fileWins ? FileWins : StoreWins);
        await mirror.SyncAsync();

        Write("n/a.md", "edited as a file");
        await store.Documents.UpdateAsync<JsonElement>("vault/n", "a", new { body = "edited in the store" });
        var report = await mirror.SyncAsync();

        Assert.That(report, Is.EqualTo(fileWins ? new MirrorReport(2, 1, 1) : new MirrorReport(1, 2, 1))); // the winner, and the copy on both sides
        Assert.That(Text("n/a.md"), Is.EqualTo(fileWins ? "edited as a file" : "edited in the store"));
        var beside = Directory.GetFiles(Full("n"), "a.conflict-*.md").Single();
        Assert.That(await File.ReadAllTextAsync(beside), Is.EqualTo(fileWins ? "edited in the store" : "edited as a file"));
        Assert.That(await store.Documents.CountAsync("vault/n"), Is.EqualTo(2));
        Assert.That(await mirror.SyncAsync(), Is.EqualTo(new MirrorReport(0, 0, 0)));
    }

    [Test]
    public async Task An_edit_wins_over_a_deletion()
    {
        Write("n/a.md", "first");
        Write("n/b.md", "first");
        await using var folder = await OpenAsync();
        await using var store = await MosaicEngine.OpenInMemoryAsync();
        using var mirror = new FolderMirror(folder, store, FileWins);
        await mirror.SyncAsync();

        File.Delete(Full("n/a.md"));
        await store.Documents.UpdateAsync<JsonElement>("vault/n", "a", new { body = "edited" });
        Write("n/b.md", "edited too");
        await store.Documents.DeleteAsync("vault/n", "b");
        await mirror.SyncAsync();

        Assert.That(Text("n/a.md"), Is.EqualTo("edited"));
        Assert.That((await store.Documents.ReadAsync<JsonElement>("vault/n", "b")).GetProperty("body").GetString(), Is.EqualTo("edited too"));
    }

    [TestCase(FolderFormat.Json, "md", true)]
    [TestCase(FolderFormat.Json, "md", false)]
    [TestCase(FolderFormat.Markdown, "json", true)]
    [TestCase(FolderFormat.Markdown, "json", false)]
    public async Task What_is_kept_beside_is_the_kind_of_file_of_what_it_is_beside(FolderFormat newDocuments, string kind, bool fileWins)
    {
        Write("n/a.md", "first");
        Write("n/b.json", """{"body":"first"}""");
        await using var folder = await OpenAsync(newDocuments);
        await using var store = await MosaicEngine.OpenInMemoryAsync();
        using var mirror = new FolderMirror(folder, store, fileWins ? FileWins : StoreWins);
        await mirror.SyncAsync();
        var id = kind == "md" ? "a" : "b";

        Write($"n/{id}.{kind}", kind == "md" ? "edited as a file" : """{"body":"edited as a file"}""");
        await store.Documents.UpdateAsync<JsonElement>("vault/n", id, new { body = "edited in the store" });
        await mirror.SyncAsync();

        Assert.That(Directory.GetFiles(Full("n"), $"{id}.conflict-*").Select(Path.GetExtension), Is.EqualTo(new[] { $".{kind}" }));
        Assert.That(await mirror.SyncAsync(), Is.EqualTo(new MirrorReport(0, 0, 0)));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_clash_is_told_once_it_is_settled(bool fileWins)
    {
        Write("n/a.md", "first");
        Write("n/b.md", "first");
        await using var folder = await OpenAsync();
        await using var store = await MosaicEngine.OpenInMemoryAsync();
        var told = new List<(MirrorConflict, string)>();
        var inStore = default(Task<long>);
        var again = default(Task<MirrorReport>);
        var options = new FolderMirrorOptions { Prefix = "vault/", Clash = fileWins ? MirrorClash.FileWins : MirrorClash.StoreWins };
        using var mirror = new FolderMirror(folder, store, options);
        options.OnClash = clash =>
        {
            told.Add((clash, Text(clash.KeptPath!)));
            inStore = store.Documents.CountAsync("vault/n", Filter.Contains("id", "conflict")).AsTask();
            again = mirror.SyncAsync().AsTask();
        };
        await mirror.SyncAsync();

        Write("n/a.md", "edited as a file");
        await store.Documents.UpdateAsync<JsonElement>("vault/n", "a", new { body = "edited in the store" });
        await store.Documents.UpdateAsync<JsonElement>("vault/n", "b", new { body = "edited in the store only" });
        await mirror.SyncAsync();

        var kept = $"n/{Path.GetFileName(Directory.GetFiles(Full("n"), "a.conflict-*.md").Single())}";
        Assert.That(told, Is.EqualTo(new[] { (new MirrorConflict("n", "a", kept, fileWins), fileWins ? "edited in the store" : "edited as a file") }));
        Assert.That(await inStore!, Is.EqualTo(1));
        await again!;
    }

    [Test]
    public async Task Who_is_told_of_clashes_and_fails_harms_nothing()
    {
        Write("n/a.md", "first");
        await using var folder = await OpenAsync();
        await using var store = await MosaicEngine.OpenInMemoryAsync();
        var warnings = new List<string>();
        using var log = new WarningLog(warnings.Add);
        using var mirror = new FolderMirror(
            folder, store, new FolderMirrorOptions { Prefix = "vault/", OnClash = static _ => throw new InvalidOperationException("no"), LoggerFactory = log });
        await mirror.SyncAsync();

        Write("n/a.md", "edited as a file");
        await store.Documents.UpdateAsync<JsonElement>("vault/n", "a", new { body = "edited in the store" });

        Assert.That(await mirror.SyncAsync(), Is.EqualTo(new MirrorReport(2, 1, 1)));
        Assert.That(await mirror.SyncAsync(), Is.EqualTo(new MirrorReport(0, 0, 0)));
        Assert.That(warnings.Single(), Does.Contain("n/a"));
    }

    [Test]
    public async Task What_does_not_fit_the_kind_of_file_is_kept_beside_in_one_that_it_fits()
    {
        Write("n/a.md", "first");
        await using var folder = await OpenAsync();
        await using var store = await MosaicEngine.OpenInMemoryAsync();
        using var mirror = new FolderMirror(folder, store, FileWins);
        await mirror.SyncAsync();

        Write("n/a.md", "edited as a file");
        await store.Documents.PutJsonAsync("vault/n", "a", """{"body":5}"""u8.ToArray());
        Assert.That((await mirror.SyncAsync()).Clashes, Is.EqualTo(1));

        Assert.That(await File.ReadAllTextAsync(Directory.GetFiles(Full("n"), "a.conflict-*.json").Single()), Is.EqualTo("""{"body":5}"""));
    }

    [TestCase(FolderFormat.Json)]
    [TestCase(FolderFormat.Markdown)]
    public async Task A_file_that_comes_back_is_of_the_kind_that_it_was(FolderFormat newDocuments)
    {
        Write("n/a.md", "first");
        Write("n/b.json", """{"body":"first"}""");
        await using var store = await MosaicEngine.OpenInMemoryAsync();
        await using (var folder = await OpenAsync(newDocuments))
        {
            using var mirror = new FolderMirror(folder, store, FileWins);
            await mirror.SyncAsync();
        }

        File.Delete(Full("n/a.md"));
        File.Delete(Full("n/b.json"));
        await store.Documents.UpdateAsync<JsonElement>("vault/n", "a", new { body = "edited" });
        await store.Documents.UpdateAsync<JsonElement>("vault/n", "b", new { body = "edited" });
        await using var again = await OpenAsync(newDocuments);
        using var another = new FolderMirror(again, store, FileWins);
        await another.SyncAsync();

        Assert.That(Directory.GetFiles(Full("n")).Select(Path.GetFileName).Order(), Is.EqualTo(new[] { "a.md", "b.json" }));
        Assert.That(Text("n/a.md"), Is.EqualTo("edited"));
        Assert.That(Text("n/b.json"), Does.Contain("edited"));
        Assert.That(await another.SyncAsync(), Is.EqualTo(new MirrorReport(0, 0, 0)));
    }

    [Test]
    public async Task An_index_that_was_deleted_is_no_edit()
    {
        Write("n/a.md", "first");
        await using var store = await MosaicEngine.OpenInMemoryAsync();
        await using (var folder = await OpenAsync())
        {
            using var first = new FolderMirror(folder, store, FileWins);
            await first.SyncAsync();
        }

        await using var again = await OpenAsync(set: static options => options.IndexPath += "2");
        using var mirror = new FolderMirror(again, store, FileWins);
        Assert.That(await mirror.SyncAsync(), Is.EqualTo(new MirrorReport(0, 0, 0)));
    }

    [Test]
    public async Task Changes_are_followed_as_they_come()
    {
        Write("n/a.md", "first");
        await using var folder = await OpenAsync(watch: true);
        await using var store = await MosaicEngine.OpenInMemoryAsync();
        using var ending = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var mirror = new FolderMirror(folder, store, FileWins);
        var running = mirror.RunAsync(ending.Token);

        await Eventually(async () => await store.Documents.CountAsync("vault/n") == 1);
        Write("n/b.md", "from outside");
        await Eventually(async () => await store.Documents.CountAsync("vault/n", Filter.Eq("body", "from outside")) == 1);
        await store.Documents.UpdateAsync<JsonElement>("vault/n", "b", new { body = "from the store" });
        await Eventually(() => Task.FromResult(Text("n/b.md") == "from the store"));
        await ending.CancelAsync();

        Assert.That(async () => await new ValueTask(running), Throws.InstanceOf<OperationCanceledException>());

        async Task Eventually(Func<Task<bool>> condition)
        {
            while (!await condition())
            {
                ending.Token.ThrowIfCancellationRequested();
                Assert.That(running.IsFaulted, Is.False, running.Exception?.ToString());
                await Task.Yield();
            }
        }
    }
}
