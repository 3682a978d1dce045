using Mosaic.Index;
using Mosaic.Specs;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Index;

/// <summary>The index folder beside its store: kept, behind, absent, damaged, of another store or another history.</summary>
public sealed class IndexLifeTests
{
    private TemporaryFolder _folder = null!;

    private string IndexFolder => _folder.File(IndexedStore.Folder);

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public async Task A_store_without_searchable_rows_has_no_index()
    {
        await using (var store = await OpenAsync())
        {
            await store.Documents.CreateAsync("notes", new Note());
            await store.Memory.Preferences.SetAsync("ann", "theme", "dark");
            Assert.That(await store.Memory.SearchAsync("dark"), Is.Empty);
        }

        Assert.That(Directory.Exists(IndexFolder), Is.False);
    }

    [Test]
    public async Task An_index_is_kept_when_its_store_is_closed()
    {
        await FillAsync(0, 200);
        await using (var store = await OpenAsync())
        {
            Assert.That(store.OpenReport.IndexRebuilt, Is.False);
            Assert.That(IndexFiles.PeekMark(IndexFolder)!.Value.Sequence, Is.EqualTo(store.Core.Rows.Visible));
            await IndexedStore.AssertAgreesAsync(store, 200);
            Assert.That(store.OpenReport.IndexRebuilt, Is.False);
        }
    }

    [Test]
    public async Task What_was_acknowledged_just_before_closing_is_in_the_index()
    {
        for (var round = 0; round < 40; round++)
        {
            await using var store = await OpenAsync(new MosaicOptions { Durability = Durability.Relaxed });
            for (var i = 0; i < 2 + (round % 8); i++)
            {
                await store.Memory.Insights.StoreAsync(new NewInsight { UserId = "u", Content = "common" });
            }

            await store.DisposeAsync();
            Assert.That(IndexFiles.PeekMark(IndexFolder)?.Sequence, Is.EqualTo(store.Core.Rows.Visible), $"round {round}");
        }
    }

    [Test]
    public async Task An_index_that_is_behind_takes_up_what_it_missed()
    {
        await FillAsync(0, 100);
        Aside("early");
        await using (var store = await OpenAsync())
        {
            await IndexedStore.FillAsync(store, 100, 100);
            await store.Memory.Insights.DeleteAsync("i1");
            await store.Memory.ForgetUserAsync("u2");
            await store.Documents.EnsureTextIndexAsync("notes", ["title"]);
            await store.Documents.CreateAsync("notes", new Note { Id = "d", Title = "common n9999" });
        }

        Back("early");
        await using var reopened = await OpenAsync();
        Assert.That(reopened.OpenReport.IndexRebuilt, Is.False);
        var left = Enumerable.Range(0, 200).Count(static i => i != 1 && (i % 2 == 0 ? i / 10 : i) % 3 != 2);
        Assert.That(await reopened.Memory.SearchAsync("n9999"), Has.Count.EqualTo(1));
        var found = await reopened.Memory.SearchAsync("common", 10_000, new SearchFilter { AllUsers = true });
        Assert.That(found, Has.Count.EqualTo(left + 1));
        Assert.That(reopened.OpenReport.IndexRebuilt, Is.False);
    }

    [Test]
    public async Task A_folder_that_was_deleted_is_built_again_and_opening_says_so()
    {
        await FillAsync(0, 1500);
        Directory.Delete(IndexFolder, recursive: true);

        await using (var store = await OpenAsync())
        {
            Assert.That(store.OpenReport.IndexRebuilt, Is.True);
            await IndexedStore.AssertAgreesAsync(store, 1500);
        }

        await using var again = await OpenAsync();
        Assert.That(again.OpenReport.IndexRebuilt, Is.False);
        await IndexedStore.AssertAgreesAsync(again, 1500);
    }

    [Test]
    public async Task A_file_in_place_of_the_folder_is_replaced()
    {
        await FillAsync(0, 50);
        Directory.Delete(IndexFolder, recursive: true);
        await File.WriteAllTextAsync(IndexFolder, "not a folder");

        await using var store = await OpenAsync();
        await IndexedStore.AssertAgreesAsync(store, 50);
        Assert.That(store.OpenReport.IndexRebuilt, Is.True);
    }

