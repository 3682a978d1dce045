using Microsoft.Extensions.AI;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Memory.Vectors;

/// <summary>Generators that fail, are slow or answer nonsense: storing and finding go on.</summary>
public sealed class GeneratorFailureTests : GeneratorFixture
{
    [Test]
    public async Task Who_waits_for_vectors_is_told_when_the_disk_fails()
    {
        var folder = new FaultyFolder();
        await using var store = FolderStore.Open(folder, options: new MosaicOptions { Embedder = Embedder });
        await Fill(store);
        var goOn = new TaskCompletionSource();
        var called = Embedder.HoldUp(goOn.Task);
        await store.Memory.Insights.StoreAsync(new NewInsight { UserId = "ann", Content = "house" });
        var waits = store.CatchUpVectorsAsync().AsTask();
        await called;

        folder.Fails = static (operation, _) => operation == "write";
        goOn.SetResult();

        await Assert.CatchAsync<StorePoisonedException>(async () => await waits.WaitAsync(TimeSpan.FromSeconds(30)));
        await Assert.CatchAsync<StorePoisonedException>(async () => await store.CatchUpVectorsAsync());
    }
}
