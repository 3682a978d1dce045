using NUnit.Framework;

namespace Mosaic.Specs;

/// <summary>What else than itself a query's word stands for: what begins with it, what is spelled nearly so, what goes along with it.</summary>
public abstract class WordReachSpec : MosaicSpec
{
    private static readonly SearchFilter AsYouType = new() { Prefix = true };
    private static readonly SearchFilter Nearly = new() { Fuzzy = true };

    private IMemoryStore Memory => Store.Memory;

    [TestCase("cel", "cello")]
    [TestCase("Ann plays the cel", "cello")]
    [TestCase("runn", "running")]
    [TestCase("runni", "running")]
    [TestCase("runnin", "running")]
    [TestCase("happin", "happiness")]
    [TestCase("beauti", "beautiful")]
    [TestCase("stud", "studies")]
    [TestCase("studie", "studies")]
    [TestCase("universit", "universities")]
    [TestCase("organiza", "organizations")]
    [TestCase("caf", "café")]
    [TestCase("東", "東京")]
    public async Task The_last_word_stands_for_what_begins_with_it(string query, string word)
    {
        await Insight("a", $"There: {word}.");
        await Insight("b", "Nothing.");
        await Memory.Sessions.AppendAsync(new SessionTurn { Id = "t", SessionId = "s", UserId = LocalUser.Id, Speaker = "x", Content = $"There: {word}." });

        var hits = await Memory.SearchAsync(query, 10, AsYouType);

        Assert.That(hits.Select(static hit => hit.Id), Is.EquivalentTo(new[] { "a", "t" }));
        foreach (var hit in hits)
        {
            Assert.That(hit.Highlights.Select(place => hit.Content.Substring(place.Start, place.Length)), Is.EqualTo(new[] { word }));
        }
    }

    [Test]
    public async Task Only_the_last_word_does_and_only_when_it_is_wanted()
    {
        await Insight("a", "A cello.");
        await Insight("b", "An orchestra.");

        Assert.That(await Find("cel", new SearchFilter()), Is.Empty);
        Assert.That(await Find("cel orch", AsYouType), Is.EqualTo(new[] { "b" }));
    }

    [Test]
    public async Task Words_that_others_have_do_not_crowd_out_the_users_own()
    {
        await Memory.Insights.StoreManyAsync(Enumerable.Range(0, 200).SelectMany(static i => Enumerable.Range(0, 3).Select(_ => new NewInsight { UserId = "bob", Content = $"zebra{i}" })));
        await Insight("mine", "zebrafish");
        await Memory.Sessions.AppendAsync(new SessionTurn { Id = "t", SessionId = "s", UserId = LocalUser.Id, Speaker = "x", Content = "zebrawood" });

        Assert.That(await Find("zebra", AsYouType), Is.EquivalentTo(new[] { "mine", "t" }));
        Assert.That(await Find("zebrafich", Nearly), Is.EquivalentTo(new[] { "mine" }));
    }

    [TestCase("celo", "cello")]
    [TestCase("cellos", "cello")]
    [TestCase("ecllo", "cello")]
    [TestCase("resturant", "restaurant")]
    [TestCase("accomodatoin", "accommodation")]
    [TestCase("Ktahmandu", "Kathmandu")]
    [TestCase("runnig", "running")]
    public async Task A_word_stands_for_those_spelled_nearly_so(string query, string word)
    {
        await Insight("a", $"There: {word}.");
        await Insight("b", "Nothing.");
        await Memory.Sessions.AppendAsync(new SessionTurn { Id = "t", SessionId = "s", UserId = LocalUser.Id, Speaker = "x", Content = $"There: {word}." });

        var hits = await Memory.SearchAsync(query, 10, Nearly);

        Assert.That(hits.Select(static hit => hit.Id), Is.EquivalentTo(new[] { "a", "t" }));
        foreach (var hit in hits)
        {
            Assert.That(hit.Highlights.Select(place => hit.Content.Substring(place.Start, place.Length)), Is.EqualTo(new[] { word }));
        }
    }

    [TestCase("cow", "crow")]
    [TestCase("ten2023", "ten2024")]
    [TestCase("2023", "2024")]
    [TestCase("celo", "celery")]
    public async Task Short_words_and_numbers_stand_for_themselves(string query, string word)
    {
        await Insight("a", word);

        Assert.That(await Find(query, Nearly), Is.Empty);
    }

