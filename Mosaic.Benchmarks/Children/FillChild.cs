using Mosaic.Benchmarks.Notes;
using Mosaic.Benchmarks.Stores;

namespace Mosaic.Benchmarks.Children;

/// <summary>
/// Fills the log with inserts that are not in the data file yet: until so many tables in memory wait, the last one full to
/// nineteen twentieths, and nothing has been applied. Then waits to be killed.
/// </summary>
internal static class FillChild
{
    private const int Callers = 128;
    private const long TableBytes = 16L << 20;

    public static async Task RunAsync(string folder, long number, int tables)
    {
        var store = await MosaicStore.OpenAsync(folder);
        var core = store.Core;
        using var held = new ManualResetEventSlim();
        new Thread(() => core.Applier.Quietly(() =>
        {
            held.Set();
            Thread.Sleep(Timeout.Infinite);
        }))
        { IsBackground = true }.Start();
        held.Wait();

        var first = number;
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            while (core.Rows.View is var view && (view.Tables.Length < tables || view.Active.Bytes < TableBytes * 19 / 20))
            {
                var own = Interlocked.Increment(ref number) - 1;
                var id = NoteIds.At(own);
                await store.Documents.PutJsonAsync(MosaicStore.Collection, id, NoteSource.Json(id, own));
            }
        })));
        ChildCommand.Tell("notes", number - first);
        ChildCommand.Tell("log", core.Log!.Bytes);
        ChildCommand.Tell("last", number - 1);
        await Task.Delay(Timeout.Infinite);
    }
}
