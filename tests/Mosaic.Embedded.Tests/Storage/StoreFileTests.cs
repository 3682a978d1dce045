using System.Security.Cryptography;
using Mosaic.Specs;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Storage;

/// <summary>Opening and closing a store's file.</summary>
public sealed class StoreFileTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public async Task Reopening_keeps_everything()
    {
        await using (var store = await OpenAsync())
        {
            await store.Documents.EnsureIndexAsync("notes", "kind");
            await store.Documents.EnsureIndexAsync("notes", "title", unique: true);
            await store.Documents.CreateManyAsync("notes", Enumerable.Range(0, 500).Select(static i => new Note { Id = $"n{i:000}", Title = $"t{i}", Kind = $"k{i % 3}" }));
            await store.Documents.UpdateAsync<Note>("notes", "n001", new { rank = 9 });
            await store.Documents.DeleteAsync("notes", "n002");
        }

        await using var reopened = await OpenAsync();
        Assert.That(reopened.OpenReport.Recovered, Is.False);
        Assert.That(await reopened.Documents.CountAsync("notes"), Is.EqualTo(499));
        Assert.That(await reopened.Documents.GetAsync<Note>("notes", "n001"), Has.Property("Version").EqualTo(2).And.Property("Value").Property("Rank").EqualTo(9));
        Assert.That(await reopened.Documents.ReadAsync<Note>("notes", "n002"), Is.Null);
        Assert.That(await reopened.Documents.CountAsync("notes", Filter.Eq("kind", "k1")), Is.EqualTo(167));
        Assert.That(async () => await reopened.Documents.CreateAsync("notes", new Note { Title = "t7" }), Throws.TypeOf<DuplicateKeyException>());
        Assert.That((await reopened.CheckAsync()).Problems, Is.Empty);
    }

    [Test]
    public async Task A_closed_store_is_one_file_and_an_open_one_four()
    {
        await using (var store = await OpenAsync())
        {
            await store.Documents.CreateAsync("notes", new Note());
            Assert.That(_folder.Files, Is.EqualTo(new[] { "app.mosaic", "app.mosaic.lock", "app.mosaic.owner", "app.mosaic.wal" }));
        }

        Assert.That(_folder.Files, Is.EqualTo(new[] { "app.mosaic" }));
    }

    [Test]
    public async Task What_was_acknowledged_is_there_when_the_owner_never_closed_it()
    {
        await using var store = await OpenAsync();
        for (var i = 0; i < 50; i++)
        {
            await store.Documents.CreateAsync("notes", new Note { Id = $"n{i:00}" });
        }

        using var left = _folder.Abandon();
        await using var recovered = await MosaicEngine.OpenAsync(left.Store);
        Assert.That(recovered.OpenReport.Recovered, Is.True);
        Assert.That(await FolderStore.ReadAsync(recovered), Has.Count.EqualTo(50));
    }

    [Test]
    public async Task A_second_opener_is_told_who_owns_the_store()
    {
        await using (var store = await OpenAsync())
        {
            Assert.That(
                async () => await OpenAsync(),
                Throws.TypeOf<StoreLockedException>().With.Message.Contains($"process {Environment.ProcessId}").And.Property("Hint").Not.Empty);
            Assert.That(async () => await OpenAsync(new MosaicOptions { ReadOnly = true }), Throws.TypeOf<StoreLockedException>());
            await store.Documents.CreateAsync("notes", new Note());
        }

        await using var next = await OpenAsync();
        Assert.That(await next.Documents.CountAsync("notes"), Is.EqualTo(1));
    }

    [Test]
    public async Task Of_many_openers_at_once_one_gets_the_store()
    {
        for (var round = 0; round < 10; round++)
        {
            var opened = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(async () =>
            {
                try
                {
                    return await OpenAsync();
                }
                catch (StoreLockedException)
                {
                    return null;
                }
            })));
            Assert.That(opened.Count(static store => store is not null), Is.EqualTo(1));
            await opened.Single(static store => store is not null)!.DisposeAsync();
        }
    }

    [Test]
    public async Task Reading_only_changes_nothing_on_disk_and_refuses_writes()
    {
        await CreateAsync(20);
        var before = Hash(_folder.Store);

        await using (var store = await OpenAsync(new MosaicOptions { ReadOnly = true }))
        {
            Assert.That(await FolderStore.ReadAsync(store), Has.Count.EqualTo(20));
            await RefusesWrites(store);
            Assert.That((await store.CheckAsync()).Problems, Is.Empty);
        }

        Assert.That(_folder.Files, Is.EqualTo(new[] { "app.mosaic" }));
        Assert.That(Hash(_folder.Store), Is.EqualTo(before));
    }

    [Test]
    public async Task Reading_only_beside_a_leftover_log_sees_all_of_it_and_changes_neither()
    {
        await CreateAsync(20);
        await using var owner = await OpenAsync();
        await owner.Documents.EnsureIndexAsync("notes", "rank");
        await owner.Documents.CreateManyAsync("notes", Enumerable.Range(0, 300).Select(static i => new Note { Id = $"later{i:000}", Rank = i }));
        await owner.Documents.DeleteAsync("notes", "n00");
        using var left = _folder.Abandon();
        var before = (Hash(left.Store), Hash(left.Store + ".wal"));

        using var copied = new TemporaryFolder();
        await using (var store = await MosaicEngine.OpenAsync(left.Store, new MosaicOptions { ReadOnly = true }))
        {
            Assert.That(await FolderStore.ReadAsync(store), Has.Count.EqualTo(319));
            Assert.That(await store.Documents.CountAsync("notes"), Is.EqualTo(319));
            Assert.That(await store.Documents.CountAsync("notes", Filter.Gte("rank", 290)), Is.EqualTo(10));
            await RefusesWrites(store);
            Assert.That((await store.CheckAsync()).Problems, Is.Empty);
            await store.CopyToAsync(copied.Store);
        }

        Assert.That((Hash(left.Store), Hash(left.Store + ".wal")), Is.EqualTo(before));
        Assert.That(left.Files, Is.EqualTo(new[] { "app.mosaic", "app.mosaic.wal" }));
        await using var copy = await MosaicEngine.OpenAsync(copied.Store);
        Assert.That(await FolderStore.ReadAsync(copy), Has.Count.EqualTo(319));
    }

    [Test]
    public void Reading_only_creates_no_store()
    {
        Assert.That(async () => await OpenAsync(new MosaicOptions { ReadOnly = true }), Throws.InstanceOf<MosaicException>());
        Assert.That(_folder.Files, Is.Empty);
    }

    [Test]
    public async Task What_is_no_Mosaic_file_is_refused_and_not_touched([Values("empty", "short", "random", "text", "LiteDB")] string what)
    {
        switch (what)
        {
            case "LiteDB":
                using (var plain = new LiteDB.LiteDatabase(_folder.Store))
                {
                    plain.GetCollection("c").Insert(new LiteDB.BsonDocument { ["a"] = 1 });
                }

                break;
            default:
                var bytes = new byte[what switch { "empty" => 0, "short" => 100, _ => 20_000 }];
                new Random(1).NextBytes(bytes);
                await File.WriteAllBytesAsync(_folder.Store, bytes);
                break;
        }

        var before = Hash(_folder.Store);
        var files = _folder.Files;

        Assert.That(async () => await OpenAsync(), Throws.TypeOf<StoreCorruptException>().With.Property("Hint").Not.Empty);
        Assert.That(async () => await OpenAsync(new MosaicOptions { ReadOnly = true }), Throws.TypeOf<StoreCorruptException>());
        Assert.That(Hash(_folder.Store), Is.EqualTo(before));
        Assert.That(_folder.Files, Is.EqualTo(files));
    }

    [Test]
    public async Task A_closed_store_is_a_file_that_LiteDB_opens([Values(0, 5)] int documents)
    {
        await CreateAsync(documents);

        using var plain = new LiteDB.LiteDatabase($"Filename={_folder.Store};ReadOnly=true");
        Assert.That(plain.GetCollectionNames(), documents == 0 ? Is.Empty : Is.EqualTo(new[] { "blocks" }));
        Assert.That(plain.GetCollection("blocks").Count(), documents == 0 ? Is.Zero : Is.Positive);
    }

    [Test]
    public async Task A_newer_format_is_refused_and_not_touched()
    {
        await CreateAsync(5);
        var bytes = await File.ReadAllBytesAsync(_folder.Store);
        bytes[112 + 4]++; // the version, behind the mark
        await File.WriteAllBytesAsync(_folder.Store, bytes);

        Assert.That(async () => await OpenAsync(), Throws.TypeOf<StoreCorruptException>().With.Message.Contains("format 2"));
        Assert.That(await File.ReadAllBytesAsync(_folder.Store), Is.EqualTo(bytes));
    }

    [Test]
    public void A_folder_instead_of_a_file_is_refused()
    {
        Directory.CreateDirectory(_folder.Store);

        Assert.That(async () => await OpenAsync(), Throws.InstanceOf<MosaicException>());
    }

    [TestCase(true, TestName = "An_old_file_under_a_newer_log_is_refused_with_both_named")]
    [TestCase(false, TestName = "An_old_file_under_the_log_of_the_very_next_opening_is_refused_with_both_named")]
    public async Task Old_file(bool openedBetween)
    {
        await CreateAsync(5);
        File.Copy(_folder.Store, _folder.File("old"));
        if (openedBetween)
        {
            await using var between = await OpenAsync();
            await between.Documents.CreateAsync("notes", new Note { Id = "between" });
        }

        await using var owner = await OpenAsync();
        await owner.Documents.CreateAsync("notes", new Note { Id = "later" });
        using var left = _folder.Abandon();
        File.Copy(_folder.File("old"), left.Store, overwrite: true);
        var before = (Hash(left.Store), Hash(left.Store + ".wal"));

        Assert.That(
            async () => await MosaicEngine.OpenAsync(left.Store),
            Throws.TypeOf<StoreCorruptException>().With.Message.Contains(left.Store + ".wal").And.Message.Contains("data file"));
        Assert.That((Hash(left.Store), Hash(left.Store + ".wal")), Is.EqualTo(before));
    }

    [Test]
    public async Task A_log_of_another_store_is_refused()
    {
        await CreateAsync(5);
        await using var other = await MosaicEngine.OpenAsync(_folder.File("other.mosaic"));
        await other.Documents.CreateAsync("notes", new Note());
        File.Copy(_folder.File("other.mosaic.wal"), _folder.Store + ".wal");

        Assert.That(async () => await OpenAsync(), Throws.TypeOf<StoreCorruptException>().With.Message.Contains("another store"));
    }

    [Test]
    public async Task A_log_without_its_data_file_is_refused()
    {
        await using var owner = await OpenAsync();
        await owner.Documents.CreateAsync("notes", new Note());
        using var left = _folder.Abandon();
        File.Delete(left.Store);

        Assert.That(async () => await MosaicEngine.OpenAsync(left.Store), Throws.TypeOf<StoreCorruptException>());
        Assert.That(left.Files, Is.EqualTo(new[] { "app.mosaic.wal" }));
    }

    [Test]
    public async Task A_data_file_whose_log_is_missing_is_refused_unless_asked_for()
    {
        await CreateAsync(5);
        await using var owner = await OpenAsync();
        await owner.Documents.CreateAsync("notes", new Note { Id = "in the log" });
        using var left = _folder.Abandon();
        File.Delete(left.Store + ".wal");

        Assert.That(async () => await MosaicEngine.OpenAsync(left.Store), Throws.TypeOf<StoreCorruptException>());
        await using var store = await MosaicEngine.OpenAsync(left.Store, new MosaicOptions { OpenWithoutLog = true });
        Assert.That(await FolderStore.ReadAsync(store), Has.Count.EqualTo(5));
    }

    [Test]
    public async Task A_store_opens_in_a_folder_that_is_not_there_yet()
    {
        await using var store = await MosaicEngine.OpenAsync(Path.Combine(_folder.Path, "a", "b", "app.mosaic"));
        await store.Documents.CreateAsync("notes", new Note());
    }

    [Test]
    public void A_cancelled_token_opens_nothing()
    {
        Assert.That(async () => await MosaicEngine.OpenAsync(_folder.Store, null, new CancellationToken(true)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(_folder.Files, Is.Empty);
    }

    [Test]
    public async Task A_cursor_goes_on_over_a_restart()
    {
        string cursor;
        await using (var store = await OpenAsync())
        {
            await store.Documents.CreateManyAsync("notes", [new Note { Id = "a" }, new Note { Id = "b" }]);
            await using var feed = store.Changes.ReadAsync().GetAsyncEnumerator();
            do
            {
                await feed.MoveNextAsync();
            }
            while (feed.Current.Id != "a");

            cursor = feed.Current.Cursor;
        }

        await using var reopened = await OpenAsync();
        await foreach (var change in reopened.Changes.ReadAsync(cursor))
        {
            Assert.That(change.Id, Is.EqualTo("b"));
            break;
        }
    }

    [Test]
    public async Task A_cursor_of_a_future_that_was_rolled_back_is_refused()
    {
        await CreateAsync(3);
        File.Copy(_folder.Store, _folder.File("yesterday"));
        string cursor;
        await using (var store = await OpenAsync())
        {
            await store.Documents.CreateAsync("notes", new Note { Id = "today" });
            cursor = await store.Changes.GetHeadAsync();
        }

        File.Copy(_folder.File("yesterday"), _folder.Store, overwrite: true);
        await using var restored = await OpenAsync();
        await restored.Documents.CreateAsync("notes", new Note { Id = "another today" });

        Assert.That(
            async () =>
            {
                await foreach (var _ in restored.Changes.ReadAsync(cursor))
                {
                    break;
                }
            },
            Throws.TypeOf<FeedTrimmedException>());
    }

    private static string Hash(string path) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));

    private static async Task RefusesWrites(MosaicEngine store)
    {
        Assert.That(async () => await store.Documents.CreateAsync("notes", new Note()), Throws.InstanceOf<MosaicException>());
        Assert.That(async () => await store.Documents.DeleteAsync("notes", "n01"), Throws.InstanceOf<MosaicException>());
        Assert.That(async () => await store.Documents.EnsureIndexAsync("notes", "kind"), Throws.InstanceOf<MosaicException>());
        Assert.That(async () => await store.CompactAsync(), Throws.InstanceOf<MosaicException>());
        Assert.That(await store.Documents.ReadAsync<Note>("notes", "n01"), Is.Not.Null);
    }

    private async Task CreateAsync(int count)
    {
        await using var store = await OpenAsync();
        await store.Documents.CreateManyAsync("notes", Enumerable.Range(0, count).Select(static i => new Note { Id = $"n{i:00}" }));
    }

    private ValueTask<MosaicEngine> OpenAsync(MosaicOptions? options = null) => MosaicEngine.OpenAsync(_folder.Store, options);
}
