using Mosaic.Benchmarks.Stores;

namespace Mosaic.Benchmarks.Searching;

/// <summary>A user's sessions, searched by words, neighbours, sessions, speakers and dates.</summary>
/// <param name="embedder">null: keywords only.</param>
internal sealed class MosaicSearch(MlNetEmbedder? embedder = null) : SearchSide
{
    public const string User = "user";

    private const int PerUnit = 1000;
    private IMemoryStore _memory = null!;

    public override string Name => "Mosaic";

    public MosaicEngine Store { get; private set; } = null!;

    public override async Task LoadAsync(string folder, int turns)
    {
        Store = await MosaicStore.OpenAsync(folder, embedder);
        _memory = Store.Memory.ForUser(User);
        await AppendAsync(0, turns);
        await SearchAsync(0);
    }

    public async Task AppendAsync(int from, int count)
    {
        foreach (var numbers in Enumerable.Range(from, count).Chunk(PerUnit))
        {
            await _memory.Sessions.AppendManyAsync(numbers.Select(static number => TalkSource.Turn(User, number)));
        }
    }

    public override async ValueTask<(int Found, bool Answer)> SearchAsync(int number)
    {
        var hits = await _memory.SearchAsync(TalkSource.Question(number), SearchComparison.Hits);
        return (hits.Count, hits.Any(hit => hit.Id == $"{User}/{number}"));
    }

    public override ValueTask CloseAsync() => Store.DisposeAsync();
}
