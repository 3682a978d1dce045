using NUnit.Framework;

namespace Mosaic.Specs;

/// <summary>How turns are found by what stands around them: neighbours, session, speaker, dates, and what was concluded from them.</summary>
public abstract class ConversationSearchSpec : MosaicSpec
{
    private static readonly SearchFilter Turns = new() { UserId = "ann", Kinds = [MemoryKind.Turn] };

    private IMemoryStore Memory => Store.Memory;

    [Test]
    public async Task An_answer_is_found_by_the_words_of_its_question()
    {
        await Say("s1", "Which instrument did you choose?", "The cello, of course.", "Lovely weather.", "Indeed.", "Bye.");
        await Say("s2", "Hello.", "Hello there.");

        var found = await Find("instrument");

        Assert.That(found[..3], Is.EqualTo(new[] { "s1/1", "s1/2", "s1/3" }));
        Assert.That(found, Has.None.StartsWith("s2"));
    }

    [Test]
    public async Task A_turn_without_text_is_no_hit_and_takes_no_place()
    {
        await Say("s1", "The bees swarmed.", "", " \n", "Rain again.");

        Assert.That(await Find("bees"), Is.EqualTo(new[] { "s1/1", "s1/4" }));
        Assert.That((await Memory.SearchAsync("bees", 2, Turns)).Select(static hit => hit.Id), Is.EqualTo(new[] { "s1/1", "s1/4" }));
    }

    [Test]
    public async Task A_turn_among_others_about_the_same_is_better_than_one_alone()
    {
        await Say("s1", "The bees swarmed.", "Rain again.", "More rain.");
        await Say("s2", "The bees swarmed.", "Bees do.", "The bees came back.");

        Assert.That((await Find("bees swarmed"))[0], Is.EqualTo("s2/1"));
    }

    [Test]
    public async Task Who_is_named_is_looked_for_among_what_they_said()
    {
        await Append("s1", ("Bob", "I adopted a dog."), ("Carol", "How nice."));
        await Append("s2", ("Carol", "I adopted a dog."), ("Bob", "How nice."));

        Assert.That((await Find("Which animal did Carol adopt, a dog?"))[0], Is.EqualTo("s2/1"));
        Assert.That((await Find("Which animal did Bob adopt, a dog?"))[0], Is.EqualTo("s1/1"));
    }

    [TestCase("What happened on 7 May 2023?", "s1/1")]
    [TestCase("what happened on may 7th", "s1/1")]
    [TestCase("2023-06-12", "s2/1")]
    [TestCase("the plan of June", "s2/1")]
    [TestCase("the plan of last December", "s3/1")]
    public async Task Dates_in_words_are_found_by_when_it_was_said(string query, string turn)
    {
        await SayAt("s1", new DateTimeOffset(2023, 5, 7, 23, 30, 0, TimeSpan.FromHours(-5)), "The plan.", "Yes.");
        await SayAt("s2", new DateTimeOffset(2023, 6, 12, 10, 0, 0, TimeSpan.Zero), "The plan.", "Yes.");
        await SayAt("s3", new DateTimeOffset(2029, 12, 24, 10, 0, 0, TimeSpan.Zero), "The plan.", "Yes.");
        await SayAt("s4", new DateTimeOffset(2028, 12, 24, 10, 0, 0, TimeSpan.Zero), "The plan.", "Yes.");

        Assert.That((await Find(query)).Take(2), Does.Contain(turn));
    }

    [Test]
    public async Task Asked_for_a_date_alone_a_search_finds_what_was_said_then()
    {
        await SayAt("s1", new DateTimeOffset(2023, 5, 7, 10, 0, 0, TimeSpan.Zero), "Wrote a report.");
        await SayAt("s2", new DateTimeOffset(2023, 8, 7, 10, 0, 0, TimeSpan.Zero), "What I did: I do swim in the lake.");
        await Memory.Insights.StoreAsync(new NewInsight { UserId = "ann", Content = "What I did in the lake." });
        await Memory.Insights.StoreAsync(new NewInsight { Id = "trip", UserId = "ann", Content = "The trip is in May." });

        foreach (var query in new[] { "What did I do in May?", "in May" })
        {
            Assert.That((await Memory.SearchAsync(query, 10, new SearchFilter { UserId = "ann" })).Select(static hit => hit.Id), Is.EquivalentTo(new[] { "s1/1", "trip" }), query);
        }
    }

    [Test]
    public async Task An_insight_speaks_for_the_turns_that_it_was_concluded_from()
    {
        await Say("s1", "We went there again.", "And?", "It was closed.", "Oh no.", "So it goes.", "Well.");
        await Memory.Insights.StoreAsync(new NewInsight { UserId = "ann", Content = "The observatory was closed in winter.", Provenance = ["s1/3"] });
        await Memory.Insights.StoreAsync(new NewInsight { UserId = "bob", Content = "An observatory.", Provenance = ["s1/5"] });

        Assert.That((await Find("observatory"))[0], Is.EqualTo("s1/3"));
        Assert.That(await Find("observatory"), Has.No.Member("s1/5"), "another user's insight says nothing here");
    }

    [Test]
    public async Task What_was_forgotten_speaks_for_nothing_and_its_session_may_be_begun_by_another()
    {
        await Say("s1", "The heron fishes.", "It does.");
        await Find("heron");
        await Memory.ForgetUserAsync("ann");
        await Memory.Sessions.AppendAsync(new SessionTurn { Id = "s1/1", SessionId = "s1", UserId = "bob", Speaker = "Bob", Content = "The heron sleeps." });

        Assert.That(await Find("heron"), Is.Empty);
        Assert.That((await Memory.SearchAsync("heron", 10, Turns with { UserId = "bob" })).Select(static hit => hit.Id), Is.EqualTo(new[] { "s1/1" }));
    }

    [Test]
    public async Task The_limits_hold_for_what_is_found_by_its_neighbours_too()
    {
        await SayAt("s1", Clock.GetUtcNow().AddDays(-2), "Which instrument?", "The cello.");
        await SayAt("s2", Clock.GetUtcNow(), "Which instrument?", "The flute.");

        Assert.That(await Find("instrument", Turns with { SessionId = "s2" }), Is.EqualTo(new[] { "s2/1", "s2/2" }));
        Assert.That(await Find("instrument", Turns with { To = Clock.GetUtcNow().AddDays(-1) }), Is.EqualTo(new[] { "s1/1", "s1/2" }));
        Assert.That(await Find("instrument", Turns with { UserId = "bob" }), Is.Empty);
    }

    private async Task<string[]> Find(string query, SearchFilter? filter = null) =>
        [.. (await Memory.SearchAsync(query, 10, filter ?? Turns)).Select(static hit => hit.Id)];

    private Task Say(string session, params string[] texts) => SayAt(session, Clock.GetUtcNow(), texts);

    private async Task SayAt(string session, DateTimeOffset at, params string[] texts) => await Memory.Sessions.AppendManyAsync(texts.Select((text, i) => new SessionTurn
    {
        Id = $"{session}/{i + 1}", SessionId = session, UserId = "ann", Speaker = i % 2 == 0 ? "Ann" : "Zed", At = at, Content = text,
    }));

    private async Task Append(string session, params (string Speaker, string Text)[] turns) => await Memory.Sessions.AppendManyAsync(turns.Select((turn, i) => new SessionTurn
    {
        Id = $"{session}/{i + 1}", SessionId = session, UserId = "ann", Speaker = turn.Speaker, Content = turn.Text,
    }));
}
