namespace Mosaic.Embedded.Tests.Memory;

/// <summary>A store whose users share words, sessions' names nearly, and speakers, and each of whom has a word that nobody else has.</summary>
internal sealed class IsolationMemory(IMosaic store, Random random)
{
    private const string Collection = "notes";

    public static readonly IReadOnlyList<string> Shared =
        ["bees", "honey", "garden", "green house", "the old tower", "cello", "running", "2023", "\u6771\u4eac\u30bf\u30ef\u30fc", "caf\u00e9", "secret", "user", "ann", "to be or not to be"];

    private readonly Dictionary<string, Row> _rows = [];
    private readonly Dictionary<string, string> _tokens = HostileUsers.All.Index().ToDictionary(static it => it.Item, static it => $"zq{it.Index:000}token");

    public IMosaic Store => store;

    public string TokenOf(string user) => _tokens[user];

    /// <summary>null: nothing has the id.</summary>
    public Row? Find(string id) => _rows.GetValueOrDefault(id);

    public async Task FillAsync()
    {
        await store.Documents.EnsureTextIndexAsync(Collection, ["text"]);
        foreach (var (number, user) in HostileUsers.All.Index())
        {
            var turns = Enumerable.Range(0, random.Next(3, 9)).Select(i => new SessionTurn
            {
                Id = $"t{number}.{i}", SessionId = SessionOf(user, i % 2), UserId = user, Speaker = Speaker(), Content = Text(user), At = Day(),
            }).ToList();
            var insights = Enumerable.Range(0, random.Next(2, 6)).Select(i => new NewInsight
            {
                Id = $"i{number}.{i}", UserId = user, Content = Text(user), CreatedAt = Day(), SessionId = random.Next(2) == 0 ? "shared" : null,
                Category = random.GetItems(Enum.GetValues<InsightCategory>(), 1)[0], Source = random.GetItems(Enum.GetValues<InsightSource>(), 1)[0],
                RelevanceScore = random.NextDouble(), Provenance = [$"t{random.Next(HostileUsers.All.Count)}.0"],
            }).ToList();
            await store.Memory.Sessions.AppendManyAsync(turns);
            await store.Memory.Insights.StoreManyAsync(insights);
            turns.ForEach(turn => _rows.Add(turn.Id!, new Row(MemoryKind.Turn, user, turn.Content, turn.SessionId, turn.At) { Speaker = turn.Speaker }));
            insights.ForEach(insight => _rows.Add(insight.Id!, new Row(MemoryKind.Insight, user, insight.Content, insight.SessionId, insight.CreatedAt!.Value) { Insight = insight }));
        }

        for (var i = 0; i < 40; i++)
        {
            var text = Text(null);
            await store.Documents.CreateAsync(Collection, $"d{i}", new { text });
            _rows.Add($"d{i}", new Row(MemoryKind.Document, null, text, null, null) { Collection = Collection });
        }
    }

    public static string SessionOf(string user, int number) => user.Length > 200 ? $"{user.Length}.{user[0]}.{number}" : $"{user}\u0002{number}";

    public string Speaker() => random.GetItems(["Ann", "ann", "Bob", "user:"], 1)[0];

    public DateTimeOffset Day() => new DateTimeOffset(2023, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(random.Next(300));

    public string Words(int count) => string.Join(' ', random.GetItems([.. Shared], count));

    private string Text(string? user) => $"{Words(random.Next(1, 6))} {(user is null ? "" : _tokens[user])} {Words(random.Next(3))}.";

    /// <summary>What was stored.</summary>
    public sealed record Row(MemoryKind Kind, string? User, string Text, string? Session, DateTimeOffset? At)
    {
        public string? Speaker { get; init; }

        public string? Collection { get; init; }

        public NewInsight? Insight { get; init; }
    }
}
