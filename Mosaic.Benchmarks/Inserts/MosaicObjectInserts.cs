using Mosaic.Benchmarks.Notes;
using Mosaic.Benchmarks.Stores;

namespace Mosaic.Benchmarks.Inserts;

/// <summary>The note as an object, which the store serializes: work that no other side is charged with.</summary>
internal sealed class MosaicObjectInserts : MosaicInserts
{
    public override string Name => "Mosaic, CreateAsync of an object";

    public override async ValueTask InsertAsync(long number) =>
        await Store.Documents.CreateAsync(MosaicStore.Collection, NoteSource.Create(NoteIds.At(number), number));
}
