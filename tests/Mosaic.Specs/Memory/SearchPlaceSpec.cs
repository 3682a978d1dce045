using NUnit.Framework;

namespace Mosaic.Specs;

/// <summary>Searches limited to what one speaker said, or to one collection.</summary>
public abstract class SearchPlaceSpec : MosaicSpec
{
    private IMemoryStore Memory => Store.Memory;

    [Test]
    public async Task A_speaker_is_exact_and_limits_to_turns()
    {
        await Memory.Insights.StoreAsync(new NewInsight { UserId = LocalUser.Id, Content = "bees" });
        foreach (var speaker in new[] { "Ann", "ann", "Annie" })
        {
            await Memory.Sessions.AppendAsync(new SessionTurn { Id = speaker, SessionId = "s", UserId = LocalUser.Id, Speaker = speaker, Content = "bees" });
        }

        Assert.That(await Find(new SearchFilter { Speaker = "Ann" }), Is.EqualTo(new[] { "Ann" }));
        Assert.That(await Find(new SearchFilter { Speaker = "ann" }), Is.EqualTo(new[] { "ann" }));
        Assert.That(await Find(new SearchFilter { Speaker = "An" }), Is.Empty);
        Assert.That(await Find(new SearchFilter { Speaker = "Ann", UserId = "bob" }), Is.Empty);
        Assert.That(await Find(new SearchFilter { Speaker = "Ann", Kinds = [MemoryKind.Insight] }), Is.Empty);
        Assert.That(await Find(new SearchFilter { Speaker = "Ann", Category = InsightCategory.Fact }), Is.Empty);
        Assert.That(async () => await Find(new SearchFilter { Speaker = "" }), Throws.InstanceOf<ArgumentException>());
        Assert.That(async () => await Find(new SearchFilter { Speaker = "a\0" }), Throws.InstanceOf<ArgumentException>());
    }

    [Test]
    public async Task A_speaker_is_found_behind_any_number_of_others()
    {
        await Memory.Sessions.AppendAsync(new SessionTurn { Id = "rare", SessionId = "r", UserId = LocalUser.Id, Speaker = "Zoe", Content = "It is about bees, she said, and about much else besides." });
        await Memory.Sessions.AppendManyAsync(Enumerable.Range(0, 3_000).Select(static i => new SessionTurn { SessionId = "s", UserId = LocalUser.Id, Speaker = "Ann", Content = "bees bees" }));

        Assert.That(await Find(new SearchFilter { Speaker = "Zoe" }), Is.EqualTo(new[] { "rare" }));
    }

    [Test]
    public async Task A_collection_limits_to_its_documents()
    {
        await Memory.Insights.StoreAsync(new NewInsight { UserId = LocalUser.Id, Content = "bees" });
        foreach (var collection in new[] { "notes", "notes2", "Notes" })
        {
            await Documents.EnsureTextIndexAsync(collection, ["text"]);
            await Documents.CreateAsync(collection, new Note(collection + "/1", "bees"));
        }

        Assert.That(await Find(new SearchFilter { Collection = "notes" }), Is.EqualTo(new[] { "notes/1" }));
        Assert.That(await Find(new SearchFilter { Collection = "Notes" }), Is.EqualTo(new[] { "Notes/1" }));
        Assert.That(await Find(new SearchFilter { Collection = "none" }), Is.Empty);
        Assert.That(await Find(new SearchFilter { Collection = "notes", SessionId = "s" }), Is.Empty);
        Assert.That(await Find(new SearchFilter { Collection = "notes", Speaker = "Ann" }), Is.Empty);
        Assert.That(await Find(new SearchFilter { Collection = "notes", Kinds = [MemoryKind.Turn] }), Is.Empty);
        Assert.That(await Memory.ForUser("ann").SearchAsync("bees", 10, new SearchFilter { Collection = "notes" }), Is.Empty);
        Assert.That(async () => await Find(new SearchFilter { Collection = "" }), Throws.InstanceOf<ArgumentException>());
        Assert.That(async () => await Find(new SearchFilter { Collection = "a\ud800" }), Throws.InstanceOf<ArgumentException>());
    }

    private async Task<IEnumerable<string>> Find(SearchFilter filter) => (await Memory.SearchAsync("bees", 10, filter)).Select(static hit => hit.Id);

    private sealed record Note(string Id, string Text);
}
