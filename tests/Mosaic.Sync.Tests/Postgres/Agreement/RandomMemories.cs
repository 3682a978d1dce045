using System.Globalization;
using System.Text.Json;
using Mosaic.Specs;

namespace Mosaic.Sync.Tests.Postgres.Agreement;

/// <summary>Random operations on the memory of two users.</summary>
internal static class RandomMemories
{
    public static readonly string[] Users = ["ann", "bob"];
    public static readonly string[] Sessions = ["s0", "s1", "s2", "s3"];

    private static readonly string[] Words = "bee bees honey garden river stone walking walked travel Oslo picture dog puppy school piano and the not cooking \0 \U0001F600".Split(' ');
    private static readonly string[] Keys = ["k0", "k1", "k2"];

    /// <summary>All that can be found: how common a word is counts every user's insights locally and the searched user's on a server, so the order may differ.</summary>
    private const int All = 10_000;

    public static Work Next(RandomJson random, DateTimeOffset now)
    {
        var (user, key, session) = (random.Pick(Users), random.Pick(Keys), random.Pick(Sessions));
        switch (random.Next(20))
        {
            case < 2:
                var (value, category) = (random.Next(9), random.Next(2) == 0 ? null : "c");
                return new($"set preference {user} {key}", store => DoneAsync(store.Store.Memory.Preferences.SetAsync(user, key, value, category)));
            case 2:
                return new($"get preference {user} {key}", async store => (await store.Store.Memory.Preferences.GetAsync<int>(user, key))?.ToString() ?? "none");
            case 3:
                return new($"delete preference {user} {key}", async store => (await store.Store.Memory.Preferences.DeleteAsync(user, key)).ToString());
            case 4:
                var listed = random.Next(2) == 0 ? null : "c";
                return new($"list preferences {user} {listed}", store => Told.LinesAsync(store.Store.Memory.Preferences.ListAsync(user, listed), static item => item.ToString()));
            case < 8:
                var insight = Insight(random, now);
                return new($"store {insight}", async store => Told.Of(await store.Store.Memory.Insights.StoreAsync(insight)));
            case 8:
                var insights = Enumerable.Range(0, random.Next(4)).Select(_ => Insight(random, now)).ToList();
                return new($"store {string.Join(", ", insights)}", store => RefusedAsync(async () => Told.Lines(await store.Store.Memory.Insights.StoreManyAsync(insights), Told.Of)));
            case 9:
                return Change(random, user);
            case < 12:
                var turns = Enumerable.Range(0, 1 + random.Next(3)).Select(_ => Turn(random, now)).ToList();
                return new($"append {string.Join(", ", turns)}", store => RefusedAsync(async () => string.Join(' ', await store.Store.Memory.Sessions.AppendManyAsync(turns))));
            case 12:
                return new($"read {session}", store => Told.LinesAsync(store.Store.Memory.Sessions.ReadAsync(session), Told.Of));
            case 13:
                return new($"archive {session}", store => DoneAsync(store.Store.Memory.Sessions.ArchiveAsync(session)));
            case 14:
                var (since, archived) = (now - TimeSpan.FromSeconds(random.Next(300)), random.Next(2) == 0);
                return new($"sessions since {since} {archived}", store => Told.LinesAsync(store.Store.Memory.Sessions.GetSinceAsync(since, archived), static info => info.ToString()));
            case 15 when random.Next(10) == 0:
                return new($"forget {user}", async store => (await store.Store.Memory.ForgetUserAsync(user)) is var report ? $"{report.Preferences} {report.Insights} {report.Turns}" : "");
            case 16:
                return Look(random, user);
            default:
                return Search(random, user, now);
        }
    }

    public static NewInsight Insight(RandomJson random, DateTimeOffset now) => new()
    {
        Id = random.Next(3) > 0 ? InsightId(random) : null,
        UserId = random.Pick(Users),
        Content = Content(random),
        Source = random.Pick(Enum.GetValues<InsightSource>()),
        Category = random.Pick(Enum.GetValues<InsightCategory>()),
        RelevanceScore = random.Next(11) / 10.0,
        Metadata = random.Next(4) == 0 ? new Dictionary<string, object?> { ["m"] = "\0" } : null,
        CreatedAt = random.Next(4) == 0 ? now - TimeSpan.FromMinutes(random.Next(9)) : null,
        ExpiresAt = random.Next(6) == 0 ? now + TimeSpan.FromSeconds(random.Next(60)) : null,
        SessionId = random.Next(3) == 0 ? random.Pick(Sessions) : null,
        Provenance = random.Next(4) == 0 ? [TurnId(random)] : null,
        Supersedes = random.Next(4) == 0 ? InsightId(random) : null,
    };

