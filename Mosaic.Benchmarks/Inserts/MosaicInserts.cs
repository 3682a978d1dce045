using Mosaic.Benchmarks.Notes;
using Mosaic.Benchmarks.Stores;

namespace Mosaic.Benchmarks.Inserts;

/// <summary>The note's JSON under its id, as the others store it.</summary>
internal class MosaicInserts : InsertSide
{
    public override string Name => "Mosaic, PutJsonAsync";

    public override string Durability => MosaicStore.Durability;

    public MosaicEngine Store { get; private set; } = null!;

    public override Task SeedAsync(string folder, int notes) => MosaicStore.BuildAsync(folder, notes);

    public override async Task OpenAsync(string folder) => Store = await MosaicStore.OpenAsync(folder);

    public override ValueTask InsertAsync(long number)
    {
        var id = NoteIds.At(number);
        return Store.Documents.PutJsonAsync(MosaicStore.Collection, id, NoteSource.Json(id, number));
    }

    public override async Task CloseAsync() => await Store.DisposeAsync();
}
