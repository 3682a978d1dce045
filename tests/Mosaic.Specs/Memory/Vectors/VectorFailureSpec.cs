using Microsoft.Extensions.AI;
using NUnit.Framework;

namespace Mosaic.Specs;

/// <summary>Generators that fail, are slow or answer nonsense: storing and finding go on.</summary>
public abstract class VectorFailureSpec : VectorSpec
{
    [Test]
    public async Task A_failingEmbedder_keeps_nobody_from_storing_and_finding()
    {
        Embedder.Instead = static (_, _) => throw new InvalidOperationException("no quota");
        await StoreAsync();

        Assert.That((await Store.Memory.SearchAsync("car", 10, Ann))[0].Id, Is.EqualTo("car"));
        var exception = await Assert.CatchAsync<MosaicException>(async () => await CatchUpAsync(Store));
        Assert.That(exception.IsTransient);
        Assert.That(exception.Message, Does.Contain("no quota"));

        Embedder.Instead = null;
        await RetryAsync();
        Assert.That((await Store.Memory.SearchAsync("automobile", 10, Ann))[0].Id, Is.EqualTo("car"));
    }

    [Test]
    public async Task A_slowEmbedder_delays_a_search_by_its_timeout_at_most()
    {
        await ReopenAsync(static options => options.EmbedderTimeout = TimeSpan.FromMilliseconds(50));
        await RetryAsync(StoreAsync());
        var never = new TaskCompletionSource();
        var calls = 0;
        Embedder.Instead = async (_, _) =>
        {
            calls++;
            await never.Task;
            return null;
        };

        for (var search = 0; search < 3; search++)
        {
            var hits = await Store.Memory.SearchAsync("car", 10, Ann);

            Assert.That(hits[0].Id, Is.EqualTo("car"));
            Assert.That(hits[0].Distance, Is.Null);
            Assert.That(calls, Is.EqualTo(1), "not asked again so soon");
        }

        never.SetResult();
    }

    [Test]
    public async Task A_timeout_may_be_longer_than_any_timer()
    {
        await ReopenAsync(static options => options.EmbedderTimeout = TimeSpan.MaxValue);
        await FillAsync();

        Assert.That((await Store.Memory.SearchAsync("automobile", 10, Ann))[0].Id, Is.EqualTo("car"));
    }

    [TestCase(float.NaN)]
    [TestCase(float.PositiveInfinity)]
    public async Task A_vector_that_is_none_leaves_its_text_to_keywords(float number)
    {
        await FillAsync();
        Embedder.Instead = Bad(texts => texts.Select(_ => new Embedding<float>(new float[] { number, 0, 0, 0, 0, 0, 0, 0 })));
        await Store.Memory.Insights.StoreAsync(new NewInsight { Id = "bad", UserId = "ann", Content = "a bad vehicle" });
        await Store.Memory.Insights.StoreAsync(new NewInsight { Id = "good", UserId = "ann", Content = "a good vehicle" });
        await RetryAsync();

        Assert.That((await Store.Memory.SearchAsync("bad", 10, Ann))[0].Id, Is.EqualTo("bad"));
        Assert.That((await Store.Memory.SearchAsync("automobile", 10, Ann)).Select(static hit => hit.Id), Does.Contain("good").And.Not.Contain("bad"));
    }

    [Test]
    public async Task A_vector_of_other_dimensions_leaves_its_text_to_keywords()
    {
        await FillAsync();
        Embedder.Instead = Bad(texts => texts.Select(static _ => new Embedding<float>(new float[] { 1, 2 })));
        await Store.Memory.Insights.StoreAsync(new NewInsight { Id = "bad", UserId = "ann", Content = "a bad vehicle" });
        await Store.Memory.Insights.StoreAsync(new NewInsight { Id = "good", UserId = "ann", Content = "a good vehicle" });
        await RetryAsync();

        Assert.That((await Store.Memory.SearchAsync("automobile", 10, Ann)).Select(static hit => hit.Id), Does.Contain("good").And.Not.Contain("bad"));
    }

