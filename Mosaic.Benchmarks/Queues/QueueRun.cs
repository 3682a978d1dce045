using System.Diagnostics;

namespace Mosaic.Benchmarks.Queues;

/// <summary>One load on one side for a time, or until the jobs that were there are used up.</summary>
internal sealed class QueueRun(Func<int, ValueTask<int>> call, QueueLoad load)
{
    private const int CounterStride = 16; // a cache line each

    private readonly long[] _counters = new long[load.Callers * CounterStride];
    private volatile bool _stopping;

    /// <returns>Jobs per second.</returns>
    public async Task<double> MeasureAsync(TimeSpan warmUp, TimeSpan time)
    {
        var tasks = Enumerable.Range(0, load.Callers).Select(caller => Task.Run(() => CallAsync(caller))).ToArray();
        var all = Task.WhenAll(tasks);
        await Task.Delay(warmUp);
        var before = Done();
        var from = Stopwatch.GetTimestamp();
        await Task.WhenAny(all, Task.Delay(time));
        var during = Done() - before;
        var measured = Stopwatch.GetElapsedTime(from);
        _stopping = true;
        await all;
        return during / measured.TotalSeconds;
    }

    private long Done()
    {
        var sum = 0L;
        for (var caller = 0; caller < load.Callers; caller++)
        {
            sum += Volatile.Read(ref _counters[caller * CounterStride]);
        }

        return sum;
    }

    private async Task CallAsync(int caller)
    {
        while (!_stopping)
        {
            var done = await call(load.PerCall);
            if (done == 0)
            {
                return;
            }

            Volatile.Write(ref _counters[caller * CounterStride], _counters[caller * CounterStride] + done);
        }
    }
}