    [TestCase("truncated")]
    [TestCase("emptied")]
    [TestCase("flipped")]
    [TestCase("deleted")]
    public async Task Damage_of_any_file_is_noticed_and_the_index_built_again(string damage)
    {
        await FillAsync(0, 120);
        await FillAsync(120, 30); // a second segment
        Aside("sound");
        foreach (var name in Directory.EnumerateFiles(_folder.File("sound")).Select(Path.GetFileName).ToList())
        {
            Back("sound");
            Damage(Path.Combine(IndexFolder, name!), damage);

            await using var store = await OpenAsync();
            await IndexedStore.AssertAgreesAsync(store, 150);
            if (name != "segments.gen") // a hint; segments_N says the same
            {
                Assert.That(store.OpenReport.IndexRebuilt, Is.True, $"{name} {damage}");
            }

            await IndexedStore.FillAsync(store, 150, 10);
            await store.Memory.ForgetUserAsync("u0");
            await store.DisposeAsync();
            RestoreStore();
        }
    }

    [Test]
    public async Task An_index_of_another_store_is_not_used()
    {
        await FillAsync(0, 60);
        using var other = new TemporaryFolder();
        await using (var store = await MosaicEngine.OpenAsync(other.Store))
        {
            await IndexedStore.FillAsync(store, 0, 100);
            await store.Memory.Insights.StoreAsync(new NewInsight { UserId = "u0", Content = "common of another store" });
        }

        Directory.Delete(IndexFolder, recursive: true);
        IndexedStore.CopyFolder(other.File(IndexedStore.Folder), IndexFolder);
        await using var mine = await OpenAsync();
        Assert.That(mine.OpenReport.IndexRebuilt, Is.True);
        await IndexedStore.AssertAgreesAsync(mine, 60);
    }

    [Test]
    public async Task An_older_file_under_a_newer_index_is_indexed_anew()
    {
        await FillAsync(0, 60);
        File.Copy(_folder.Store, _folder.File("yesterday"));
        await FillAsync(60, 60);
        File.Copy(_folder.File("yesterday"), _folder.Store, overwrite: true);

        await using var store = await OpenAsync();
        Assert.That(store.OpenReport.IndexRebuilt, Is.True);
        await IndexedStore.AssertAgreesAsync(store, 60);
    }

    [Test]
    public async Task An_index_of_another_history_with_the_same_number_is_not_used()
    {
        await FillAsync(0, 60);
        File.Copy(_folder.Store, _folder.File("yesterday"));
        await FillAsync(60, 60);
        Aside("other history");
        File.Copy(_folder.File("yesterday"), _folder.Store, overwrite: true);
        await FillAsync(500, 60); // as many units, with other rows
        Back("other history");

        await using var store = await OpenAsync();
        Assert.That(IndexFiles.PeekMark(IndexFolder)!.Value.Sequence, Is.EqualTo(store.Core.Rows.Visible));
        Assert.That(store.OpenReport.IndexRebuilt, Is.True);
        await IndexedStore.AssertAgreesAsync(store, 120);
    }

    [Test]
    public async Task An_index_that_fell_behind_what_is_kept_is_built_again()
    {
        await FillAsync(0, 20);
        Aside("early");
        await using (var store = await OpenAsync(new MosaicOptions { ChangeRecordRowsMax = 10 }))
        {
            for (var i = 20; i < 80; i += 2)
            {
                await IndexedStore.FillAsync(store, i, 2);
            }
        }

        Back("early");
        await using var reopened = await OpenAsync();
        Assert.That(reopened.OpenReport.IndexRebuilt, Is.True);
        await IndexedStore.AssertAgreesAsync(reopened, 80);
    }

    [Test]
    public async Task A_store_that_keeps_no_changes_is_searched_all_the_same()
    {
        var options = new MosaicOptions { ChangeRecordRowsMax = 0 };
        for (var round = 0; round < 3; round++)
        {
            await using var store = await OpenAsync(options);
            await IndexedStore.FillAsync(store, 50 * round, 50);
            await IndexedStore.AssertAgreesAsync(store, 50 * (round + 1));
        }
    }

