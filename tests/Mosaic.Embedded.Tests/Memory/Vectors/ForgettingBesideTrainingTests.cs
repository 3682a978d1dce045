using Mosaic.Memory.Rows;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Memory.Vectors;

/// <summary>Forgetting a user whose texts are still written and trained on.</summary>
public sealed class ForgettingBesideTrainingTests
{
    [Test]
    public async Task The_model_of_what_is_written_meanwhile_is_whole()
    {
        await using var store = await MosaicEngine.OpenInMemoryAsync(new MosaicOptions { Embedder = new MlNetEmbedder() });
        await SayAsync(store, 0, 300);
        await store.CatchUpVectorsAsync();
        using var ended = new CancellationTokenSource();
        var writer = Task.Run(async () =>
        {
            for (var i = 1; !ended.IsCancellationRequested; i++)
            {
                await SayAsync(store, i, 25);
            }
        });

        try
        {
            for (var i = 0; i < 2; i++)
            {
                await store.Memory.ForgetUserAsync("ann");
                Assert.That((await store.CheckAsync()).Problems, Is.Empty);
            }
        }
        finally
        {
            await ended.CancelAsync();
            await writer;
        }

        await SayAsync(store, 1, 300);
        await store.CatchUpVectorsAsync();
        Assert.That((await store.Memory.ForUser("ann").SearchAsync("common"))[0].Distance, Is.Not.Null);
        Assert.That((await store.CheckAsync()).Problems, Is.Empty);
        var report = await store.Memory.ForgetUserAsync("ann");
        Assert.That(report.Vectors, Is.EqualTo(report.Turns));
        Assert.That(store.Core.Rows.Get(VectorKeys.Corpus("ann")), Is.Null);
        Assert.That((await store.CheckAsync()).Problems, Is.Empty);
    }

    private static async Task SayAsync(MosaicEngine store, int call, int turns) =>
        await store.Memory.Sessions.AppendManyAsync(Enumerable.Range(0, turns).Select(i => new SessionTurn
        {
            UserId = "ann", SessionId = $"s{call % 3}", Speaker = "Ann", Content = $"common word{call}x{i % 5} thing{i % 7}",
        }));
}
