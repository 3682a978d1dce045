using Mosaic.Index;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Index;

public sealed class IndexLagTests
{
    [Test]
    public async Task Writers_wait_while_the_index_is_too_far_behind()
    {
        var lag = new IndexLag();
        lag.Enter(LagMode.Following);
        await lag.PassAsync(CancellationToken.None);
        for (var i = 0; i < 5000; i++)
        {
            lag.Wrote();
        }

        var waiting = lag.PassAsync(CancellationToken.None).AsTask();
        lag.Took(1000);
        Assert.That(waiting.IsCompleted, Is.False);
        lag.Took(4000);
        await waiting.WaitAsync(TimeSpan.FromSeconds(30));
        await lag.PassAsync(CancellationToken.None);
    }

    [Test]
    public async Task Nobody_waits_for_an_index_that_cannot_follow()
    {
        var lag = new IndexLag();
        lag.Enter(LagMode.Following);
        for (var i = 0; i < 5000; i++)
        {
            lag.Wrote();
        }

        var waiting = lag.PassAsync(CancellationToken.None).AsTask();
        lag.Enter(LagMode.Failed);
        await waiting.WaitAsync(TimeSpan.FromSeconds(30));
        lag.Enter(LagMode.Building);
        await lag.PassAsync(CancellationToken.None); // goes on by itself
        lag.Enter(LagMode.Following);
        using var cancel = new CancellationTokenSource();
        var again = lag.PassAsync(cancel.Token).AsTask();
        await cancel.CancelAsync();
        Assert.That(async () => await again, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task Writers_that_are_faster_than_the_index_are_slowed_and_stay_searchable()
    {
        await using var store = await MosaicEngine.OpenInMemoryAsync();
        var importing = Task.Run(async () =>
        {
            for (var i = 0; i < 20_000; i += 500)
            {
                await IndexedStore.FillAsync(store, i, 500);
            }
        });

        while (!importing.IsCompleted)
        {
            await store.Memory.SearchAsync("common", 3, new SearchFilter { AllUsers = true });
        }

        await importing;
        Assert.That(await store.Memory.SearchAsync("n19999", 3, new SearchFilter { AllUsers = true }), Has.Count.EqualTo(1));
    }
}
