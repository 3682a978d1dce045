using Microsoft.Extensions.Logging.Abstractions;
using Mosaic.Specs;
using Mosaic.Storage;

namespace Mosaic.Embedded.Tests;

/// <summary>Opens stores in a <see cref="FaultyFolder"/>, and asks what they hold.</summary>
internal static class FolderStore
{
    public const string Data = "/app.mosaic";
    public const string Log = Data + ".wal";

    /// <summary>Little data meets every step of the storage.</summary>
    public static readonly StorageLimits Small = new()
    {
        ExtentBytes = 16 * 1024,
        TableBytesMax = 64 * 1024,
        LogBytesMax = 128 * 1024,
        UnflushedBytesMax = 64 * 1024,
        DirtyPagesMax = 16,
        BlocksPerSlice = 4,
    };

    public static MosaicEngine Open(FaultyFolder folder, MosaicOptions? options = null, StorageLimits? limits = null) =>
        MosaicEngine.Open(new StorePaths(Data), folder, options ?? new MosaicOptions(), NullLogger.Instance, locked: false, limits ?? Small);

    public static async Task<SortedDictionary<string, int>> ReadAsync(IMosaic store, string collection = "notes")
    {
        var found = new SortedDictionary<string, int>(StringComparer.Ordinal);
        await foreach (var note in store.Documents.FindAsync<Note>(collection))
        {
            found.Add(note.Id!, note.Rank);
        }

        return found;
    }
}
