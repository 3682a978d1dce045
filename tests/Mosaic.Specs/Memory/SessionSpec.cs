using NUnit.Framework;

namespace Mosaic.Specs;

/// <summary>Sessions, turn by turn.</summary>
public abstract class SessionSpec : MosaicSpec
{
    private ISessions Sessions => Store.Memory.Sessions;

    [Test]
    public async Task Turns_are_read_in_the_order_in_which_they_were_appended()
    {
        var at = Clock.GetUtcNow();
        var first = await Sessions.AppendAsync(Turn("Hello.") with { At = at.AddHours(1), Metadata = new Dictionary<string, object?> { ["mood"] = "good" } });
        var more = await Sessions.AppendManyAsync(Enumerable.Range(0, 600).Select(i => Turn($"Turn {i}.") with { At = at.AddMinutes(i) }));
        await Sessions.AppendAsync(Turn("Elsewhere.") with { SessionId = "s10" });

        var turns = await ToListAsync(Sessions.ReadAsync("s1"));

        Assert.That(turns.Select(static turn => turn.Id), Is.EqualTo(new[] { first }.Concat(more)));
        Assert.That(turns[0].Content, Is.EqualTo("Hello."));
        Assert.That(turns[0].Speaker, Is.EqualTo("Ann"));
        Assert.That(turns[0].UserId, Is.EqualTo("ann"));
        Assert.That(turns[0].At, Is.EqualTo(at.AddHours(1)));
        Assert.That(turns[0].Metadata!["mood"], Is.EqualTo("good"));
        Assert.That(turns[600].Content, Is.EqualTo("Turn 599."));
        Assert.That(await ToListAsync(Sessions.ReadAsync("absent")), Is.Empty);
    }

    [Test]
    public async Task A_turn_is_read_by_its_id()
    {
        var turn = Turn("Hello.") with { Id = "t1", At = Clock.GetUtcNow() };
        await Sessions.AppendManyAsync([Turn("Before."), turn, Turn("After.")]);

        Assert.That(await Sessions.GetTurnAsync("t1"), Is.EqualTo(turn));
        Assert.That(await Sessions.GetTurnAsync("absent"), Is.Null);
        Assert.That(() => Sessions.GetTurnAsync(""), Throws.TypeOf<ArgumentException>());
        await Store.Memory.ForgetUserAsync("ann");
        Assert.That(await Sessions.GetTurnAsync("t1"), Is.Null);
    }

    [Test]
    public async Task A_turn_without_a_time_is_of_now()
    {
        await Sessions.AppendAsync(Turn("Hello."));

        Assert.That((await ToListAsync(Sessions.ReadAsync("s1")))[0].At, Is.EqualTo(Clock.GetUtcNow()));
    }

    [Test]
    public async Task A_session_belongs_to_the_user_of_its_first_turn()
    {
        await Sessions.AppendAsync(Turn("Hello."));

        Assert.That(async () => await Sessions.AppendAsync(Turn("Mine now.") with { UserId = "bob" }), Throws.TypeOf<MosaicException>());
        Assert.That(
            async () => await Sessions.AppendManyAsync([Turn("a") with { SessionId = "s2" }, Turn("b") with { SessionId = "s2", UserId = "bob" }]),
            Throws.TypeOf<MosaicException>());
        Assert.That(await ToListAsync(Sessions.ReadAsync("s1")), Has.Count.EqualTo(1));
        Assert.That(await ToListAsync(Sessions.ReadAsync("s2")), Is.Empty);
    }

    [Test]
    public async Task A_turns_id_is_unique_in_the_store()
    {
        await Sessions.AppendAsync(Turn("Hello.") with { Id = "t1" });

        Assert.That(async () => await Sessions.AppendAsync(Turn("Again.") with { Id = "t1", SessionId = "s2" }), Throws.TypeOf<DuplicateKeyException>());
        Assert.That(await ToListAsync(Sessions.ReadAsync("s2")), Is.Empty);
    }

