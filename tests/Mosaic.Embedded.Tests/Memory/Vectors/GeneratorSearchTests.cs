using Microsoft.Extensions.AI;
using Mosaic.Backends;
using Mosaic.Memory.Rows;
using Mosaic.Storage.Rows;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Memory.Vectors;

/// <summary>Search by the vectors of an application's own generator.</summary>
public sealed class GeneratorSearchTests : GeneratorFixture
{
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

        var made = Embedder.Texts;
        await using var again = await OpenAsync();
        await again.CatchUpVectorsAsync();

        Assert.That((await again.Memory.SearchAsync("automobile", 10, Ann))[0].Id, Is.EqualTo("car"));
        Assert.That(Embedder.Texts - made, Is.EqualTo(2), "the text that tells the dimensions, and the query");
    }

    [Test]
    public async Task Texts_stored_without_anEmbedder_get_vectors_once_there_is_one()
    {
        await using (var store = await MosaicEngine.OpenAsync(Path))
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

        await using var again = await MosaicEngine.OpenAsync(Path, new MosaicOptions { Embedder = new ConceptEmbedder("others", 16) });
        await again.CatchUpVectorsAsync();

        Assert.That((await again.Memory.SearchAsync("automobile", 10, Ann))[0].Id, Is.EqualTo("car"));
        Assert.That(Rows(again, VectorKeys.Vector(0, [])) + Rows(again, VectorKeys.Vector(1, [])), Is.EqualTo(3), "those of the old model are gone");
        Assert.That((await again.CheckAsync()).Problems, Is.Empty);
    }

    [Test]
    public async Task A_vector_that_came_with_an_insight_is_used()
    {
        await using var store = await OpenAsync();
        await store.Memory.Insights.StoreAsync(new NewInsight { Id = "i", UserId = "ann", Content = "untold", Embedding = Embedder.Vector("car") });
        await store.CatchUpVectorsAsync();

        Assert.That((await store.Memory.SearchAsync("automobile", 10, Ann))[0].Id, Is.EqualTo("i"));
    }

    [Test]
    public async Task A_distance_is_never_less_than_nothing()
    {
        Embedder.Instead = static (texts, _) => Task.FromResult<GeneratedEmbeddings<Embedding<float>>?>([.. texts.Select(static text =>
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
        Embedder.Instead = static (texts, _) => Task.FromResult<GeneratedEmbeddings<Embedding<float>>?>(
            [.. texts.Select(static _ => new Embedding<float>(new float[] { 1, 1, 1, 1, 1, 1, 1, 1 }))]);

        var hits = await store.Memory.SearchAsync("", 10, Ann with { Phrases = ["something else"] });

        Assert.That(hits.Select(static hit => (hit.Id, hit.Distance)), Is.EqualTo(new[] { ("other", (double?)null) }));
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
}
