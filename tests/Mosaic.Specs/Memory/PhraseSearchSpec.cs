using NUnit.Framework;

namespace Mosaic.Specs;

/// <summary>Phrases: words that a hit's own text has one after the other.</summary>
public abstract class PhraseSearchSpec : MosaicSpec
{
    private IMemoryStore Memory => Store.Memory;

    [Test]
    public async Task A_hit_has_every_phrase_whatever_its_kind_case_and_inflection()
    {
        await Documents.EnsureTextIndexAsync("notes", ["text"]);
        await Documents.CreateAsync("notes", new Note("d", "The Green-Houses of Kew"));
        await Documents.CreateAsync("notes", new Note("e", "A house that is green, of Kew"));
        await Insight("i", "Ann paints green houses.");
        await Insight("j", "Her houses are green.");
        await Turn("s", "t", "A GREEN HOUSE!");
        await Turn("s", "u", "Which house is green?");

        Assert.That(await Find("house", "green house"), Is.EquivalentTo(new[] { "d", "i", "t" }));
        Assert.That(await Find("house", "green house", "of kew"), Is.EqualTo(new[] { "d" }));
        Assert.That(await Find("house", "house green"), Is.Empty);
        Assert.That(await Find("house"), Has.Count.EqualTo(6), "an empty list is no condition");
    }

    [Test]
    public async Task A_phrase_counts_stop_words_and_needs_the_query_to_match_too()
    {
        await Insight("a", "To be or not to be, said the prince.");
        await Insight("b", "Not to be or to be.");

        Assert.That(await Find("prince be", "to be or not"), Is.EqualTo(new[] { "a" }));
        Assert.That(await Find("castle", "to be or not"), Is.Empty);
    }

    [TestCase("")]
    [TestCase(" ?! ")]
    public async Task Without_a_word_in_the_query_the_phrases_are_what_is_asked(string query)
    {
        await Insight("a", "The grey heron.");
        await Insight("b", "The heron is grey.");
        await Turn("s", "t", "Once more: the grey heron");
        await Turn("s", "u", "Beside it.");

        Assert.That(await Find(query, "grey heron"), Is.EquivalentTo(new[] { "a", "t" }));
    }

    [Test]
    public async Task A_rare_phrase_is_found_behind_any_number_of_rows_with_its_words_in_another_order()
    {
        await Insight("i", "There is one long text here in which once, and no more, the white bear is told of among other things that matter little.");
        await Turn("rare", "t", "There is one long turn here in which once, and no more, the white bear is told of.");
        await Memory.Insights.StoreManyAsync(Enumerable.Range(0, 42_000).Select(static i => new NewInsight { UserId = LocalUser.Id, Content = "bear white bear" }));
        await Memory.Sessions.AppendManyAsync(Enumerable.Range(0, 3_000).Select(static i => new SessionTurn
        {
            SessionId = "s", UserId = LocalUser.Id, Speaker = "x", Content = i % 2 == 0 ? "bear: white, bear!" : "white? No bear",
        }));

        await Eventually(IsIndexed, "the index has followed");
        Assert.That(await Find("bear white", "the white bear"), Is.EquivalentTo(new[] { "i", "t" }));
    }

    [Test]
    public async Task What_stands_in_a_phrase_is_marked_and_nothing_else_of_its_words()
    {
        await Insight("a", "The tower: see the old tower of the town.");

        var hit = (await Search("town", "the old tower")).Single();

        Assert.That(hit.Highlights.Select(place => hit.Content.Substring(place.Start, place.Length)), Is.EqualTo(new[] { "the", "old", "tower", "town" }));
    }

    [Test]
    public async Task A_phrase_of_a_language_without_spaces_is_a_part_of_the_text()
    {
        await Insight("a", "昨日は東京タワーに行きました");
        await Insight("b", "東京の高いタワー");

        Assert.That(await Find("タワー", "東京タワー"), Is.EqualTo(new[] { "a" }));
        Assert.That(await Find("タワー", "京"), Is.EquivalentTo(new[] { "a", "b" }));
    }

    [Test]
    public async Task Phrases_and_the_other_limits_are_joined()
    {
        await Memory.Insights.StoreAsync(new NewInsight { Id = "bobs", UserId = "bob", Content = "the green house" });
        await Insight("mine", "the green house");

        Assert.That(await Find("house", "green house"), Is.EqualTo(new[] { "mine" }));
        Assert.That(await Memory.ForUser("ann").SearchAsync("house", 10, new SearchFilter { Phrases = ["green house"] }), Is.Empty);
    }

    [Test]
    public async Task Phrases_of_more_words_than_a_query_may_have_are_what_is_asked_too()
    {
        string[] phrases = [Words(0), Words(1000), Words(2000)];
        await Insight("i", string.Join(" and ", phrases));
        await Insight("j", phrases[0]);
        await Turn("s", "t", string.Join(" and ", phrases));

        Assert.That(await Find("", phrases), Is.EquivalentTo(new[] { "i", "t" }));

        static string Words(int first) => string.Join(' ', Enumerable.Range(first, 1000).Select(static i => $"w{i}"));
    }

    [Test]
    public async Task A_phrase_without_a_word_or_with_too_many_is_refused()
    {
        await Insight("a", "bees");
        foreach (var bad in new[] { null, "", "  ", "?!", "\u0001", "a\ud800", string.Join(' ', Enumerable.Repeat("bee", 100_000)) })
        {
            Assert.That(async () => await Search("bees", "bees", bad!), Throws.InstanceOf<ArgumentException>(), bad?.Length.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        Assert.That(async () => await Search("bees", [.. Enumerable.Repeat("bees", 65)]), Throws.InstanceOf<ArgumentException>());
        Assert.That(await Find("bees", [.. Enumerable.Repeat("bees", 64)]), Is.EqualTo(new[] { "a" }));
        Assert.That(await Find("bees", string.Join(' ', Enumerable.Repeat("bee", 1024))), Is.Empty);
    }

    private async Task<bool> IsIndexed()
    {
        try
        {
            await Find("bear");
            return true;
        }
        catch (MosaicException exception) when (exception.IsTransient)
        {
            return false;
        }
    }

    private async Task<IReadOnlyList<string>> Find(string query, params string[] phrases) => [.. (await Search(query, phrases)).Select(static hit => hit.Id)];

    private async Task<IReadOnlyList<SearchHit>> Search(string query, params string[] phrases) =>
        await Memory.SearchAsync(query, 10, new SearchFilter { Phrases = phrases });

    private async Task Insight(string id, string text) => await Memory.Insights.StoreAsync(new NewInsight { Id = id, UserId = LocalUser.Id, Content = text });

    private async Task Turn(string session, string id, string text) =>
        await Memory.Sessions.AppendAsync(new SessionTurn { Id = id, SessionId = session, UserId = LocalUser.Id, Speaker = "x", Content = text });

    private sealed record Note(string Id, string Text);
}