    [Test]
    public async Task What_its_owner_never_closed_is_searched_whole()
    {
        await FillAsync(0, 100);
        await using var store = await OpenAsync();
        await IndexedStore.FillAsync(store, 100, 100);
        await store.Memory.SearchAsync("common");

        using var left = _folder.Abandon();
        IndexedStore.CopyFolder(IndexFolder, left.File(IndexedStore.Folder));
        await using var recovered = await MosaicEngine.OpenAsync(left.Store);
        Assert.That(recovered.OpenReport, Has.Property("Recovered").True.And.Property("IndexRebuilt").False);
        await IndexedStore.AssertAgreesAsync(recovered, 200);
    }

    [Test]
    public async Task A_copy_is_indexed_on_its_own()
    {
        await using var store = await OpenAsync();
        await IndexedStore.FillAsync(store, 0, 100);
        await store.CopyToAsync(_folder.File("copy.mosaic"));
        await store.CompactAsync();
        await IndexedStore.FillAsync(store, 100, 20);

        await using var copy = await MosaicEngine.OpenAsync(_folder.File("copy.mosaic"));
        Assert.That(copy.OpenReport.IndexRebuilt, Is.True);
        await Task.WhenAll(IndexedStore.AssertAgreesAsync(copy, 100), IndexedStore.AssertAgreesAsync(store, 120));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_store_opened_for_reading_only_is_searched_and_its_folder_not_touched(bool behind)
    {
        await FillAsync(0, 100);
        if (behind)
        {
            Aside("early");
            await FillAsync(100, 40);
            Back("early");
        }

        var before = Snapshot();
        await using (var reader = await OpenAsync(new MosaicOptions { ReadOnly = true }))
        {
            Assert.That(reader.OpenReport.IndexRebuilt, Is.EqualTo(behind));
            var found = await reader.Memory.SearchAsync("common", 10_000, new SearchFilter { AllUsers = true });
            Assert.That(found, Has.Count.EqualTo(behind ? 140 : 100));
        }

        Assert.That(Snapshot(), Is.EqualTo(before));
    }

    [Test]
    public async Task A_store_opened_for_reading_only_is_searched_without_a_folder()
    {
        await FillAsync(0, 100);
        Directory.Delete(IndexFolder, recursive: true);

        await using var reader = await OpenAsync(new MosaicOptions { ReadOnly = true });
        Assert.That(await reader.Memory.SearchAsync("common", 10_000, new SearchFilter { AllUsers = true }), Has.Count.EqualTo(100));
        Assert.That(Directory.Exists(IndexFolder), Is.False);
    }

    private async Task FillAsync(int from, int count)
    {
        await using var store = await OpenAsync();
        await IndexedStore.FillAsync(store, from, count);
    }

    private ValueTask<MosaicEngine> OpenAsync(MosaicOptions? options = null) => MosaicEngine.OpenAsync(_folder.Store, options);

    private void Aside(string name)
    {
        IndexedStore.CopyFolder(IndexFolder, _folder.File(name));
        File.Copy(_folder.Store, _folder.File(name + ".store"));
    }

    private void Back(string name)
    {
        if (Directory.Exists(IndexFolder))
        {
            Directory.Delete(IndexFolder, recursive: true);
        }

        IndexedStore.CopyFolder(_folder.File(name), IndexFolder);
    }

    private void RestoreStore() => File.Copy(_folder.File("sound.store"), _folder.Store, overwrite: true);

    private Dictionary<string, string> Snapshot() =>
        Directory.EnumerateFiles(IndexFolder).ToDictionary(static file => file, static file => Convert.ToHexString(File.ReadAllBytes(file)));

    private static void Damage(string file, string damage)
    {
        var bytes = File.ReadAllBytes(file);
        switch (damage)
        {
            case "deleted":
                File.Delete(file);
                break;
            case "flipped":
                bytes[bytes.Length / 2] ^= 0x10;
                File.WriteAllBytes(file, bytes);
                break;
            default:
                File.WriteAllBytes(file, bytes[..(damage == "emptied" ? 0 : bytes.Length / 2)]);
                break;
        }
    }
}
