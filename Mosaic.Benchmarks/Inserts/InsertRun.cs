using System.Diagnostics;
using Mosaic.Benchmarks.Machine;

namespace Mosaic.Benchmarks.Inserts;

/// <summary>Callers that insert one note after the other, each awaiting its own, for a time.</summary>
internal sealed class InsertRun(InsertSide side, int callers, long firstNumber)
{
    private const int CounterStride = 16; // a cache line each

    private readonly long[] _counters = new long[callers * CounterStride];
    private long _next = firstNumber - 1;
    private volatile bool _stopping;

    public async Task<InsertFigure> MeasureAsync(string folder, TimeSpan warmUp, TimeSpan time)
    {
        await side.OpenAsync(folder);
        var written = ProcessOutput.BytesWritten();
        var start = Stopwatch.GetTimestamp();
        var tasks = Enumerable.Range(0, callers).Select(caller => Task.Run(() => CallAsync(caller))).ToArray();
        await Task.Delay(warmUp);
        var before = Done();
        var from = Stopwatch.GetTimestamp();
        await Task.Delay(time);
        var during = Done() - before;
        var measured = Stopwatch.GetElapsedTime(from);
        _stopping = true;
        await Task.WhenAll(tasks);
        await side.CloseAsync();
        var whole = Stopwatch.GetElapsedTime(start);
        var inserted = Done();
        return new InsertFigure(
            during / measured.TotalSeconds,
            inserted / whole.TotalSeconds,
            inserted,
            (double)(ProcessOutput.BytesWritten() - written) / inserted);
    }

    private long Done()
    {
        var sum = 0L;
        for (var caller = 0; caller < callers; caller++)
        {
            sum += Volatile.Read(ref _counters[caller * CounterStride]);
        }

        return sum;
    }

    private async Task CallAsync(int caller)
    {
        while (!_stopping)
        {
            await side.InsertAsync(Interlocked.Increment(ref _next));
            Volatile.Write(ref _counters[caller * CounterStride], _counters[caller * CounterStride] + 1);
        }
    }
}
