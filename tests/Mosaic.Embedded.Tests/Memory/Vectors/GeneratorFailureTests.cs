using Microsoft.Extensions.AI;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Memory.Vectors;

/// <summary>Generators that fail, are slow or answer nonsense: storing and finding go on.</summary>
public sealed class GeneratorFailureTests : GeneratorFixture
{
    [Test]
    public async Task A_failingEmbedder_keeps_nobody_from_storing_and_finding()
    {
        Embedder.Instead = static (_, _) => throw new InvalidOperationException("no quota");
        await using var store = await OpenAsync();
        await Store(store);

        Assert.That((await store.Memory.SearchAsync("car", 10, Ann))[0].Id, Is.EqualTo("car"));
        var exception = await Assert.CatchAsync<MosaicException>(async () => await store.CatchUpVectorsAsync());
        Assert.That(exception.IsTransient);
        Assert.That(exception.Message, Does.Contain("no quota"));

        Embedder.Instead = null;
        await RetryAsync(store);
        Assert.That((await store.Memory.SearchAsync("automobile", 10, Ann))[0].Id, Is.EqualTo("car"));
    }

    [Test]
    public async Task A_slowEmbedder_delays_a_search_by_its_timeout_at_most()
    {
        await using var store = await MosaicEngine.OpenAsync(Path, new MosaicOptions { Embedder = Embedder, EmbedderTimeout = TimeSpan.FromMilliseconds(50) });
        await RetryAsync(store, Store(store));
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
            var hits = await store.Memory.SearchAsync("car", 10, Ann);

            Assert.That(hits[0].Id, Is.EqualTo("car"));
            Assert.That(hits[0].Distance, Is.Null);
            Assert.That(calls, Is.EqualTo(1), "not asked again so soon");
        }

