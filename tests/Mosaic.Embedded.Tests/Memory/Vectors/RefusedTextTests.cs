using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using Mosaic.Backends;
using Mosaic.Memory.Rows;
using Mosaic.Memory.Vectors;
using Mosaic.Storage.Rows;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Memory.Vectors;

/// <summary>Texts that a generator refuses while it takes others are tried again.</summary>
public sealed class RefusedTextTests : GeneratorFixture
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private int _refusals;

    [SetUp]
    public void Refuse()
    {
        _refusals = 0;
        Embedder.Instead = RefuseBad;
    }

    [Test]
    public async Task A_refused_text_is_tried_again_when_the_store_is_opened()
    {
        await using (var store = await OpenClockedAsync())
        {
            await FillAsync(store);
            Assert.That(await FoundAsync(store), Is.False);
        }

        Embedder.Instead = null;
        await using var again = await OpenClockedAsync();
        await again.CatchUpVectorsAsync();

        Assert.That(await FoundAsync(again), Is.True);
        Assert.That(Refusals(again), Is.Zero);
    }

    [Test]
    public async Task A_refused_text_is_tried_again_after_growing_pauses_and_eight_times_in_all()
    {
        await using var store = await OpenClockedAsync();
        await FillAsync(store);
        for (var tries = 1; tries < TextEncoding.TriesMax; tries++)
        {
            Assert.That((_refusals, Refusals(store)), Is.EqualTo((tries, 1)));
            _clock.Advance(TimeSpan.FromMinutes(Math.Pow(2, tries - 1)) - TimeSpan.FromSeconds(1));
            await RoundAsync(store);
            Assert.That(_refusals, Is.EqualTo(tries), "not yet");
            _clock.Advance(TimeSpan.FromSeconds(1));
            await RoundAsync(store);
        }

        Assert.That((_refusals, Refusals(store)), Is.EqualTo((TextEncoding.TriesMax, 0)));
        _clock.Advance(TimeSpan.FromDays(1));
        await RoundAsync(store);
        Assert.That(_refusals, Is.EqualTo(TextEncoding.TriesMax));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Nothing_is_kept_of_a_refused_text_that_is_gone(bool forgotten)
    {
        await using var store = await OpenClockedAsync();
        await FillAsync(store);
        Assert.That(Refusals(store), Is.EqualTo(1));

        if (forgotten)
        {
            await store.Memory.ForgetUserAsync("ann");
        }
        else
        {
            await store.Memory.Insights.DeleteAsync("bad");
        }

        Assert.That(Refusals(store), Is.Zero);
        Assert.That((await store.CheckAsync()).Problems, Is.Empty);
    }

    private static int Refusals(MosaicEngine store) => Rows(store, VectorKeys.Mark) - 1;

    private static async Task<bool> FoundAsync(MosaicEngine store) =>
        (await store.Memory.SearchAsync("automobile", 10, Ann)).Any(static hit => hit.Id == "bad");

    private static async Task FillAsync(MosaicEngine store)
    {
        await store.Memory.Insights.StoreManyAsync([
            new NewInsight { Id = "bad", UserId = "ann", Content = "a bad vehicle" },
            new NewInsight { Id = "good", UserId = "ann", Content = "a good vehicle" },
        ]);
        await store.CatchUpVectorsAsync();
    }

    /// <summary>The updater comes around once more.</summary>
    private static async Task RoundAsync(MosaicEngine store)
    {
        await store.Memory.Insights.StoreAsync(new NewInsight { UserId = "bob", Content = "something else" });
        await store.CatchUpVectorsAsync();
    }

    private Task<GeneratedEmbeddings<Embedding<float>>?> RefuseBad(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        if (!texts.Any(static text => text.Contains("bad", StringComparison.Ordinal)))
        {
            return Task.FromResult<GeneratedEmbeddings<Embedding<float>>?>(null);
        }

        _refusals += texts.Count == 1 ? 1 : 0;
        throw new InvalidOperationException("too long");
    }

    private ValueTask<MosaicEngine> OpenClockedAsync() =>
        MosaicEngine.OpenAsync(Path, new MosaicOptions { Embedder = Embedder, TimeProvider = _clock });
}
