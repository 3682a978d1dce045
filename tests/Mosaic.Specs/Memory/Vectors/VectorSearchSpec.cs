using Microsoft.Extensions.AI;
using Mosaic.Backends;
using NUnit.Framework;

namespace Mosaic.Specs;

/// <summary>Search by the vectors of an application's own generator.</summary>
public abstract class VectorSearchSpec : VectorSpec
{
    [Test]
    public async Task A_text_is_found_by_its_meaning()
    {
        await FillAsync();

        var hits = await Store.Memory.SearchAsync("automobile", 10, Ann);

        Assert.That(hits[0].Id, Is.EqualTo("car"));
        Assert.That(hits[0].Distance, Is.EqualTo(0).Within(.05));
        Assert.That(hits[0].Highlights, Is.Empty);
    }

    [Test]
    public async Task Turns_and_documents_have_vectors_as_well()
    {
        await Store.Memory.Sessions.AppendAsync(new SessionTurn { Id = "t", UserId = "ann", SessionId = "s", Speaker = "Ann", Content = "physician" });
        await Store.Documents.EnsureTextIndexAsync("notes", ["said"]);
        await Store.Documents.CreateAsync("notes", new Text("n", "glad"));
        await CatchUpAsync(Store);

        Assert.That((await Store.Memory.SearchAsync("doctor", 10, Ann)).Select(static hit => hit.Id), Is.EqualTo(new[] { "t" }));
        Assert.That((await Store.Memory.SearchAsync("happy", 10, Ann)).Select(static hit => hit.Id), Is.EqualTo(new[] { "n" }));
        Assert.That(Store.Capabilities.HasFlag(MosaicCapabilities.VectorSearch));
    }

    [Test]
    public async Task Limits_hold_for_what_vectors_find()
    {
        await FillAsync();
        await Store.Memory.Insights.StoreAsync(new NewInsight { Id = "bobs", UserId = "bob", Content = "vehicle", Category = InsightCategory.Fact });
        await CatchUpAsync(Store);

        Assert.That((await Store.Memory.SearchAsync("automobile", 10, Ann)).Select(static hit => hit.Id), Has.None.EqualTo("bobs"));
        Assert.That(await Store.Memory.SearchAsync("automobile", 10, Ann with { Category = InsightCategory.Fact }), Is.Empty);
        Assert.That(await Store.Memory.SearchAsync("automobile", 10, Ann with { Kinds = [MemoryKind.Turn] }), Is.Empty);
        Assert.That((await Store.Memory.ForUser("bob").SearchAsync("automobile"))[0].Id, Is.EqualTo("bobs"));
    }

    [Test]
    public async Task What_is_deleted_changed_or_superseded_is_not_found_by_what_it_was()
    {
        await FillAsync();
        await Store.Documents.EnsureTextIndexAsync("notes", ["said"]);
        await Store.Documents.CreateAsync("notes", new Text("n", "glad"));
        await CatchUpAsync(Store);

        await Store.Memory.Insights.DeleteAsync("car");
        await Store.Memory.Insights.StoreAsync(new NewInsight { Id = "new", UserId = "ann", Content = "nothing", Supersedes = "doctor" });
        await Store.Documents.PutJsonAsync("notes", "n", """{"id":"n","said":"home"}"""u8.ToArray());
        await CatchUpAsync(Store);

        Assert.That((await Store.Memory.SearchAsync("automobile", 10, Ann)).Select(static hit => hit.Id), Has.None.EqualTo("car"));
        Assert.That((await Store.Memory.SearchAsync("physician", 10, Ann)).Select(static hit => hit.Id), Has.None.EqualTo("doctor"));
        Assert.That((await Store.Memory.SearchAsync("house", 10, Ann))[0].Id, Is.EqualTo("n"));
        Assert.That((await Store.Memory.SearchAsync("happy", 10, Ann)).Any(static hit => hit is { Id: "n", Distance: < .5 }), Is.False);
    }

    [Test]
    public async Task Vectors_are_there_after_reopening_without_being_made_again()
    {
        await FillAsync();
        var made = Embedder.Texts;
        await ReopenAsync();
        await CatchUpAsync(Store);

        Assert.That((await Store.Memory.SearchAsync("automobile", 10, Ann))[0].Id, Is.EqualTo("car"));
        Assert.That(Embedder.Texts - made, Is.EqualTo(2), "the text that tells the dimensions, and the query");
    }

