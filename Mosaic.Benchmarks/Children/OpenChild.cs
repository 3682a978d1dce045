using System.Diagnostics;
using Mosaic.Benchmarks.Notes;
using Mosaic.Benchmarks.Stores;

namespace Mosaic.Benchmarks.Children;

/// <summary>Opens a store and reads one note.</summary>
internal static class OpenChild
{
    public static async Task RunAsync(string folder, long number, long started)
    {
        await using var store = await MosaicStore.OpenAsync(folder);
        var json = await store.Documents.GetJsonAsync(MosaicStore.Collection, NoteIds.At(number))
            ?? throw new InvalidOperationException($"Note {number} was acknowledged and is not there.");
        var elapsed = Stopwatch.GetElapsedTime(started);
        using var self = Process.GetCurrentProcess();
        ChildCommand.Tell("first-read", elapsed.TotalMilliseconds);
        ChildCommand.Tell("since-start", (DateTime.Now - self.StartTime).TotalMilliseconds);
        ChildCommand.Tell("open", store.OpenReport.Duration.TotalMilliseconds);
        ChildCommand.Tell("recovered", store.OpenReport.Recovered ? 1 : 0);
        ChildCommand.Tell("bytes", json.Length);
        ChildCommand.TellPeakMemory();
    }
}
