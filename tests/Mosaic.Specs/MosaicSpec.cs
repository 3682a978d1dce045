using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Mosaic.Specs;

/// <summary>A fresh store per test, with a clock of its own. A backend derives from each spec and says how a store is opened.</summary>
public abstract class MosaicSpec
{
    /// <summary>Longer than anything here takes: what waits this long hangs.</summary>
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    protected FakeTimeProvider Clock { get; private set; } = null!;

    protected IMosaic Store { get; set; } = null!;

    protected IDocumentStore Documents => Store.Documents;

    [SetUp]
    public async Task OpenStore()
    {
        Clock = new FakeTimeProvider(new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero));
        Store = await OpenAsync(NewOptions());
    }

    /// <summary>What a test's store is opened with.</summary>
    protected virtual MosaicOptions NewOptions() => new() { TimeProvider = Clock };

    [TearDown]
    public async Task CloseStore()
    {
        if (Store is not null)
        {
            await Store.DisposeAsync();
            await ClosedAsync();
        }
    }

    /// <summary>What a backend has to check and to clear away once the store is closed.</summary>
    protected virtual Task ClosedAsync() => Task.CompletedTask;

    protected abstract ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null);

    /// <summary>Skips, loudly, what the backend says that it cannot do.</summary>
    protected void Require(MosaicCapabilities capability)
    {
        if (!Store.Capabilities.HasFlag(capability))
        {
            Assert.Ignore($"SKIPPED: {Store.GetType().Name} has no {capability}.");
        }
    }

    /// <summary>Asks again until it is so; fails when it does not become so.</summary>
    protected static async Task Eventually(Func<Task<bool>> condition, string what)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (!await condition())
        {
            Assert.That(deadline.IsCancellationRequested, Is.False, $"It never became so: {what}");
            await Task.Yield();
        }
    }

    protected static async Task<List<T>> ToListAsync<T>(IAsyncEnumerable<T> source)
    {
        var items = new List<T>();
        await foreach (var item in source)
        {
            items.Add(item);
        }

        return items;
    }
}
