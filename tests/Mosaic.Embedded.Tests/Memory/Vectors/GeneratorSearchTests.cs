using Microsoft.Extensions.AI;
using Mosaic.Memory.Rows;
using Mosaic.Storage.Rows;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Memory.Vectors;

/// <summary>Search by the vectors of an application's own generator, also one that fails.</summary>
public sealed class GeneratorSearchTests
{
    private static readonly SearchFilter Ann = new() { UserId = "ann" };

    private ConceptEmbedder _embedder = new();
    private string _path = "";

    [SetUp]
    public void NewPath()
    {
        _path = Path.Combine(Directory.CreateTempSubdirectory("mosaic-vectors-").FullName, "app.mosaic");
        _embedder = new ConceptEmbedder();
    }

    [TearDown]
    public void Clean()
    {
        _embedder.Dispose();
        Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);
    }

    [Test]
    public async Task A_text_is_found_by_its_meaning()
    {
        await using var store = await OpenAsync();
        await Fill(store);

        var hits = await store.Memory.SearchAsync("automobile", 10, Ann);

        Assert.That(hits[0].Id, Is.EqualTo("car"));
        Assert.That(hits[0].Distance, Is.EqualTo(0).Within(.05));
        Assert.That(hits[0].Highlights, Is.Empty);
    }

    [Test]
    public async Task Turns_and_documents_have_vectors_as_well()
    {
        await using var store = await OpenAsync();
        await store.Memory.Sessions.AppendAsync(new SessionTurn { Id = "t", UserId = "ann", SessionId = "s", Speaker = "Ann", Content = "physician" });
        await store.Documents.EnsureTextIndexAsync("notes", ["text"]);
        await store.Documents.CreateAsync("notes", new Note("n", "glad"));
        await store.CatchUpVectorsAsync();

        Assert.That((await store.Memory.SearchAsync("doctor", 10, Ann)).Select(static hit => hit.Id), Is.EqualTo(new[] { "t" }));
        Assert.That((await store.Memory.SearchAsync("happy", 10, Ann)).Select(static hit => hit.Id), Is.EqualTo(new[] { "n" }));
        Assert.That(store.Capabilities.HasFlag(MosaicCapabilities.VectorSearch));
    }

    [Test]
    public async Task Limits_hold_for_what_vectors_find()
    {
        await using var store = await OpenAsync();
        await Fill(store);
        await store.Memory.Insights.StoreAsync(new NewInsight { Id = "bobs", UserId = "bob", Content = "vehicle", Category = InsightCategory.Fact });
        await store.CatchUpVectorsAsync();

        Assert.That((await store.Memory.SearchAsync("automobile", 10, Ann)).Select(static hit => hit.Id), Has.None.EqualTo("bobs"));
        Assert.That(await store.Memory.SearchAsync("automobile", 10, Ann with { Category = InsightCategory.Fact }), Is.Empty);
        Assert.That(await store.Memory.SearchAsync("automobile", 10, Ann with { Kinds = [MemoryKind.Turn] }), Is.Empty);
        Assert.That((await store.Memory.ForUser("bob").SearchAsync("automobile"))[0].Id, Is.EqualTo("bobs"));
    }

    [Test]
    public async Task What_is_deleted_changed_or_superseded_is_not_found_by_what_it_was()
    {
        await using var store = await OpenAsync();
        await Fill(store);
        await store.Documents.EnsureTextIndexAsync("notes", ["text"]);
        await store.Documents.CreateAsync("notes", new Note("n", "glad"));
        await store.CatchUpVectorsAsync();

        await store.Memory.Insights.DeleteAsync("car");
        await store.Memory.Insights.StoreAsync(new NewInsight { Id = "new", UserId = "ann", Content = "nothing", Supersedes = "doctor" });
        await store.Documents.PutJsonAsync("notes", "n", """{"id":"n","text":"home"}"""u8.ToArray());
        await store.CatchUpVectorsAsync();

        Assert.That((await store.Memory.SearchAsync("automobile", 10, Ann)).Select(static hit => hit.Id), Has.None.EqualTo("car"));
        Assert.That((await store.Memory.SearchAsync("physician", 10, Ann)).Select(static hit => hit.Id), Has.None.EqualTo("doctor"));
        Assert.That((await store.Memory.SearchAsync("house", 10, Ann))[0].Id, Is.EqualTo("n"));
        Assert.That((await store.Memory.SearchAsync("happy", 10, Ann)).Any(static hit => hit is { Id: "n", Distance: < .5 }), Is.False);
        Assert.That((await store.CheckAsync()).Problems, Is.Empty);
    }

    [Test]
    public async Task Vectors_are_there_after_reopening_without_being_made_again()
    {
        await using (var store = await OpenAsync())
        {
            await Fill(store);
        }

        var made = _embedder.Texts;
        await using var again = await OpenAsync();
        await again.CatchUpVectorsAsync();

        Assert.That((await again.Memory.SearchAsync("automobile", 10, Ann))[0].Id, Is.EqualTo("car"));
        Assert.That(_embedder.Texts - made, Is.EqualTo(2), "the text that tells the dimensions, and the query");
    }

    [Test]
    public async Task Texts_stored_without_an_embedder_get_vectors_once_there_is_one()
    {
        await using (var store = await MosaicEngine.OpenAsync(_path))
        {
            await Fill(store);
            Assert.That(await store.Memory.SearchAsync("automobile", 10, Ann), Is.Empty);
        }

        await using var again = await OpenAsync();
        await again.CatchUpVectorsAsync();

        Assert.That((await again.Memory.SearchAsync("automobile", 10, Ann))[0].Id, Is.EqualTo("car"));
    }

    [Test]
    public async Task Vectors_of_another_model_are_made_anew_and_not_compared()
    {
        await using (var store = await OpenAsync())
        {
            await Fill(store);
        }

        await using var again = await MosaicEngine.OpenAsync(_path, new MosaicOptions { Embedder = new ConceptEmbedder("others", 16) });
        await again.CatchUpVectorsAsync();

        Assert.That((await again.Memory.SearchAsync("automobile", 10, Ann))[0].Id, Is.EqualTo("car"));
        Assert.That(Rows(again, VectorKeys.Vector(0, [])) + Rows(again, VectorKeys.Vector(1, [])), Is.EqualTo(3), "those of the old model are gone");
        Assert.That((await again.CheckAsync()).Problems, Is.Empty);
    }

    [Test]
    public async Task A_failing_embedder_keeps_nobody_from_storing_and_finding()
    {
        _embedder.Instead = static (_, _) => throw new InvalidOperationException("no quota");
        await using var store = await OpenAsync();
        await Store(store);

        Assert.That((await store.Memory.SearchAsync("car", 10, Ann))[0].Id, Is.EqualTo("car"));
        var exception = await Assert.CatchAsync<MosaicException>(async () => await store.CatchUpVectorsAsync());
        Assert.That(exception.IsTransient);
        Assert.That(exception.Message, Does.Contain("no quota"));

        _embedder.Instead = null;
        await RetryAsync(store);
        Assert.That((await store.Memory.SearchAsync("automobile", 10, Ann))[0].Id, Is.EqualTo("car"));
    }

    [Test]
    public async Task A_slow_embedder_delays_a_search_by_its_timeout_at_most()
    {
        await using var store = await MosaicEngine.OpenAsync(_path, new MosaicOptions { Embedder = _embedder, EmbedderTimeout = TimeSpan.FromMilliseconds(50) });
        await RetryAsync(store, Store(store));
        var never = new TaskCompletionSource();
        var calls = 0;
        _embedder.Instead = async (_, _) =>
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

    [TestCase(float.NaN)]
    [TestCase(float.PositiveInfinity)]
    public async Task A_vector_that_is_none_leaves_its_text_to_keywords(float number)
    {
        await using var store = await OpenAsync();
        await Fill(store);
        _embedder.Instead = Bad(texts => texts.Select(_ => new Embedding<float>(new float[] { number, 0, 0, 0, 0, 0, 0, 0 })));
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
        _embedder.Instead = Bad(texts => texts.Select(static _ => new Embedding<float>(new float[] { 1, 2 })));
        await store.Memory.Insights.StoreAsync(new NewInsight { Id = "bad", UserId = "ann", Content = "a bad vehicle" });
        await store.Memory.Insights.StoreAsync(new NewInsight { Id = "good", UserId = "ann", Content = "a good vehicle" });
        await RetryAsync(store);

        Assert.That((await store.Memory.SearchAsync("automobile", 10, Ann)).Select(static hit => hit.Id), Does.Contain("good").And.Not.Contain("bad"));
    }

    [Test]
    public async Task A_vector_that_came_with_an_insight_is_used()
    {
        await using var store = await OpenAsync();
        await store.Memory.Insights.StoreAsync(new NewInsight { Id = "i", UserId = "ann", Content = "untold", Embedding = _embedder.Vector("car") });
        await store.CatchUpVectorsAsync();

        Assert.That((await store.Memory.SearchAsync("automobile", 10, Ann))[0].Id, Is.EqualTo("i"));
    }

    [TestCase(1e30f)]
    [TestCase(1e-30f)]
    public async Task A_vector_of_huge_or_tiny_numbers_is_a_direction_as_any_other(float factor)
    {
        await using var store = await OpenAsync();
        await store.Memory.Insights.StoreAsync(new NewInsight
        {
            Id = "i", UserId = "ann", Content = "untold", Embedding = _embedder.Vector("car doctor").Select(number => number * factor).ToArray(),
        });
        await store.Memory.Insights.StoreAsync(new NewInsight { Id = "bobs", UserId = "bob", Content = "vehicle" });
        await store.CatchUpVectorsAsync();

        Assert.That((await store.Memory.SearchAsync("automobile physician", 10, Ann))[0].Id, Is.EqualTo("i"));
        Assert.That((await store.Memory.ForUser("bob").SearchAsync("automobile"))[0].Id, Is.EqualTo("bobs"));
    }

    [Test]
    public async Task Texts_that_the_embedder_cannot_take_keep_nobody_else_from_vectors()
    {
        await using var store = await OpenAsync();
        await Fill(store);
        _embedder.Instead = static (texts, _) => texts.Any(static text => text.Contains("bad"))
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
        _embedder.Instead = static (texts, _) => Task.FromResult<GeneratedEmbeddings<Embedding<float>>?>([.. texts.Select(static _ => (Embedding<float>)null!)]);

        var hits = await store.Memory.SearchAsync("car", 10, Ann);

        Assert.That(hits.Select(static hit => (hit.Id, hit.Distance)), Is.EqualTo(new[] { ("car", (double?)null) }));
    }

    [Test]
    public async Task An_embedder_that_does_not_tell_its_model_leaves_a_search_to_keywords()
    {
        await using (var store = await OpenAsync())
        {
            await Fill(store);
        }

        _embedder.Metadata = static () => throw new InvalidOperationException("no metadata");
        await using var again = await OpenAsync();

        Assert.That((await again.Memory.SearchAsync("car", 10, Ann)).Select(static hit => hit.Id), Is.EqualTo(new[] { "car" }));
    }

    [Test]
    public async Task A_model_whose_name_is_no_unicode_makes_its_vectors_once()
    {
        using var embedder = new ConceptEmbedder("half \ud83d");
        await using (var store = await MosaicEngine.OpenAsync(_path, new MosaicOptions { Embedder = embedder }))
        {
            await Fill(store);
        }

        var made = embedder.Texts;
        await using var again = await MosaicEngine.OpenAsync(_path, new MosaicOptions { Embedder = embedder });
        await again.CatchUpVectorsAsync();

        Assert.That((await again.Memory.SearchAsync("automobile", 10, Ann))[0].Id, Is.EqualTo("car"));
        Assert.That(embedder.Texts - made, Is.EqualTo(2), "the text that tells the dimensions, and the query");
    }

    [Test]
    public async Task A_distance_is_never_less_than_nothing()
    {
        _embedder.Instead = static (texts, _) => Task.FromResult<GeneratedEmbeddings<Embedding<float>>?>([.. texts.Select(static text =>
        {
            var random = new Random(text.Length);
            return new Embedding<float>(Enumerable.Range(0, 8).Select(_ => random.NextSingle() - .5f).ToArray());
        })]);
        await using var store = await OpenAsync();
        await store.Memory.Insights.StoreManyAsync(Enumerable.Range(1, 40).Select(static i => new NewInsight { UserId = "ann", Content = new string('a', i) }));
        await store.CatchUpVectorsAsync();

        for (var i = 1; i <= 40; i++)
        {
            var hits = await store.Memory.SearchAsync(new string('a', i), 100, Ann);
            Assert.That(hits.Min(static hit => hit.Distance), Is.InRange(0, .05));
        }
    }

    [Test]
    public async Task Phrases_without_a_query_are_asked_of_keywords_alone()
    {
        await using var store = await OpenAsync();
        await Fill(store);
        _embedder.Instead = static (texts, _) => Task.FromResult<GeneratedEmbeddings<Embedding<float>>?>(
            [.. texts.Select(static _ => new Embedding<float>(new float[] { 1, 1, 1, 1, 1, 1, 1, 1 }))]);

        var hits = await store.Memory.SearchAsync("", 10, Ann with { Phrases = ["something else"] });

        Assert.That(hits.Select(static hit => (hit.Id, hit.Distance)), Is.EqualTo(new[] { ("other", (double?)null) }));
    }

    [Test]
    public async Task Who_waits_for_vectors_is_told_when_the_disk_fails()
    {
        var folder = new FaultyFolder();
        await using var store = FolderStore.Open(folder, options: new MosaicOptions { Embedder = _embedder });
        await Fill(store);
        var called = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        _embedder.Instead = async (_, _) =>
        {
            called.TrySetResult();
            await goOn.Task;
            return null;
        };
        await store.Memory.Insights.StoreAsync(new NewInsight { UserId = "ann", Content = "house" });
        var waits = store.CatchUpVectorsAsync().AsTask();
        await called.Task;

        folder.Fails = static (operation, _) => operation == "write";
        goOn.SetResult();

        await Assert.CatchAsync<StorePoisonedException>(async () => await waits.WaitAsync(TimeSpan.FromSeconds(30)));
        await Assert.CatchAsync<StorePoisonedException>(async () => await store.CatchUpVectorsAsync());
    }

    [Test]
    public async Task What_is_forgotten_leaves_no_vector_and_no_state()
    {
        await using var store = await OpenAsync();
        await Fill(store);
        await store.Memory.Sessions.AppendAsync(new SessionTurn { Id = "t", UserId = "ann", SessionId = "s", Speaker = "Ann", Content = "physician" });
        await store.Memory.Insights.StoreAsync(new NewInsight { Id = "bobs", UserId = "bob", Content = "vehicle" });
        await store.CatchUpVectorsAsync();

        var report = await store.Memory.ForgetUserAsync("ann");

        Assert.That(report, Is.EqualTo(new ForgetReport(0, 3, 1, 4, report.NotReached)));
        await store.CatchUpVectorsAsync();
        Assert.That(Rows(store, VectorKeys.Vector(0, [])) + Rows(store, VectorKeys.Vector(1, [])), Is.EqualTo(1), "Bob's");
        Assert.That(Rows(store, VectorKeys.Corpora()), Is.EqualTo(1));
        Assert.That(Rows(store, Keys.Of(RowTable.TextModel)), Is.EqualTo(1));
        Assert.That((await store.Memory.ForUser("bob").SearchAsync("car"))[0].Id, Is.EqualTo("bobs"));
        Assert.That((await store.CheckAsync()).Problems, Is.Empty);
    }

    private static Func<IReadOnlyList<string>, CancellationToken, Task<GeneratedEmbeddings<Embedding<float>>?>> Bad(
        Func<IReadOnlyList<string>, IEnumerable<Embedding<float>>> make) =>
        (texts, _) => Task.FromResult<GeneratedEmbeddings<Embedding<float>>?>(texts.Any(static text => text.Contains("bad")) ? [.. make(texts)] : null);

    private static int Rows(MosaicEngine store, byte[] prefix) => store.Core.Rows.Scan(prefix, Keys.After(prefix), int.MaxValue, int.MaxValue).Rows.Count;

    private static async Task Store(MosaicEngine store)
    {
        await store.Memory.Insights.StoreAsync(new NewInsight { Id = "car", UserId = "ann", Content = "car" });
        await store.Memory.Insights.StoreAsync(new NewInsight { Id = "doctor", UserId = "ann", Content = "doctor" });
        await store.Memory.Insights.StoreAsync(new NewInsight { Id = "other", UserId = "ann", Content = "something else" });
    }

    private static async Task Fill(MosaicEngine store)
    {
        await Store(store);
        await store.CatchUpVectorsAsync();
    }

    /// <summary>Waits beyond failures that the background tries again.</summary>
    private static async Task RetryAsync(MosaicEngine store, Task? before = null)
    {
        await (before ?? Task.CompletedTask);
        while (true)
        {
            try
            {
                await store.CatchUpVectorsAsync();
                return;
            }
            catch (MosaicException exception) when (exception.IsTransient)
            {
            }
        }
    }

    private ValueTask<MosaicEngine> OpenAsync() => MosaicEngine.OpenAsync(_path, new MosaicOptions { Embedder = _embedder });

    private sealed record Note(string Id, string Text);
}