    [TestCase(1e30f)]
    [TestCase(1e-30f)]
    public async Task A_vector_of_huge_or_tiny_numbers_is_a_direction_as_any_other(float factor)
    {
        await Store.Memory.Insights.StoreAsync(new NewInsight
        {
            Id = "i", UserId = "ann", Content = "untold", Embedding = Embedder.Vector("car doctor").Select(number => number * factor).ToArray(),
        });
        await Store.Memory.Insights.StoreAsync(new NewInsight { Id = "bobs", UserId = "bob", Content = "vehicle" });
        await CatchUpAsync(Store);

        Assert.That((await Store.Memory.SearchAsync("automobile physician", 10, Ann))[0].Id, Is.EqualTo("i"));
        Assert.That((await Store.Memory.ForUser("bob").SearchAsync("automobile"))[0].Id, Is.EqualTo("bobs"));
    }

    [Test]
    public async Task Texts_that_theEmbedder_cannot_take_keep_nobody_else_from_vectors()
    {
        await FillAsync();
        Embedder.Instead = static (texts, _) => texts.Any(static text => text.Contains("bad", StringComparison.Ordinal))
            ? throw new InvalidOperationException("too long")
            : Task.FromResult<GeneratedEmbeddings<Embedding<float>>?>(null);
        await Store.Memory.Insights.StoreManyAsync(Enumerable.Range(0, 4).Select(static i => new NewInsight { UserId = "ann", Content = $"bad {i}" }));
        await Store.Memory.Insights.StoreAsync(new NewInsight { Id = "good", UserId = "ann", Content = "a good vehicle" });
        await CatchUpAsync(Store);
        await Store.Memory.Insights.StoreAsync(new NewInsight { UserId = "ann", Content = "a bad one alone" });
        await CatchUpAsync(Store);
        await Store.Memory.Insights.StoreAsync(new NewInsight { Id = "bobs", UserId = "bob", Content = "vehicle" });
        await CatchUpAsync(Store);

        Assert.That((await Store.Memory.SearchAsync("automobile", 10, Ann)).Select(static hit => hit.Id), Does.Contain("good"));
        Assert.That((await Store.Memory.ForUser("bob").SearchAsync("automobile"))[0].Id, Is.EqualTo("bobs"));
    }

    [Test]
    public async Task A_vector_that_is_null_leaves_a_search_to_keywords()
    {
        await FillAsync();
        Embedder.Instead = static (texts, _) => Task.FromResult<GeneratedEmbeddings<Embedding<float>>?>([.. texts.Select(static _ => (Embedding<float>)null!)]);

        var hits = await Store.Memory.SearchAsync("car", 10, Ann);

        Assert.That(hits.Select(static hit => (hit.Id, hit.Distance)), Is.EqualTo(new[] { ("car", (double?)null) }));
    }

    [Test]
    public async Task AnEmbedder_that_does_not_tell_its_model_leaves_a_search_to_keywords()
    {
        await FillAsync();
        Embedder.Metadata = static () => throw new InvalidOperationException("no metadata");
        await ReopenAsync();

        Assert.That((await Store.Memory.SearchAsync("car", 10, Ann)).Select(static hit => hit.Id), Is.EqualTo(new[] { "car" }));
    }

    [Test]
    public async Task A_model_whose_name_is_no_unicode_makes_its_vectors_once()
    {
        using var embedder = new ConceptEmbedder("half \ud83d");
        await ReopenAsync(options => options.Embedder = embedder);
        await FillAsync();
        var made = embedder.Texts;
        await ReopenAsync(options => options.Embedder = embedder);
        await CatchUpAsync(Store);

        Assert.That((await Store.Memory.SearchAsync("automobile", 10, Ann))[0].Id, Is.EqualTo("car"));
        Assert.That(embedder.Texts - made, Is.EqualTo(2), "the text that tells the dimensions, and the query");
    }
}
