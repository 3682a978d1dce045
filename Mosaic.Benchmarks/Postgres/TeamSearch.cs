using Mosaic.Benchmarks.Searching;

namespace Mosaic.Benchmarks.Postgres;

/// <summary>Turns of some users on a server, each user's share the same; a user asks about their own.</summary>
internal sealed class TeamSearch(TeamServer server, int users) : SearchSide
{
    private const int PerUnit = 1000;
    private PostgresMosaic _store = null!;
    private string _database = "";

    public override string Name => users == 1 ? "Mosaic on Postgres, 1 user" : $"Mosaic on Postgres, {users} users";

    public override async Task LoadAsync(string folder, int turns)
    {
        _database = await server.CreateDatabaseAsync();
        _store = await PostgresMosaic.OpenAsync(_database);
        foreach (var numbers in Enumerable.Range(0, turns).Chunk(PerUnit))
        {
            await _store.Memory.Sessions.AppendManyAsync(numbers.Select(number => TalkSource.Turn(User(number), number)));
        }

        await TeamServer.ExecuteAsync(_database, "vacuum analyze");
    }

    public override async ValueTask<(int Found, bool Answer)> SearchAsync(int number)
    {
        var user = User(number);
        var hits = await _store.Memory.ForUser(user).SearchAsync(TalkSource.Question(number), SearchComparison.Hits);
        return (hits.Count, hits.Any(hit => hit.Id == $"{user}/{number}"));
    }

    public override async ValueTask CloseAsync()
    {
        await _store.DisposeAsync();
        await server.DropAsync(_database);
    }

    private string User(int number) => $"user-{number / TalkSource.TurnsPerSession % users}";
}
