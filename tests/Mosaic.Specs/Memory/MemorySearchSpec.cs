using NUnit.Framework;

namespace Mosaic.Specs;

/// <summary>What a search finds, in which order, and what limits it.</summary>
public abstract class MemorySearchSpec : MosaicSpec
{
    private static readonly SearchFilter OfAnn = new() { UserId = "ann" };

    private IMemoryStore Memory => Store.Memory;

    [Test]
    public async Task A_search_sees_what_was_acknowledged_before_it()
    {
        for (var i = 0; i < 50; i++)
        {
            var insight = await Add(new NewInsight { UserId = "ann", Content = $"The secret number is {i}x{i}x." });

            var hits = await Memory.SearchAsync($"{i}x{i}x", 10, OfAnn);
            Assert.That(hits.Select(static hit => hit.Id), Is.EqualTo(new[] { insight.Id }));
        }
    }

    [Test]
    public async Task Words_are_found_by_their_stems_whatever_their_case()
    {
        await Add(new NewInsight { Id = "a", UserId = "ann", Content = "She was PAINTING Ann's garden." });

        foreach (var query in new[] { "paint", "painted the gardens?", "ANN", "painting: +garden -was" })
        {
            Assert.That((await Memory.SearchAsync(query, 10, OfAnn)).Select(static hit => hit.Id), Is.EqualTo(new[] { "a" }), query);
        }

        Assert.That(await Memory.SearchAsync("sculpture", 10, OfAnn), Is.Empty);
    }

