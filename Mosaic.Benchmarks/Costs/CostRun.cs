using Mosaic.Benchmarks.Inserts;
using Mosaic.Benchmarks.Machine;
using Mosaic.Storage;

namespace Mosaic.Benchmarks.Costs;

/// <summary>A fixed number of inserts by concurrent callers, and what they cost.</summary>
internal sealed class CostRun(InsertSide side, int callers, int seeded, int inserts)
{
    private long _next;

    public async Task<CostFigure> MeasureAsync(string folder)
    {
        await side.OpenAsync(folder);
        var end = await InsertAsync(seeded, inserts / 10); // warm-up
        var core = (side as MosaicInserts)?.Store.Core;
        core?.Checkpoint();
        var (log, frames, pages) = Counters(core);
        var written = ProcessOutput.BytesWritten();
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        await InsertAsync(end, inserts);
        core?.Checkpoint();
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        var (logAfter, framesAfter, pagesAfter) = Counters(core);
        await side.CloseAsync();
        return new CostFigure
        {
            Allocated = (double)allocated / inserts,
            Written = (double)(ProcessOutput.BytesWritten() - written) / inserts,
            Log = (double)(logAfter - log) / inserts,
            Frames = (double)(framesAfter - frames) / inserts,
            Pages = (double)(pagesAfter - pages) / inserts,
        };
    }

    private static (long Log, long Frames, long Pages) Counters(StoreCore? core) =>
        core is null ? default : (core.Log!.BytesWritten, core.Log.Frames, core.Applier.PagesWritten);

    private async Task<long> InsertAsync(long from, int count)
    {
        _next = from - 1;
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref _next) is var number && number < from + count)
            {
                await side.InsertAsync(number);
            }
        })));
        return from + count;
    }
}