    [Test]
    public async Task Recent_sessions_are_those_with_a_turn_in_the_window_the_latest_first()
    {
        var now = Clock.GetUtcNow();
        await Sessions.AppendAsync(Turn("a") with { SessionId = "week", At = now.AddDays(-7) });
        await Sessions.AppendAsync(Turn("b") with { SessionId = "hour", At = now.AddHours(-1) });
        await Sessions.AppendAsync(Turn("c") with { SessionId = "day", At = now.AddDays(-1) });
        await Sessions.AppendAsync(Turn("d") with { SessionId = "day", At = now.AddDays(-2) });
        await Sessions.AppendAsync(Turn("e") with { SessionId = "moved", At = now.AddDays(-9) });
        await Sessions.AppendAsync(Turn("f") with { SessionId = "moved", At = now.AddMinutes(-1) });

        var recent = await ToListAsync(Sessions.GetRecentAsync(TimeSpan.FromDays(2)));

        Assert.That(recent.Select(static session => session.SessionId), Is.EqualTo(new[] { "moved", "hour", "day" }));
        Assert.That(recent[2], Is.EqualTo(new SessionInfo("day", "ann", now.AddDays(-2), now.AddDays(-1), 2, false)));
        Assert.That(await ToListAsync(Sessions.GetRecentAsync(TimeSpan.FromDays(7))), Has.Count.EqualTo(4));
        Assert.That(await ToListAsync(Sessions.GetRecentAsync(TimeSpan.MaxValue)), Has.Count.EqualTo(4));
    }

    [Test]
    public async Task An_archived_session_says_so_until_its_next_turn()
    {
        await Sessions.AppendAsync(Turn("a"));
        await Sessions.ArchiveAsync("s1");
        await Sessions.ArchiveAsync("s1");
        Assert.That((await ToListAsync(Sessions.GetRecentAsync(TimeSpan.FromDays(1))))[0].Archived, Is.True);
        Assert.That(await ToListAsync(Sessions.GetSinceAsync(Clock.GetUtcNow().AddDays(-1), archived: false)), Is.Empty);
        Assert.That(await ToListAsync(Sessions.GetSinceAsync(Clock.GetUtcNow().AddDays(-1))), Has.Count.EqualTo(1));
        Assert.That(await ToListAsync(Sessions.GetSinceAsync(Clock.GetUtcNow().AddSeconds(1))), Is.Empty);

        await Sessions.AppendAsync(Turn("b"));
        Assert.That((await ToListAsync(Sessions.GetRecentAsync(TimeSpan.FromDays(1))))[0].Archived, Is.False);
        Assert.That(async () => await Sessions.ArchiveAsync("absent"), Throws.TypeOf<MosaicException>());
    }

    [Test]
    public async Task Sessions_that_get_turns_while_they_are_listed_come_exactly_once()
    {
        var at = Clock.GetUtcNow();
        await Sessions.AppendManyAsync(Enumerable.Range(0, 900).Select(i => Turn("a") with { SessionId = $"{i}", At = at.AddMinutes(-i) }));
        var listed = new List<string>();

        await foreach (var session in Sessions.GetSinceAsync(at.AddDays(-2)))
        {
            listed.Add(session.SessionId);
            if (listed.Count % 100 == 0 && listed.Count < 900)
            {
                // The oldest becomes the latest, and one that was listed already moves as well.
                await Sessions.AppendAsync(Turn("b") with { SessionId = $"{900 - (listed.Count / 100)}", At = at.AddMinutes(listed.Count) });
                await Sessions.AppendAsync(Turn("b") with { SessionId = "50", At = at.AddMinutes(listed.Count) });
            }
        }

        Assert.That(listed, Is.EquivalentTo(Enumerable.Range(0, 900).Select(static i => $"{i}")));
    }

    [Test]
    public async Task Appends_of_many_callers_to_one_session_are_all_there()
    {
        await Task.WhenAll(Enumerable.Range(0, 16).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < 20; i++)
            {
                await Sessions.AppendAsync(Turn($"{caller} says {i}."));
            }
        })));

        var turns = await ToListAsync(Sessions.ReadAsync("s1"));
        Assert.That(turns.Select(static turn => turn.Content).Distinct().Count(), Is.EqualTo(320));
        Assert.That((await ToListAsync(Sessions.GetRecentAsync(TimeSpan.FromDays(1))))[0].Turns, Is.EqualTo(320));
    }

    private static SessionTurn Turn(string content) => new() { SessionId = "s1", UserId = "ann", Speaker = "Ann", Content = content };
}
