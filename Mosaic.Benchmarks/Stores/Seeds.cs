using Mosaic.Benchmarks.Machine;
using Mosaic.Benchmarks.Sqlite;

namespace Mosaic.Benchmarks.Stores;

/// <summary>Closed stores with the first notes, built once a run; use copies, unless only reading.</summary>
internal sealed class Seeds(ScratchFolder scratch)
{
    private readonly Dictionary<(string Kind, int Notes), string> _folders = [];

    public async Task<string> MosaicAsync(int notes)
    {
        if (!_folders.TryGetValue(("mosaic", notes), out var folder))
        {
            folder = _folders[("mosaic", notes)] = scratch.Create();
            await MosaicStore.BuildAsync(folder, notes);
        }

        return folder;
    }

    public string Sqlite(int notes)
    {
        if (!_folders.TryGetValue(("sqlite", notes), out var folder))
        {
            folder = _folders[("sqlite", notes)] = scratch.Create();
            SqliteSeed.Build(folder, notes);
        }

        return folder;
    }
}
