using System.Diagnostics;
using Mosaic.Benchmarks.Notes;
using Mosaic.Benchmarks.Reporting;
using Mosaic.Benchmarks.Stores;

namespace Mosaic.Benchmarks.ScanWrites;

/// <summary>Writers that insert and time each of their inserts, beside a neighbour.</summary>
internal sealed class WriterRun(MosaicEngine store, int writers, int seeded)
{
    private readonly List<double>[] _waits = [.. Enumerable.Range(0, writers).Select(static _ => new List<double>(1 << 18))];
    private long _next = seeded - 1;
    private long _scanned;
    private volatile bool _recording;
    private volatile bool _stopping;

    public async Task<LatencyFigure> MeasureAsync(Neighbour neighbour, TimeSpan warmUp, TimeSpan time)
    {
        var tasks = _waits.Select(waits => Task.Run(() => WriteAsync(waits))).ToList();
        if (neighbour != Neighbour.None)
        {
            tasks.Add(Task.Factory.StartNew(
                neighbour switch
                {
                    Neighbour.Scan => (Func<Task>)ScanAsync,
                    Neighbour.IndexBuild => BuildAsync,
                    _ => ComputeAsync,
                },
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap());
        }

        await Task.Delay(warmUp);
        var scannedBefore = Interlocked.Read(ref _scanned);
        _recording = true;
        var from = Stopwatch.GetTimestamp();
        await Task.Delay(time);
        _recording = false;
        var seconds = Stopwatch.GetElapsedTime(from).TotalSeconds;
        var scanned = Interlocked.Read(ref _scanned) - scannedBefore;
        _stopping = true;
        await Task.WhenAll(tasks);
        var sorted = _waits.SelectMany(static waits => waits).Order().ToArray();
        return new LatencyFigure(
            Figures.Percentile(sorted, 0.5), Figures.Percentile(sorted, 0.99), sorted[^1], sorted.Length / seconds, scanned / (double)seeded / seconds);
    }

    private async Task WriteAsync(List<double> waits)
    {
        while (!_stopping)
        {
            var number = Interlocked.Increment(ref _next);
            var id = NoteIds.At(number);
            var json = NoteSource.Json(id, number);
            var start = Stopwatch.GetTimestamp();
            await store.Documents.PutJsonAsync(MosaicStore.Collection, id, json);
            if (_recording)
            {
                waits.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }
    }

    private Task ComputeAsync()
    {
        for (var number = 0L; !_stopping; number++)
        {
            NoteSource.Deserialize(NoteSource.Json("", number));
        }

        return Task.CompletedTask;
    }

    private async Task BuildAsync()
    {
        foreach (var path in new[] { "user", "text", "priority", "id", "kind" })
        {
            if (!_stopping)
            {
                await store.Documents.EnsureIndexAsync(MosaicStore.Collection, path);
                Interlocked.Add(ref _scanned, seeded);
            }
        }
    }

    private async Task ScanAsync()
    {
        while (!_stopping)
        {
            await foreach (var _ in store.Documents.FindAsync<Note>(MosaicStore.Collection))
            {
                Interlocked.Increment(ref _scanned);
                if (_stopping)
                {
                    return;
                }
            }
        }
    }
}
