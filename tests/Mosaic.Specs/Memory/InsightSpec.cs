using System.Text.Json;
using NUnit.Framework;

namespace Mosaic.Specs;

/// <summary>Storing, superseding and deleting insights.</summary>
public abstract class InsightSpec : MosaicSpec
{
    private IInsights Insights => Store.Memory.Insights;

    [Test]
    public async Task An_insight_is_read_as_it_was_stored()
    {
        var at = new DateTimeOffset(2029, 5, 7, 8, 9, 10, TimeSpan.FromHours(2));
        var stored = await Insights.StoreAsync(new NewInsight
        {
            Id = "i1",
            UserId = "ann",
            Content = "Ann keeps bees – two hives 🐝.",
            Source = InsightSource.User,
            Category = InsightCategory.Fact,
            RelevanceScore = 0.25,
            CreatedAt = at,
            DecayedAt = at.AddDays(3),
            SessionId = "s1",
            Provenance = ["t1", "t2"],
            Metadata = new Dictionary<string, object?> { ["text"] = "x", ["whole"] = 3, ["half"] = 0.5, ["yes"] = true, ["none"] = null, ["list"] = new[] { 1, 2 } },
            Embedding = new float[] { 0.5f, -1 },
        });

        var read = await Insights.GetAsync("i1");

        foreach (var insight in new[] { stored, read! })
        {
            Assert.That(insight.Id, Is.EqualTo("i1"));
            Assert.That(insight.UserId, Is.EqualTo("ann"));
            Assert.That(insight.Content, Is.EqualTo("Ann keeps bees – two hives 🐝."));
            Assert.That(insight.Source, Is.EqualTo(InsightSource.User));
            Assert.That(insight.Category, Is.EqualTo(InsightCategory.Fact));
            Assert.That(insight.RelevanceScore, Is.EqualTo(0.25));
            Assert.That(insight.CreatedAt, Is.EqualTo(at));
            Assert.That(insight.CreatedAt.Offset, Is.EqualTo(at.Offset));
            Assert.That(insight.DecayedAt, Is.EqualTo(at.AddDays(3)));
            Assert.That(insight.SessionId, Is.EqualTo("s1"));
            Assert.That(insight.Provenance, Is.EqualTo(new[] { "t1", "t2" }));
            Assert.That(insight.SupersededBy, Is.Null);
            Assert.That(insight.Metadata["text"], Is.EqualTo("x"));
            Assert.That(insight.Metadata["whole"], Is.EqualTo(3L));
            Assert.That(insight.Metadata["half"], Is.EqualTo(0.5));
            Assert.That(insight.Metadata["yes"], Is.EqualTo(true));
            Assert.That(insight.Metadata["none"], Is.Null);
            Assert.That(((JsonElement)insight.Metadata["list"]!).GetArrayLength(), Is.EqualTo(2));
        }
    }

    [Test]
    public async Task What_is_left_out_has_its_default()
    {
        var stored = await Insights.StoreAsync(new NewInsight { UserId = "ann", Content = "Likes tea." });

        Assert.That(stored.Id, Is.Not.Empty);
        Assert.That(stored.CreatedAt, Is.EqualTo(Clock.GetUtcNow()));
        Assert.That(stored.RelevanceScore, Is.EqualTo(1));
        Assert.That(stored.Category, Is.EqualTo(InsightCategory.General));
        Assert.That(stored.Source, Is.EqualTo(InsightSource.Agent));
        Assert.That(stored.Metadata, Is.Empty);
        Assert.That(stored.Provenance, Is.Empty);
        Assert.That(await Insights.GetAsync("absent"), Is.Null);
    }

    [Test]
    public async Task An_id_is_unique_in_the_store()
    {
        await Insights.StoreAsync(new NewInsight { Id = "i1", UserId = "ann", Content = "One." });

        Assert.That(async () => await Insights.StoreAsync(new NewInsight { Id = "i1", UserId = "bob", Content = "Two." }), Throws.TypeOf<DuplicateKeyException>());
        Assert.That((await Insights.GetAsync("i1"))!.Content, Is.EqualTo("One."));
    }

    [Test]
    public async Task Many_are_stored_all_or_none()
    {
        Assert.That(
            async () => await Insights.StoreManyAsync(
            [
                new NewInsight { Id = "a", UserId = "ann", Content = "One." },
                new NewInsight { Id = "a", UserId = "ann", Content = "Two." },
            ]),
            Throws.TypeOf<DuplicateKeyException>());
        Assert.That(await Insights.GetAsync("a"), Is.Null);

        var stored = await Insights.StoreManyAsync(Enumerable.Range(0, 500).Select(static i => new NewInsight { UserId = "ann", Content = $"Number {i}." }));
        Assert.That(stored.Select(static insight => insight.Content), Is.EqualTo(Enumerable.Range(0, 500).Select(static i => $"Number {i}.")));
        Assert.That(await Insights.StoreManyAsync([]), Is.Empty);
    }