    [Test]
    public async Task Texts_stored_without_anEmbedder_get_vectors_once_there_is_one()
    {
        await ReopenAsync(static options => options.Embedder = null);
        await StoreAsync();
        Assert.That(await Store.Memory.SearchAsync("automobile", 10, Ann), Is.Empty);

        await ReopenAsync();
        await CatchUpAsync(Store);

        Assert.That((await Store.Memory.SearchAsync("automobile", 10, Ann))[0].Id, Is.EqualTo("car"));
    }

    [Test]
    public async Task A_vector_that_came_with_an_insight_is_used()
    {
        await Store.Memory.Insights.StoreAsync(new NewInsight { Id = "i", UserId = "ann", Content = "untold", Embedding = Embedder.Vector("car") });
        await CatchUpAsync(Store);

        Assert.That((await Store.Memory.SearchAsync("automobile", 10, Ann))[0].Id, Is.EqualTo("i"));
    }

    [Test]
    public async Task A_distance_is_never_less_than_nothing()
    {
        Embedder.Instead = static (texts, _) => Task.FromResult<GeneratedEmbeddings<Embedding<float>>?>([.. texts.Select(static text =>
        {
            var random = new Random(text.Length);
            return new Embedding<float>(Enumerable.Range(0, 8).Select(_ => random.NextSingle() - .5f).ToArray());
        })]);
        await Store.Memory.Insights.StoreManyAsync(Enumerable.Range(1, 40).Select(static i => new NewInsight { UserId = "ann", Content = new string('a', i) }));
        await CatchUpAsync(Store);

        for (var i = 1; i <= 40; i++)
        {
            var hits = await Store.Memory.SearchAsync(new string('a', i), 100, Ann);
            Assert.That(hits.Min(static hit => hit.Distance), Is.InRange(0, .05));
        }
    }

    [Test]
    public async Task Phrases_without_a_query_are_asked_of_keywords_alone()
    {
        await FillAsync();
        Embedder.Instead = static (texts, _) => Task.FromResult<GeneratedEmbeddings<Embedding<float>>?>(
            [.. texts.Select(static _ => new Embedding<float>(new float[] { 1, 1, 1, 1, 1, 1, 1, 1 }))]);

        var hits = await Store.Memory.SearchAsync("", 10, Ann with { Phrases = ["something else"] });

        Assert.That(hits.Select(static hit => (hit.Id, hit.Distance)), Is.EqualTo(new[] { ("other", (double?)null) }));
    }


    [Test]
    public async Task Vectors_of_another_model_are_made_anew_and_not_compared()
    {
        await FillAsync();
        using var other = new ConceptEmbedder("others", 16);
        await ReopenAsync(options => options.Embedder = other);
        await CatchUpAsync(Store);

        Assert.That((await Store.Memory.SearchAsync("automobile", 10, Ann))[0].Id, Is.EqualTo("car"));
        Assert.That(other.Texts, Is.EqualTo(5), "the text that tells the dimensions, all three, and the query");
    }

    [Test]
    public async Task What_is_forgotten_leaves_no_vector()
    {
        await FillAsync();
        await Store.Memory.Sessions.AppendAsync(new SessionTurn { Id = "t", UserId = "ann", SessionId = "s", Speaker = "Ann", Content = "physician" });
        await Store.Memory.Insights.StoreAsync(new NewInsight { Id = "bobs", UserId = "bob", Content = "vehicle" });
        await CatchUpAsync(Store);

        var report = await Store.Memory.ForgetUserAsync("ann");

        Assert.That(report, Is.EqualTo(new ForgetReport(0, 3, 1, 4, report.NotReached)));
        await CatchUpAsync(Store);
        Assert.That(await Store.Memory.SearchAsync("automobile", 10, Ann), Is.Empty);
        Assert.That((await Store.Memory.ForUser("bob").SearchAsync("car"))[0].Id, Is.EqualTo("bobs"));
        Assert.That((await Store.Memory.ForgetUserAsync("bob")).Vectors, Is.EqualTo(1));
    }
}
