using Mosaic.Documents;
using Mosaic.Specs;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Documents;

public sealed class IndexBuildTests
{
    [TestCase("title", true)]
    [TestCase("kind", false)]
    public async Task A_kill_at_any_sync_of_a_build_leaves_a_store_whose_next_index_is_sound(string path, bool unique)
    {
        var folder = new FaultyFolder();
        var left = new List<FaultyFolder>();
        await using (var store = FolderStore.Open(folder))
        {
            // The first build of a unique index meets a duplicate in its last page and drops what it has entered.
            await store.Documents.CreateManyAsync("notes", Enumerable.Range(0, 700).Select(static i => new Note { Id = $"n{i:000}", Title = i == 650 ? "t3" : $"t{i}", Kind = $"k{i % 5}", Rank = i }));
            folder.Before = (operation, file) =>
            {
                if (operation == "sync" && file == FolderStore.Log)
                {
                    left.Add(folder.Abandon());
                }
            };
            try
            {
                await store.Documents.EnsureIndexAsync("notes", path, unique);
            }
            catch (DuplicateKeyException)
            {
            }

            folder.Before = static (_, _) => { };
        }

        Assert.That(left, Has.Count.GreaterThan(4));
        foreach (var files in left)
        {
            await using var store = FolderStore.Open(files);
            await store.Documents.DeleteAsync("notes", "n005");
            await store.Documents.EnsureIndexAsync("notes", "rank", unique: true);

            Assert.That((await store.CheckAsync()).Problems, Is.Empty);
            Assert.That(await store.Documents.CountAsync("notes", Filter.Gte("rank", 0)), Is.EqualTo(699));
        }
    }

    [TestCase(40, 100)]
    [TestCase(5, 3_000)]
    public async Task A_unit_of_a_build_enters_so_many_entries_or_those_of_one_document(int documents, int elements)
    {
        await using var store = FolderStore.Open(new FaultyFolder());
        await store.Documents.CreateManyAsync(
            "notes", Enumerable.Range(0, documents).Select(i => new Note { Id = $"n{i:000}", Tags = [.. Enumerable.Range(0, elements).Select(static j => $"t{j}")] }));
        var before = store.Core.Log!.Frames;

        await store.Documents.EnsureIndexAsync("notes", "tags");

        var together = (EngineDocuments.BuildUnitEntries + elements - 1) / elements;
        var declaring = 2;
        Assert.That(store.Core.Log.Frames - before, Is.EqualTo(declaring + ((documents + together - 1) / together)));
        Assert.That(await store.Documents.CountAsync("notes", Filter.Contains("tags", "t1")), Is.EqualTo(documents));
        Assert.That((await store.CheckAsync()).Problems, Is.Empty);
    }
}