    [Test]
    public async Task A_new_insight_replaces_an_old_one_and_keeps_the_link()
    {
        await Insights.StoreAsync(new NewInsight { Id = "old", UserId = "ann", Content = "Ann lives in Oslo." });
        await Insights.StoreAsync(new NewInsight { Id = "new", UserId = "ann", Content = "Ann lives in Bergen.", Supersedes = "old" });

        Assert.That((await Insights.GetAsync("old"))!.SupersededBy, Is.EqualTo("new"));
        Assert.That((await Insights.GetAsync("new"))!.SupersededBy, Is.Null);
        var found = await Store.Memory.SearchAsync("where does Ann live", 10, new SearchFilter { UserId = "ann" });
        Assert.That(found.Select(static hit => hit.Id), Is.EqualTo(new[] { "new" }));
    }

    [Test]
    public async Task Insights_are_listed_without_those_that_were_replaced()
    {
        await Insights.StoreManyAsync(Enumerable.Range(0, 600).Select(static i => new NewInsight { Id = $"i{i:D3}", UserId = "ann", Content = "x" }));
        await Insights.StoreAsync(new NewInsight { Id = "i999", UserId = "ann", Content = "y", Supersedes = "i000" });
        await Insights.StoreAsync(new NewInsight { Id = "bobs", UserId = "bob", Content = "x" });

        var ids = Enumerable.Range(0, 600).Select(static i => $"i{i:D3}").Append("i999").ToList();
        Assert.That(await Ids(Insights.ListAsync("ann", superseded: true)), Is.EqualTo(ids));
        Assert.That(await Ids(Insights.ListAsync("ann")), Is.EqualTo(ids[1..]));
        Assert.That(await Ids(Store.Memory.ForUser("bob").Insights.ListAsync("ann")), Is.Empty);
        Assert.That(await Ids(Insights.ListAsync("nobody")), Is.Empty);
    }

