using System.Diagnostics;
using Mosaic.Benchmarks.Notes;
using Mosaic.Benchmarks.Stores;

namespace Mosaic.Benchmarks.Children;

/// <summary>Imports notes, a thousand in a unit.</summary>
internal static class MosaicImportChild
{
    public const int PerBatch = 1_000;

    public static async Task RunAsync(string folder, int notes)
    {
        var start = Stopwatch.GetTimestamp();
        await using (var store = await MosaicStore.OpenAsync(folder))
        {
            start = Stopwatch.GetTimestamp();
            for (var number = 0; number < notes; number += PerBatch)
            {
                await store.Documents.CreateManyAsync(
                    MosaicStore.Collection, Enumerable.Range(number, PerBatch).Select(static it => NoteSource.Create(NoteIds.At(it), it)));
            }

            ChildCommand.Tell("seconds", Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        ChildCommand.Tell("closed", Stopwatch.GetElapsedTime(start).TotalSeconds);
        ChildCommand.Tell("bytes", new FileInfo(MosaicStore.PathIn(folder)).Length);
        ChildCommand.TellPeakMemory();
    }
}