        never.SetResult();
    }

    [Test]
    public async Task A_timeout_may_be_longer_than_any_timer()
    {
        await using var store = await MosaicEngine.OpenAsync(Path, new MosaicOptions { Embedder = Embedder, EmbedderTimeout = TimeSpan.MaxValue });
        await Fill(store);

        Assert.That((await store.Memory.SearchAsync("automobile", 10, Ann))[0].Id, Is.EqualTo("car"));
    }

    [TestCase(float.NaN)]
    [TestCase(float.PositiveInfinity)]
    public async Task A_vector_that_is_none_leaves_its_text_to_keywords(float number)
    {
        await using var store = await OpenAsync();
        await Fill(store);
        Embedder.Instead = Bad(texts => texts.Select(_ => new Embedding<float>(new float[] { number, 0, 0, 0, 0, 0, 0, 0 })));
        await store.Memory.Insights.StoreAsync(new NewInsight { Id = "bad", UserId = "ann", Content = "a bad vehicle" });
        await store.Memory.Insights.StoreAsync(new NewInsight { Id = "good", UserId = "ann", Content = "a good vehicle" });
        await RetryAsync(store);

        Assert.That((await store.Memory.SearchAsync("bad", 10, Ann))[0].Id, Is.EqualTo("bad"));
        Assert.That((await store.Memory.SearchAsync("automobile", 10, Ann)).Select(static hit => hit.Id), Does.Contain("good").And.Not.Contain("bad"));
    }

    [Test]
    public async Task A_vector_of_other_dimensions_leaves_its_text_to_keywords()
    {
        await using var store = await OpenAsync();
        await Fill(store);
        Embedder.Instead = Bad(texts => texts.Select(static _ => new Embedding<float>(new float[] { 1, 2 })));
        await store.Memory.Insights.StoreAsync(new NewInsight { Id = "bad", UserId = "ann", Content = "a bad vehicle" });
        await store.Memory.Insights.StoreAsync(new NewInsight { Id = "good", UserId = "ann", Content = "a good vehicle" });
        await RetryAsync(store);

        Assert.That((await store.Memory.SearchAsync("automobile", 10, Ann)).Select(static hit => hit.Id), Does.Contain("good").And.Not.Contain("bad"));
    }

    [TestCase(1e30f)]
    [TestCase(1e-30f)]
    public async Task A_vector_of_huge_or_tiny_numbers_is_a_direction_as_any_other(float factor)
    {
        await using var store = await OpenAsync();
        await store.Memory.Insights.StoreAsync(new NewInsight
        {
            Id = "i", UserId = "ann", Content = "untold", Embedding = Embedder.Vector("car doctor").Select(number => number * factor).ToArray(),
        });
        await store.Memory.Insights.StoreAsync(new NewInsight { Id = "bobs", UserId = "bob", Content = "vehicle" });
        await store.CatchUpVectorsAsync();

        Assert.That((await store.Memory.SearchAsync("automobile physician", 10, Ann))[0].Id, Is.EqualTo("i"));
        Assert.That((await store.Memory.ForUser("bob").SearchAsync("automobile"))[0].Id, Is.EqualTo("bobs"));
    }

    [Test]
    public async Task Texts_that_theEmbedder_cannot_take_keep_nobody_else_from_vectors()
    {
        await using var store = await OpenAsync();
        await Fill(store);
        Embedder.Instead = static (texts, _) => texts.Any(static text => text.Contains("bad"))
            ? throw new InvalidOperationException("too long")
            : Task.FromResult<GeneratedEmbeddings<Embedding<float>>?>(null);
        await store.Memory.Insights.StoreManyAsync(Enumerable.Range(0, 4).Select(static i => new NewInsight { UserId = "ann", Content = $"bad {i}" }));
        await store.Memory.Insights.StoreAsync(new NewInsight { Id = "good", UserId = "ann", Content = "a good vehicle" });
        await store.CatchUpVectorsAsync();
        await store.Memory.Insights.StoreAsync(new NewInsight { UserId = "ann", Content = "a bad one alone" });
        await store.CatchUpVectorsAsync();
        await store.Memory.Insights.StoreAsync(new NewInsight { Id = "bobs", UserId = "bob", Content = "vehicle" });
        await store.CatchUpVectorsAsync();

        Assert.That((await store.Memory.SearchAsync("automobile", 10, Ann)).Select(static hit => hit.Id), Does.Contain("good"));
        Assert.That((await store.Memory.ForUser("bob").SearchAsync("automobile"))[0].Id, Is.EqualTo("bobs"));
    }

    [Test]
    public async Task A_vector_that_is_null_leaves_a_search_to_keywords()
    {
        await using var store = await OpenAsync();
        await Fill(store);
        Embedder.Instead = static (texts, _) => Task.FromResult<GeneratedEmbeddings<Embedding<float>>?>([.. texts.Select(static _ => (Embedding<float>)null!)]);

        var hits = await store.Memory.SearchAsync("car", 10, Ann);

        Assert.That(hits.Select(static hit => (hit.Id, hit.Distance)), Is.EqualTo(new[] { ("car", (double?)null) }));
    }

    [Test]
    public async Task AnEmbedder_that_does_not_tell_its_model_leaves_a_search_to_keywords()
    {
        await using (var store = await OpenAsync())
        {
            await Fill(store);
        }

        Embedder.Metadata = static () => throw new InvalidOperationException("no metadata");
        await using var again = await OpenAsync();

        Assert.That((await again.Memory.SearchAsync("car", 10, Ann)).Select(static hit => hit.Id), Is.EqualTo(new[] { "car" }));
    }

    [Test]
    public async Task A_model_whose_name_is_no_unicode_makes_its_vectors_once()
    {
        using var embedder = new ConceptEmbedder("half \ud83d");
        await using (var store = await MosaicEngine.OpenAsync(Path, new MosaicOptions { Embedder = embedder }))
        {
            await Fill(store);
        }

        var made = embedder.Texts;
        await using var again = await MosaicEngine.OpenAsync(Path, new MosaicOptions { Embedder = embedder });
        await again.CatchUpVectorsAsync();

        Assert.That((await again.Memory.SearchAsync("automobile", 10, Ann))[0].Id, Is.EqualTo("car"));
        Assert.That(embedder.Texts - made, Is.EqualTo(2), "the text that tells the dimensions, and the query");
    }

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