    [Test]
    public async Task What_is_spelled_as_asked_counts_more_and_many_spellings_count_as_one_word()
    {
        await Insight("other", "garden barden carden darden harden jarden larden");
        await Insight("exact", "A garden with a hedge around the whole of it and a pond.");
        await Insight("near", "A warden with a hedge around the whole of it and a pond.");
        foreach (var (id, text) in new[] { ("t-exact", "My garden."), ("t-near", "My warden.") })
        {
            await Memory.Sessions.AppendAsync(new SessionTurn { Id = id, SessionId = id, UserId = LocalUser.Id, Speaker = "x", Content = text });
        }

        var insights = await Find("garden", Nearly with { Kinds = [MemoryKind.Insight] });
        Assert.That(insights, Is.EquivalentTo(new[] { "other", "exact", "near" }));
        Assert.That(insights.ToList().IndexOf("exact"), Is.LessThan(insights.ToList().IndexOf("near")));
        Assert.That(await Find("garden", Nearly with { Kinds = [MemoryKind.Turn] }), Is.EqualTo(new[] { "t-exact", "t-near" }));

        var both = await Find("garden pond", Nearly with { Kinds = [MemoryKind.Insight] });
        Assert.That(both.First(), Is.EqualTo("exact"), "two words, against one that has many spellings");
    }

    [Test]
    public async Task A_long_query_and_odd_ones_are_answered()
    {
        await Insight("a", "A quick fox.");
        var every = new SearchFilter { Prefix = true, Fuzzy = true, Expand = true };
        foreach (var query in new[] { "", "?", "\u0001", "a\ud800", "\udc00fox\ud800", new string('x', 100_000), "fox " + string.Join(' ', Enumerable.Range(0, 100_000).Select(static i => $"longword{i % 5000}x")) })
        {
            Assert.That(async () => await Memory.SearchAsync(query, 10_000, every), Throws.Nothing);
        }

        Assert.That(await Find("fo", every), Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public async Task Feedback_finds_documents_and_insights_by_what_goes_along_with_the_query_and_no_turns()
    {
        await Documents.EnsureTextIndexAsync("notes", ["text"]);
        for (var i = 0; i < 4; i++)
        {
            await Documents.CreateAsync("notes", new Note($"wing{i}", $"The lift of a wing depends on its camber, number{i}."));
            await Documents.CreateAsync("notes", new Note($"other{i}", $"Tea and cake at number{i + 4}."));
            await Insight($"i{i}", $"Nothing of interest number{i + 8}.");
        }

        await Documents.CreateAsync("notes", new Note("far", "A table of camber."));
        await Insight("far-insight", "Camber was measured.");
        await Memory.Sessions.AppendAsync(new SessionTurn { Id = "t", SessionId = "s", UserId = LocalUser.Id, Speaker = "x", Content = "Camber." });

        Assert.That(await Find("wing", new SearchFilter()), Is.EquivalentTo(new[] { "wing0", "wing1", "wing2", "wing3" }));
        var found = (await Memory.SearchAsync("wing", 10, new SearchFilter { Expand = true })).ToList();

        Assert.That(found.Take(4).Select(static hit => hit.Id), Is.EquivalentTo(new[] { "wing0", "wing1", "wing2", "wing3" }));
        Assert.That(found.Select(static hit => hit.Id), Is.SupersetOf(new[] { "far", "far-insight" }).And.No.Member("t"));
        var far = found.Single(static hit => hit.Id == "far");
        Assert.That(far.Highlights.Select(place => far.Content.Substring(place.Start, place.Length)), Is.EqualTo(new[] { "camber" }));
        Assert.That((await Find("wing", new SearchFilter { Expand = true, Phrases = ["table of camber"] })), Is.Empty, "feedback comes from what the filter admits");
    }

    private async Task<IEnumerable<string>> Find(string query, SearchFilter filter) => (await Memory.SearchAsync(query, 10, filter)).Select(static hit => hit.Id);

    private async Task Insight(string id, string text) => await Memory.Insights.StoreAsync(new NewInsight { Id = id, UserId = LocalUser.Id, Content = text });

    private sealed record Note(string Id, string Text);
}
