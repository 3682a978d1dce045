using Mosaic.Memory.Rows;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Memory.Vectors;

/// <summary>What changed is not told any more when vectors are to follow.</summary>
public sealed class TrimmedRecordTests : GeneratorFixture
{
    [Test]
    public async Task What_was_deleted_meanwhile_is_not_in_memory_any_more()
    {
        await using var store = Open(new MosaicOptions { Embedder = Embedder, ChangeRecordRowsMax = 16 });
        await store.Memory.Insights.StoreManyAsync(Enumerable.Range(0, 100).Select(static i => new NewInsight { Id = $"{i}", UserId = "ann", Content = $"car {i}" }));
        await store.CatchUpVectorsAsync();
        await store.Memory.SearchAsync("car", 10, Ann);
        var ofOne = store.Vectors!.Bytes / 100;
        await TrimBeneathAsync(store, async () =>
        {
            for (var i = 0; i < 90; i++)
            {
                await store.Memory.Insights.DeleteAsync($"{i}");
            }
        });

        Assert.That((await store.Memory.SearchAsync("automobile", 100, Ann)).Count, Is.EqualTo(11));
        Assert.That(store.Vectors.Bytes, Is.EqualTo(11 * ofOne));
        Assert.That((await store.CheckAsync()).Problems, Is.Empty);
    }

    [Test]
    public async Task Texts_without_a_model_are_counted_once()
    {
        var folder = new FaultyFolder();
        var options = new MosaicOptions { Embedder = new MlNetEmbedder(), ChangeRecordRowsMax = 1 };
        await using (var store = FolderStore.Open(folder, options))
        {
            await store.Memory.Insights.StoreManyAsync(Enumerable.Range(0, 40).Select(static i => new NewInsight { UserId = "ann", Content = $"car {i}" }));
            await store.CatchUpVectorsAsync();
        }

        await using (var store = FolderStore.Open(folder, new MosaicOptions { ChangeRecordRowsMax = 1 }))
        {
            for (var i = 0; i < 100; i++)
            {
                await store.Memory.Preferences.SetAsync("ann", "k", i);
            }
        }

        await using var again = FolderStore.Open(folder, options);
        await again.CatchUpVectorsAsync();

        Assert.That(CorpusRow.Decode(again.Core.Rows.Get(VectorKeys.Corpus("ann"))).Since, Is.EqualTo(40));
    }

    private static MosaicEngine Open(MosaicOptions options) => FolderStore.Open(new FaultyFolder(), options);

    /// <summary>Makes changes while a text holds up the updater, and trims the record beneath it.</summary>
    private async Task TrimBeneathAsync(MosaicEngine store, Func<Task> change)
    {
        var goOn = new TaskCompletionSource();
        var called = Embedder.HoldUp(goOn.Task);
        await store.Memory.Insights.StoreAsync(new NewInsight { UserId = "ann", Content = "car that holds up" });
        await called;
        await change();
        store.Core.Checkpoint();
        Embedder.Instead = null;
        goOn.SetResult();
        await RetryAsync(store);
    }
}
