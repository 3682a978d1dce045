using Microsoft.Extensions.AI;
using NUnit.Framework;

namespace Mosaic.Specs;

/// <summary>A store with an embedder, that can be closed and opened again.</summary>
public abstract class VectorSpec : MosaicSpec
{
    protected static readonly SearchFilter Ann = new() { UserId = "ann" };

    protected ConceptEmbedder Embedder { get; private set; } = new();

    [TearDown]
    public void DisposeEmbedder()
    {
        Embedder.Dispose();
        Embedder = new ConceptEmbedder();
    }

    /// <summary>Opens the store again, closed before, with other options.</summary>
    protected abstract ValueTask<IMosaic> OpenAgainAsync(MosaicOptions options);

    /// <summary>Waits until every text has its vector.</summary>
    protected abstract ValueTask CatchUpAsync(IMosaic store);

    protected override MosaicOptions NewOptions() => new() { TimeProvider = Clock, Embedder = Embedder };

    protected async Task ReopenAsync(Action<MosaicOptions>? configure = null)
    {
        var options = NewOptions();
        configure?.Invoke(options);
        await Store.DisposeAsync();
        Store = null!;
        Store = await OpenAgainAsync(options);
    }

    protected async Task StoreAsync()
    {
        await Store.Memory.Insights.StoreAsync(new NewInsight { Id = "car", UserId = "ann", Content = "car" });
        await Store.Memory.Insights.StoreAsync(new NewInsight { Id = "doctor", UserId = "ann", Content = "doctor" });
        await Store.Memory.Insights.StoreAsync(new NewInsight { Id = "other", UserId = "ann", Content = "something else" });
    }

    protected async Task FillAsync()
    {
        await StoreAsync();
        await CatchUpAsync(Store);
    }

    /// <summary>Waits beyond failures that the background tries again.</summary>
    protected async Task RetryAsync(Task? before = null)
    {
        await (before ?? Task.CompletedTask);
        while (true)
        {
            try
            {
                await CatchUpAsync(Store);
                return;
            }
            catch (MosaicException exception) when (exception.IsTransient)
            {
            }
        }
    }

    protected static Func<IReadOnlyList<string>, CancellationToken, Task<GeneratedEmbeddings<Embedding<float>>?>> Bad(
        Func<IReadOnlyList<string>, IEnumerable<Embedding<float>>> make) =>
        (texts, _) => Task.FromResult<GeneratedEmbeddings<Embedding<float>>?>(texts.Any(static text => text.Contains("bad", StringComparison.Ordinal)) ? [.. make(texts)] : null);

    protected sealed record Text(string Id, string Said);
}