    public static SessionTurn Turn(RandomJson random, DateTimeOffset now)
    {
        var session = random.Next(Sessions.Length);
        return new SessionTurn
        {
            Id = random.Next(3) == 0 ? TurnId(random) : null,
            SessionId = Sessions[session],
            UserId = Users[random.Next(12) == 0 ? random.Next(2) : session % 2],
            Speaker = random.Pick((string[])["Jon", "Gina Lee"]),
            Content = Content(random),
            At = random.Next(3) == 0 ? now - TimeSpan.FromMinutes(random.Next(9)) : default,
        };
    }

    public static string InsightId(RandomJson random) => string.Create(CultureInfo.InvariantCulture, $"i{random.Next(40)}");

    public static string Key(RandomJson random) => random.Pick(Keys);

    private static string TurnId(RandomJson random) => string.Create(CultureInfo.InvariantCulture, $"t{random.Next(60)}");

    private static string Content(RandomJson random) => string.Join(' ', Enumerable.Range(0, 1 + random.Next(8)).Select(_ => random.Pick(Words)));

    private static Work Change(RandomJson random, string user)
    {
        var (id, relevance) = (InsightId(random), random.Next(11) / 10.0);
        return random.Next(3) switch
        {
            0 => new($"relevance {id} {relevance}", async store => (await store.Store.Memory.Insights.SetRelevanceAsync(id, relevance)).ToString()),
            1 => new($"decay {user}", async store => (await store.Store.Memory.Insights.DecayAsync(user, TimeSpan.FromMinutes(5), 0.1)).ToString(CultureInfo.InvariantCulture)),
            _ => new($"delete insight {id}", async store => (await store.Store.Memory.Insights.DeleteAsync(id)).ToString()),
        };
    }

    private static Work Look(RandomJson random, string user)
    {
        var (insight, turn, superseded) = (InsightId(random), TurnId(random), random.Next(2) == 0);
        return random.Next(3) switch
        {
            0 => new($"get insight {insight}", async store => Told.Of(await store.Store.Memory.Insights.GetAsync(insight))),
            1 => new($"get turn {turn}", async store => Told.Of(await store.Store.Memory.Sessions.GetTurnAsync(turn))),
            _ => new($"list insights {user} {superseded}", store => Told.LinesAsync(store.Store.Memory.Insights.ListAsync(user, superseded), Told.Of)),
        };
    }

    private static Work Search(RandomJson random, string user, DateTimeOffset now)
    {
        var query = Content(random);
        var filter = new SearchFilter
        {
            UserId = user,
            SessionId = random.Next(6) == 0 ? random.Pick(Sessions) : null,
            Category = random.Next(8) == 0 ? random.Pick(Enum.GetValues<InsightCategory>()) : null,
            MinRelevance = random.Next(8) == 0 ? 0.5 : null,
            From = random.Next(8) == 0 ? now - TimeSpan.FromMinutes(5) : null,
            To = random.Next(8) == 0 ? now - TimeSpan.FromMinutes(1) : null,
            Phrases = random.Next(8) == 0 ? [Content(random)] : null,
            Speaker = random.Next(8) == 0 ? "Jon" : null,
            Prefix = random.Next(6) == 0,
            Fuzzy = random.Next(6) == 0,
        };
        return new($"search '{query}' {filter}", async store =>
            Told.Lines((await SearchAsync(store.Store.Memory, query, filter)).Select(Told.Of).Order(StringComparer.Ordinal), static text => text));
    }

    /// <summary>On a machine that is busy the local index may be behind for longer than a search waits.</summary>
    private static async Task<IReadOnlyList<SearchHit>> SearchAsync(IMemoryStore memory, string query, SearchFilter filter)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await memory.SearchAsync(query, All, filter);
            }
            catch (MosaicException error) when (error.IsTransient && tries < 20)
            {
                // Once more.
            }
        }
    }

    /// <summary>Nothing says which of several reasons to refuse a unit is told.</summary>
    private static async Task<string> RefusedAsync(Func<Task<string>> store)
    {
        try
        {
            return await store();
        }
        catch (MosaicException)
        {
            return "refused with an Exception";
        }
    }

    private static async Task<string> DoneAsync(ValueTask task)
    {
        await task;
        return "done";
    }
}
