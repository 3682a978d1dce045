using System.Collections.Concurrent;
using System.Diagnostics;
using Mosaic.Embedded.Tests.Crash;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Queue;

/// <summary>A queue at full load: producers and workers as fast as they go, for ten minutes in the long form.</summary>
public sealed class QueueSoakTests
{
    private const int Producers = 16;
    private const int Workers = 32;
    private const int BacklogMax = 20_000;
    private const int CompletedMax = 20_000;

    private readonly ConcurrentQueue<double> _acks = [];
    private readonly SemaphoreSlim _room = new(BacklogMax);
    private readonly string _payload = new('x', 150);
    private MosaicEngine _store = null!;
    private long _enqueued;
    private long _completed;

    [Test]
    public async Task Files_and_memory_stay_bounded_at_full_load()
    {
        using var folder = new TemporaryFolder();
        var duration = TimeSpan.FromSeconds(LongTests.Wanted ? 600 : 10);
        var heap = GC.GetTotalMemory(forceFullCollection: true); // other tests' leavings
        _store = await MosaicEngine.OpenAsync(folder.Store);
        await _store.Queue.ConfigureAsync("q", new QueueOptions { CompletedMax = CompletedMax });
        using var end = new CancellationTokenSource(duration);
        var samples = new List<Sample>();
        var clock = Stopwatch.StartNew();
        var load = Enumerable.Range(0, Producers).Select(_ => Task.Run(() => ProduceAsync(end.Token)))
            .Concat(Enumerable.Range(0, Workers).Select(worker => Task.Run(() => WorkAsync(worker, end.Token)))).ToList();
        using (var timer = new PeriodicTimer(duration / 20))
        {
            while (samples.Count < 20)
            {
                await timer.WaitForNextTickAsync(CancellationToken.None);
                samples.Add(new Sample(
                    new FileInfo(folder.Store).Length,
                    new FileInfo(folder.File("app.mosaic.wal")).Length,
                    new FileInfo(folder.File("app.mosaic.leases")).Length,
                    GC.GetTotalMemory(forceFullCollection: true) - heap));
            }
        }

        await Task.WhenAll(load);
        var seconds = clock.Elapsed.TotalSeconds;
        var acks = _acks.Order().ToList();
        await TestContext.Out.WriteLineAsync(
            $"{seconds:0} s, {_enqueued} jobs enqueued, {_completed} completed ({_completed / seconds:0}/s), "
            + $"ack p50 {acks[acks.Count / 2]:0.00} ms, p99 {acks[acks.Count * 99 / 100]:0.00} ms, most {acks[^1]:0.0} ms");
        foreach (var (name, size) in new (string, Func<Sample, long>)[] { ("data", static s => s.Data), ("log", static s => s.Log), ("leases", static s => s.Leases), ("heap", static s => s.Heap) })
        {
            await TestContext.Out.WriteLineAsync($"{name}, MiB: {string.Join(" ", samples.Select(sample => $"{size(sample) / 1048576.0:0.0}"))}");
        }

        var problems = (await _store.CheckAsync()).Problems;
        _room.Dispose();
        var stats = await _store.Queue.GetStatsAsync("q");
        await _store.DisposeAsync();
        Assert.That(problems, Is.Empty);
        Assert.That(stats.Waiting + _completed, Is.EqualTo(_enqueued));
        Assert.That(stats.Completed, Is.InRange(Math.Min(_completed, CompletedMax), CompletedMax + 20_000));
        Assert.That(samples.Max(static sample => sample.Log), Is.LessThan(256L << 20), "the log is bounded");
        Assert.That(samples.Max(static sample => sample.Heap), Is.LessThan(256L << 20), "memory is bounded");
        if (LongTests.Wanted)
        {
            // What is kept grows at first; from the middle on everything only turns over.
            Assert.That(samples[15..].Max(static sample => sample.Data), Is.LessThan(1.5 * samples[5..10].Max(static sample => sample.Data)), "the file is bounded");
            Assert.That(samples[15..].Max(static sample => sample.Heap), Is.LessThan(1.5 * samples[5..10].Max(static sample => sample.Heap)), "memory is flat");
        }
    }

    private async Task ProduceAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            await _room.WaitAsync(CancellationToken.None);
            await _store.Queue.EnqueueAsync("q", "t", _payload, cancellationToken: CancellationToken.None);
            Interlocked.Increment(ref _enqueued);
        }
    }

    private async Task WorkAsync(int worker, CancellationToken end)
    {
        while (await _store.Queue.DequeueAsync("q", new DequeueOptions { Wait = TimeSpan.FromSeconds(end.IsCancellationRequested ? 0 : 1) }, CancellationToken.None) is { } lease)
        {
            var begun = Stopwatch.GetTimestamp();
            await _store.Queue.AckAsync(lease, CancellationToken.None);
            _room.Release();
            if (Interlocked.Increment(ref _completed) % 32 == worker)
            {
                _acks.Enqueue(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            }
        }
    }

    private readonly record struct Sample(long Data, long Log, long Leases, long Heap);
}
