using Microsoft.Extensions.AI;
using Mosaic.Backends;
using NUnit.Framework;

namespace Mosaic.Specs;

/// <summary>Texts that a generator refuses while it takes others are tried again.</summary>
public abstract class RefusedTextSpec : VectorSpec
{
    private int _refusals;

    [Test]
    public async Task A_refused_text_is_tried_again_when_the_store_is_opened()
    {
        await FillWithBadAsync();
        Assert.That(await FoundAsync(), Is.False);

        Embedder.Instead = null;
        await ReopenAsync();
        await CatchUpAsync(Store);

        Assert.That(await FoundAsync(), Is.True);
    }

    [Test]
    public async Task A_refused_text_is_tried_again_after_growing_pauses_and_eight_times_in_all()
    {
        await FillWithBadAsync();
        for (var tries = 1; tries < TextEncoding.TriesMax; tries++)
        {
            Assert.That(_refusals, Is.EqualTo(tries));
            Clock.Advance(TextEncoding.PauseAfter(tries) - TimeSpan.FromSeconds(1));
            await RoundAsync();
            Assert.That(_refusals, Is.EqualTo(tries), "not yet");
            Clock.Advance(TimeSpan.FromSeconds(1));
            await RoundAsync();
        }

        Assert.That(_refusals, Is.EqualTo(TextEncoding.TriesMax));
        Clock.Advance(TimeSpan.FromDays(1));
        await RoundAsync();
        Assert.That(_refusals, Is.EqualTo(TextEncoding.TriesMax));
    }

    [Test]
    public async Task A_refused_text_gets_its_vector_without_anything_being_stored()
    {
        await FillWithBadAsync();
        var asked = new TaskCompletionSource();
        Embedder.Instead = (texts, _) =>
        {
            asked.TrySetResult();
            return Task.FromResult<GeneratedEmbeddings<Embedding<float>>?>(null);
        };

        Clock.Advance(TimeSpan.FromMinutes(1));
        await asked.Task.WaitAsync(Patience);
        await RoundAsync();

        Assert.That(await FoundAsync(), Is.True);
    }

    private async Task<bool> FoundAsync() => (await Store.Memory.SearchAsync("automobile", 10, Ann)).Any(static hit => hit.Id == "bad");

    private async Task FillWithBadAsync()
    {
        _refusals = 0;
        Embedder.Instead = RefuseBad;
        await Store.Memory.Insights.StoreManyAsync([
            new NewInsight { Id = "bad", UserId = "ann", Content = "a bad vehicle" },
            new NewInsight { Id = "good", UserId = "ann", Content = "a good vehicle" },
        ]);
        await CatchUpAsync(Store);
    }

    /// <summary>The background comes around once more.</summary>
    private async Task RoundAsync()
    {
        await Store.Memory.Insights.StoreAsync(new NewInsight { UserId = "bob", Content = "something else" });
        await CatchUpAsync(Store);
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
}
