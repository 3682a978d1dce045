using Mosaic.Benchmarks.Stores;

namespace Mosaic.Benchmarks.Reads;

/// <summary>The store's normal read, with its default cache of 64 MiB of rows.</summary>
internal sealed class MosaicReads : ReadSide
{
    private MosaicEngine _store = null!;

    public override string Name => "Mosaic, GetJsonAsync";

    public override async Task OpenAsync(string folder) => _store = await MosaicStore.OpenAsync(folder);

    public override async Task<long> ReadAsync(string[] ids)
    {
        var bytes = 0L;
        foreach (var id in ids)
        {
            bytes += (await _store.Documents.GetJsonAsync(MosaicStore.Collection, id))!.Value.Length;
        }

        return bytes;
    }

    public override async Task CloseAsync() => await _store.DisposeAsync();
}