    [Test]
    public async Task A_changed_relevance_is_read_and_filtered_by()
    {
        await Insights.StoreAsync(new NewInsight { Id = "i", UserId = "ann", Content = "bees" });

        Assert.That(await Insights.SetRelevanceAsync("i", .25), Is.True);
        Assert.That(await Insights.SetRelevanceAsync("absent", .25), Is.False);
        Assert.That(await Store.Memory.ForUser("bob").Insights.SetRelevanceAsync("i", 1), Is.False);
        Assert.That(async () => await Insights.SetRelevanceAsync("i", double.NaN), Throws.InstanceOf<ArgumentOutOfRangeException>());

        Assert.That((await Insights.GetAsync("i"))!.RelevanceScore, Is.EqualTo(.25));
        Assert.That(await Store.Memory.SearchAsync("bees", 10, new SearchFilter { UserId = "ann", MinRelevance = .5 }), Is.Empty);
        Assert.That(await Store.Memory.SearchAsync("bees", 10, new SearchFilter { UserId = "ann", MinRelevance = .2 }), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Relevance_fades_with_time_however_often_it_is_told_to()
    {
        await Insights.StoreAsync(new NewInsight { Id = "i", UserId = "ann", Content = "x", RelevanceScore = .8 });
        await Insights.StoreAsync(new NewInsight { Id = "old", UserId = "ann", Content = "x", CreatedAt = Clock.GetUtcNow().AddDays(-10) });
        await Insights.StoreAsync(new NewInsight { Id = "later", UserId = "ann", Content = "x", CreatedAt = Clock.GetUtcNow().AddDays(30) });
        await Insights.StoreAsync(new NewInsight { Id = "bobs", UserId = "bob", Content = "x" });

        Clock.Advance(TimeSpan.FromDays(5));
        Assert.That(await Insights.DecayAsync("ann", TimeSpan.FromDays(10)), Is.EqualTo(2));
        Clock.Advance(TimeSpan.FromDays(5));
        Assert.That(await Insights.DecayAsync("ann", TimeSpan.FromDays(10)), Is.EqualTo(2));

        Assert.That((await Insights.GetAsync("i"))!.RelevanceScore, Is.EqualTo(.4).Within(1e-6));
        Assert.That((await Insights.GetAsync("i"))!.DecayedAt, Is.EqualTo(Clock.GetUtcNow()));
        Assert.That((await Insights.GetAsync("old"))!.RelevanceScore, Is.EqualTo(.25).Within(1e-6));
        Assert.That((await Insights.GetAsync("later"))!.RelevanceScore, Is.EqualTo(1));
        Assert.That((await Insights.GetAsync("bobs"))!.RelevanceScore, Is.EqualTo(1));
        Clock.Advance(TimeSpan.FromDays(100));
        Assert.That(await Insights.DecayAsync("ann", TimeSpan.FromDays(10), floor: .3), Is.EqualTo(2));
        Assert.That((await Insights.GetAsync("i"))!.RelevanceScore, Is.EqualTo(.3));
        Assert.That((await Insights.GetAsync("old"))!.RelevanceScore, Is.EqualTo(.25).Within(1e-6));
        Assert.That(async () => await Insights.DecayAsync("ann", TimeSpan.Zero), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task What_is_superseded_stays_so_when_its_successor_is_gone(bool expires)
    {
        await Insights.StoreAsync(new NewInsight { Id = "old", UserId = "ann", Content = "Ann lives in Oslo." });
        await Insights.StoreAsync(new NewInsight
        {
            Id = "new", UserId = "ann", Content = "Ann lives in Bergen.", Supersedes = "old", ExpiresAt = expires ? Clock.GetUtcNow().AddHours(1) : null,
        });
        if (expires)
        {
            Clock.Advance(TimeSpan.FromHours(2));
        }
        else
        {
            await Insights.DeleteAsync("new");
        }

        Assert.That(await Insights.GetAsync("new"), Is.Null);
        Assert.That((await Insights.GetAsync("old"))!.SupersededBy, Is.EqualTo("new"));
        Assert.That(await Ids(Insights.ListAsync("ann")), Is.Empty);
        Assert.That(await Ids(Insights.ListAsync("ann", superseded: true)), Is.EqualTo(new[] { "old" }));
        Assert.That(await Store.Memory.SearchAsync("where does Ann live", 10, new SearchFilter { UserId = "ann" }), Is.Empty);
        Assert.That(async () => await Insights.StoreAsync(new NewInsight { UserId = "ann", Content = "x", Supersedes = "old" }), Throws.TypeOf<ConflictException>());
    }

    [Test]
    public async Task Insights_that_supersede_each_other_in_one_unit_are_told_as_they_are_stored()
    {
        var stored = await Insights.StoreManyAsync(
        [
            new NewInsight { Id = "a", UserId = "ann", Content = "One." },
            new NewInsight { Id = "b", UserId = "ann", Content = "Two.", Supersedes = "a" },
            new NewInsight { Id = "c", UserId = "ann", Content = "Three.", Supersedes = "b" },
        ]);

        Assert.That(stored.Select(static insight => insight.SupersededBy), Is.EqualTo(new[] { "b", "c", null }));
        Assert.That((await Insights.GetAsync("a"))!.SupersededBy, Is.EqualTo("b"));
    }

    [Test]
    public async Task What_is_absent_anothers_or_superseded_already_is_not_superseded()
    {
        await Insights.StoreAsync(new NewInsight { Id = "old", UserId = "ann", Content = "One." });

        Assert.That(async () => await Insights.StoreAsync(new NewInsight { UserId = "ann", Content = "x", Supersedes = "absent" }), Throws.TypeOf<ConflictException>().With.Property("Hint").Contains("without Supersedes"));
        Assert.That(async () => await Insights.StoreAsync(new NewInsight { UserId = "bob", Content = "x", Supersedes = "old" }), Throws.TypeOf<ConflictException>());
        await Insights.StoreAsync(new NewInsight { Id = "new", UserId = "ann", Content = "Two.", Supersedes = "old" });
        Assert.That(async () => await Insights.StoreAsync(new NewInsight { UserId = "ann", Content = "x", Supersedes = "old" }), Throws.TypeOf<ConflictException>().With.Property("Hint").Contains("SupersededBy"));
    }

    [Test]
    public async Task Deleting_tells_whether_there_was_one_and_search_forgets_it()
    {
        await Insights.StoreAsync(new NewInsight { Id = "i1", UserId = "ann", Content = "Keeps bees.", Embedding = new float[] { 1, 2 } });
        Assert.That(await Store.Memory.SearchAsync("bees", 10, new SearchFilter { UserId = "ann" }), Has.Count.EqualTo(1));

        Assert.That(await Insights.DeleteAsync("i1"), Is.True);
        Assert.That(await Insights.DeleteAsync("i1"), Is.False);
        Assert.That(await Insights.GetAsync("i1"), Is.Null);
        Assert.That(await Store.Memory.SearchAsync("bees", 10, new SearchFilter { UserId = "ann" }), Is.Empty);
        await Insights.StoreAsync(new NewInsight { Id = "i1", UserId = "bob", Content = "The id is free again." });
    }

    private static async Task<List<string>> Ids(IAsyncEnumerable<Insight> insights)
    {
        var ids = new List<string>();
        await foreach (var insight in insights)
        {
            ids.Add(insight.Id);
        }

        return ids;
    }

    private async Task<IEnumerable<string>> Found(string query) =>
        (await Store.Memory.SearchAsync(query, 10, new SearchFilter { UserId = "ann" })).Select(static hit => hit.Id);
}
