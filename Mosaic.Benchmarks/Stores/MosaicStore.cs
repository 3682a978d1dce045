using Mosaic.Benchmarks.Notes;

namespace Mosaic.Benchmarks.Stores;

/// <summary>A store with its default options.</summary>
internal static class MosaicStore
{
    public const string Collection = "notes";
    public const string Durability = "Durability.Full: the log is synced before each write completes";

    private const int PerUnit = 10_000;

    public static ValueTask<MosaicEngine> OpenAsync(string folder, MlNetEmbedder? embedder = null) =>
        MosaicEngine.OpenAsync(PathIn(folder), new MosaicOptions { Embedder = embedder });

    public static string PathIn(string folder) => Path.Combine(folder, "notes.mosaic");

    /// <summary>A cleanly closed store with the first notes.</summary>
    public static async Task BuildAsync(string folder, int notes)
    {
        await using var store = await OpenAsync(folder);
        for (var number = 0; number < notes; number += PerUnit)
        {
            await store.Documents.CreateManyAsync(
                Collection, Enumerable.Range(number, Math.Min(PerUnit, notes - number)).Select(static it => NoteSource.Create(NoteIds.At(it), it)));
        }
    }
}
