using Mosaic.Benchmarks.Notes;
using Mosaic.Benchmarks.Stores;

namespace Mosaic.Benchmarks.Queries;

internal sealed class MosaicQueries : QuerySide
{
    private MosaicEngine _store = null!;

    public override string Name => "Mosaic, FindAsync and CountAsync with a Filter";

    public override async Task OpenAsync(string folder, int notes)
    {
        await MosaicStore.BuildAsync(folder, notes);
        _store = await MosaicStore.OpenAsync(folder);
        await _store.Documents.EnsureIndexAsync(MosaicStore.Collection, "user");
    }

    public override Task<int> FindByUserAsync(string user) => FindAsync(Filter.Eq("user", user));

    public override async Task<int> CountAboveAsync(int priority) =>
        (int)await _store.Documents.CountAsync(MosaicStore.Collection, Filter.Gt("priority", priority));

    public override Task<int> FindAboveAsync(int priority) => FindAsync(Filter.Gt("priority", priority));

    public override async Task CloseAsync() => await _store.DisposeAsync();

    private async Task<int> FindAsync(Filter filter)
    {
        var found = 0;
        await foreach (var _ in _store.Documents.FindAsync<Note>(MosaicStore.Collection, filter))
        {
            found++;
        }

        return found;
    }
}