    [TestCase('_')]
    [TestCase('\u203F')]
    [TestCase('\u2040')]
    [TestCase('\u2054')]
    [TestCase('\uFE33')]
    [TestCase('\uFE4F')]
    [TestCase('\uFF3F')]
    public async Task A_line_of_underscores_holds_up_no_search_and_words_that_they_join_are_found(char line)
    {
        await Add(new NewInsight { UserId = "bob", Content = $"table:\n{new string(line, 300_000)}" });
        await Add(new NewInsight { Id = "a", UserId = "ann", Content = $"The column order{line}id is unique." });

        var hit = (await Memory.SearchAsync("order", 10, OfAnn)).Single();

        Assert.That(hit.Highlights.Select(place => hit.Content.Substring(place.Start, place.Length)), Is.EqualTo(new[] { "order" }));
        Assert.That((await Memory.SearchAsync($"order{line}id {new string(line, 60_000)}", 10, OfAnn)).Select(static it => it.Id), Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public async Task A_hit_tells_all_of_what_it_found_and_where_it_matched()
    {
        var at = Clock.GetUtcNow().AddDays(-3);
        await Memory.Sessions.AppendAsync(new SessionTurn
        {
            Id = "t1", SessionId = "s1", UserId = "ann", Speaker = "Ann", At = at,
            Content = "😀 My sister's bees; the bee hives!", Metadata = new Dictionary<string, object?> { ["n"] = 1 },
        });

        var hit = (await Memory.SearchAsync("bee sister", 10, OfAnn))[0];

        Assert.That(hit.Id, Is.EqualTo("t1"));
        Assert.That(hit.Kind, Is.EqualTo(MemoryKind.Turn));
        Assert.That(hit.UserId, Is.EqualTo("ann"));
        Assert.That(hit.SessionId, Is.EqualTo("s1"));
        Assert.That(hit.Speaker, Is.EqualTo("Ann"));
        Assert.That((hit.Category, hit.Source, hit.RelevanceScore), Is.EqualTo(((InsightCategory?)null, (InsightSource?)null, (double?)null)));
        Assert.That(hit.At, Is.EqualTo(at));
        Assert.That(hit.Metadata["n"], Is.EqualTo(1));
        Assert.That(hit.Collection, Is.Null);
        Assert.That(hit.Distance, Is.Null);
        Assert.That(hit.Score, Is.Positive);
        Assert.That(hit.Highlights.Select(place => hit.Content.Substring(place.Start, place.Length)), Is.EqualTo(new[] { "sister's", "bees", "bee" }));
    }

    [Test]
    public async Task A_hit_marks_where_it_matched()
    {
        await Add(new NewInsight { UserId = "ann", Content = "Bees & <hives> of bees" });

        var hit = (await Memory.SearchAsync("bee hive", 10, OfAnn)).Single();

        Assert.That(hit.Mark("[", "]"), Is.EqualTo("[Bees] & <[hives]> of [bees]"));
        Assert.That(hit.Mark("<b>", "</b>", System.Net.WebUtility.HtmlEncode), Is.EqualTo("<b>Bees</b> &amp; &lt;<b>hives</b>&gt; of <b>bees</b>"));
        Assert.That((hit with { Highlights = [] }).Mark("[", "]"), Is.EqualTo(hit.Content));
        Assert.That(() => (hit with { Content = "Bees" }).Mark("[", "]"), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public async Task A_hit_of_all_users_tells_whose_insight_it_is_and_what_it_is_about()
    {
        await Add(new NewInsight { UserId = "bob", Content = "bees", Category = InsightCategory.Decision, Source = InsightSource.User, RelevanceScore = .5 });
        await Documents.EnsureTextIndexAsync("notes", ["text"]);
        await Documents.CreateAsync("notes", new { text = "bees" });

        var hits = await Memory.SearchAsync("bees", 10, new SearchFilter { AllUsers = true });

        var insight = hits.Single(static hit => hit.Kind == MemoryKind.Insight);
        Assert.That((insight.UserId, insight.Speaker), Is.EqualTo(("bob", (string?)null)));
        Assert.That((insight.Category, insight.Source, insight.RelevanceScore), Is.EqualTo(((InsightCategory?)InsightCategory.Decision, (InsightSource?)InsightSource.User, (double?).5)));
        Assert.That(hits.Single(static hit => hit.Kind == MemoryKind.Document).UserId, Is.Null);
    }

    [Test]
    public async Task More_and_rarer_words_rank_higher()
    {
        await AddMany(
            ("both", "Ann plays the cello in an orchestra."),
            ("one", "Ann plays chess."),
            ("other", "Ann plays tennis."),
            ("third", "Ann plays golf."));

        var hits = await Memory.SearchAsync("who plays the cello", 10, OfAnn);

        Assert.That(hits[0].Id, Is.EqualTo("both"));
        Assert.That(hits, Has.Count.EqualTo(4));
        Assert.That(hits.Select(static hit => hit.Score), Is.Ordered.Descending);
    }

    [Test]
    public async Task Equal_scores_come_in_a_fixed_order_the_latest_first()
    {
        var now = Clock.GetUtcNow();
        for (var i = 0; i < 30; i++)
        {
            await Memory.Sessions.AppendAsync(new SessionTurn { Id = $"t{i:00}", SessionId = $"s{i:00}", UserId = "ann", Speaker = "a", Content = "bees", At = now.AddMinutes(i / 3) });
        }

        var ids = (await Memory.SearchAsync("bees", 30, OfAnn)).Select(static hit => hit.Id).ToList();
        var expected = Enumerable.Range(0, 10).Reverse().SelectMany(static minute => Enumerable.Range(3 * minute, 3)).Select(static i => $"t{i:00}");
        Assert.That(ids, Is.EqualTo(expected));
        Assert.That((await Memory.SearchAsync("bees", 7, OfAnn)).Select(static hit => hit.Id), Is.EqualTo(ids.Take(7)));
    }

    [Test]
    public async Task Stop_words_count_only_when_there_is_nothing_else()
    {
        await AddMany(("a", "To be, or not to be."), ("b", "What will the weather be?"));

        Assert.That((await Memory.SearchAsync("what is the weather", 10, OfAnn)).Select(static hit => hit.Id), Is.EqualTo(new[] { "b" }));
        Assert.That((await Memory.SearchAsync("to be or not to be", 10, OfAnn))[0].Id, Is.EqualTo("a"));
        Assert.That(await Memory.SearchAsync("don’t", 10, OfAnn), Is.Empty);
    }

    [TestCase("")]
    [TestCase(" \t\n")]
    [TestCase("?!… -- * ()")]
    [TestCase("\u0000\u0001")]
    public async Task A_query_without_a_word_finds_nothing(string query)
    {
        await AddMany(("a", "Something."));

        Assert.That(await Memory.SearchAsync(query, 10, OfAnn), Is.Empty);
    }

    [Test]
    public async Task A_query_is_never_syntax()
    {
        await AddMany(("a", "user bob"), ("b", "plain"));
        await Add(new NewInsight { Id = "c", UserId = "bob", Content = "secret of bob" });

        foreach (var query in new[] { "u:bob", "*:*", "secret) OR (u:bob", "i:secret~2^9", "[a TO z]", "\"secret of\"", "\\", "AND OR NOT", "u:\u0000" })
        {
            Assert.That((await Memory.SearchAsync(query, 10, OfAnn)).Select(static hit => hit.Id), Has.No.Member("c"), query);
        }
    }

    [Test]
    public async Task A_query_of_100_000_words_is_answered()
    {
        await AddMany(("a", "The quick brown fox."));
        var query = "fox " + string.Join(' ', Enumerable.Range(0, 100_000).Select(static i => $"word{i}"));

        Assert.That((await Memory.SearchAsync(query, 10, OfAnn)).Select(static hit => hit.Id), Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public async Task Words_of_other_scripts_are_found()
    {
        await AddMany(("zh", "我喜欢喝绿茶"), ("ru", "Мы гуляли в парке"), ("de", "Die Straße nach Köln"), ("ja", "東京タワーに行きました"), ("ko", "서울에서 만났어요"));

        foreach (var (query, id) in new[] { ("绿茶", "zh"), ("ПАРКЕ", "ru"), ("köln", "de"), ("タワー", "ja"), ("서울에서", "ko") })
        {
            Assert.That((await Memory.SearchAsync(query, 1, OfAnn)).Select(static hit => hit.Id), Is.EqualTo(new[] { id }), query);
        }
    }

    [Test]
    public async Task Filters_are_joined_by_and()
    {
        var now = Clock.GetUtcNow();
        await Add(new NewInsight { Id = "a", UserId = "ann", Content = "bees one", Category = InsightCategory.Fact, Source = InsightSource.User, RelevanceScore = .9, CreatedAt = now.AddDays(-1), SessionId = "s1" });
        await Add(new NewInsight { Id = "b", UserId = "ann", Content = "bees two", Category = InsightCategory.Decision, Source = InsightSource.User, RelevanceScore = .2, CreatedAt = now.AddDays(-2) });
        await Add(new NewInsight { Id = "c", UserId = "bob", Content = "bees three", Category = InsightCategory.Fact, CreatedAt = now.AddDays(-3) });
        await Memory.Sessions.AppendAsync(new SessionTurn { Id = "t", SessionId = "s1", UserId = "ann", Speaker = "Ann", Content = "bees four", At = now.AddDays(-4) });

        Assert.That(await Find(OfAnn), Is.EquivalentTo(new[] { "a", "b", "t" }));
        Assert.That(await Find(new SearchFilter { AllUsers = true }), Is.EquivalentTo(new[] { "a", "b", "c", "t" }));
        Assert.That(await Find(OfAnn with { SessionId = "s1" }), Is.EquivalentTo(new[] { "a", "t" }));
        Assert.That(await Find(OfAnn with { Category = InsightCategory.Fact }), Is.EqualTo(new[] { "a" }));
        Assert.That(await Find(OfAnn with { Source = InsightSource.User }), Is.EquivalentTo(new[] { "a", "b" }));
        Assert.That(await Find(OfAnn with { MinRelevance = .2 }), Is.EquivalentTo(new[] { "a", "b" }));
        Assert.That(await Find(OfAnn with { MinRelevance = .21 }), Is.EqualTo(new[] { "a" }));
        Assert.That(await Find(OfAnn with { From = now.AddDays(-2) }), Is.EquivalentTo(new[] { "a", "b" }));
        Assert.That(await Find(OfAnn with { To = now.AddDays(-2) }), Is.EquivalentTo(new[] { "b", "t" }));
        Assert.That(await Find(OfAnn with { From = now.AddDays(-2), To = now.AddDays(-2) }), Is.EqualTo(new[] { "b" }));
        Assert.That(await Find(OfAnn with { Kinds = [MemoryKind.Turn] }), Is.EqualTo(new[] { "t" }));
        Assert.That(await Find(OfAnn with { Kinds = [] }), Is.Empty);
        Assert.That(await Find(OfAnn with { Kinds = [MemoryKind.Turn], Category = InsightCategory.Fact }), Is.Empty);
        Assert.That(await Find(new SearchFilter { AllUsers = true, Category = InsightCategory.Fact, To = now.AddDays(-2) }), Is.EqualTo(new[] { "c" }));
    }

    [Test]
    public async Task A_search_without_a_user_is_the_local_users()
    {
        await Add(new NewInsight { Id = "mine", UserId = LocalUser.Id, Content = "bees" });
        await Add(new NewInsight { Id = "anns", UserId = "ann", Content = "bees" });

        Assert.That((await Memory.SearchAsync("bees")).Select(static hit => hit.Id), Is.EqualTo(new[] { "mine" }));
    }

    [Test]
    public async Task The_limit_holds_and_has_bounds()
    {
        await Memory.Insights.StoreManyAsync(Enumerable.Range(0, 300).Select(static i => new NewInsight { UserId = "ann", Content = $"bees {i}" }));

        Assert.That(await Memory.SearchAsync("bees", 1, OfAnn), Has.Count.EqualTo(1));
        Assert.That(await Memory.SearchAsync("bees", 10_000, OfAnn), Has.Count.EqualTo(300));
        Assert.That(async () => await Memory.SearchAsync("bees", 0, OfAnn), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(async () => await Memory.SearchAsync("bees", 10_001, OfAnn), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public async Task A_store_without_anything_finds_nothing()
    {
        Assert.That(await Memory.SearchAsync("bees"), Is.Empty);
    }

    [Test]
    public async Task Every_search_beside_writers_sees_what_its_caller_wrote()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < 40; i++)
            {
                var word = $"w{caller}x{i}";
                await Memory.Sessions.AppendAsync(new SessionTurn { SessionId = $"s{caller}", UserId = "ann", Speaker = "a", Content = $"It is {word}." });
                var hits = await Memory.SearchAsync(word, 5, OfAnn);
                Assert.That(hits.Where(static hit => hit.Highlights.Count > 0).Select(static hit => hit.Content), Is.EqualTo(new[] { $"It is {word}." }));
                Assert.That(hits[0].Content, Is.EqualTo($"It is {word}."), "before those around it");
            }
        })));
    }

    private async ValueTask<Insight> Add(NewInsight insight) => await Memory.Insights.StoreAsync(insight);

    private async Task AddMany(params (string Id, string Content)[] insights) =>
        await Memory.Insights.StoreManyAsync(insights.Select(static insight => new NewInsight { Id = insight.Id, UserId = "ann", Content = insight.Content }));

    private async Task<IEnumerable<string>> Find(SearchFilter filter) => (await Memory.SearchAsync("bees", 10, filter)).Select(static hit => hit.Id);
}
