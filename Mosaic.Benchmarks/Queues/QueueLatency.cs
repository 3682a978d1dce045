using System.Diagnostics;
using Mosaic.Benchmarks.Compare;
using Mosaic.Benchmarks.Machine;
using Mosaic.Benchmarks.Reporting;
using Mosaic.Benchmarks.Stores;

namespace Mosaic.Benchmarks.Queues;

/// <summary>How long a dequeue takes, and how long a waiting one sleeps on after an enqueue.</summary>
internal sealed class QueueLatency(CompareContext context)
{
    public async Task RunAsync(Report report)
    {
        CompareContext.Say("  latency");
        var jobs = context.Pick(20_000, 1_000);
        var wakes = context.Pick(1_000, 100);
        List<double[]> alone = [], woken = [];
        for (var repetition = 0; repetition < context.Options.Repetitions; repetition++)
        {
            var folder = context.Scratch.Create();
            await using (var store = await MosaicStore.OpenAsync(folder))
            {
                alone.Add(await DequeueAsync(store, jobs));
                woken.Add(await WakeAsync(store, wakes));
            }

            ScratchFolder.Delete(folder);
        }

        var table = new MarkdownTable("latency", "p50", "p95", "p99", "required");
        Add(table, $"dequeue alone, of {jobs:N0} that wait", alone, p50 => Requirement.AtMost(p50 * 1000, 50, " µs at p50"), static _ => "");
        Add(table, "from the end of an enqueue to the return of a waiting dequeue", woken, static _ => "", p95 => Requirement.AtMost(p95, 5, " ms at p95"));
        report.Table(table);
    }

    private static void Add(MarkdownTable table, string name, List<double[]> runs, Func<double, string> p50Rule, Func<double, string> p95Rule)
    {
        double At(double share) => runs.Select(run => Figures.Percentile(run, share)).Median();
        table.Add(name, $"{At(.5) * 1000:N1} µs", $"{At(.95) * 1000:N1} µs", $"{At(.99) * 1000:N1} µs", p50Rule(At(.5)) + p95Rule(At(.95)));
    }

    private static async Task<double[]> DequeueAsync(MosaicEngine store, int jobs)
    {
        await store.Queue.EnqueueManyAsync("alone", Enumerable.Range(0, jobs).Select(static _ => new NewJob("work", new string('x', 148))));
        var taken = new double[jobs];
        for (var i = 0; i < jobs; i++)
        {
            var begun = Stopwatch.GetTimestamp();
            if (await store.Queue.DequeueAsync("alone") is null)
            {
                throw new InvalidOperationException("A job was expected.");
            }

            taken[i] = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        }

        Array.Sort(taken);
        return taken;
    }

    private static async Task<double[]> WakeAsync(MosaicEngine store, int wakes)
    {
        var taken = new double[wakes];
        var waits = new DequeueOptions { Wait = TimeSpan.FromSeconds(30) };
        for (var i = 0; i < wakes; i++)
        {
            var returned = Task.Run(async () =>
            {
                var lease = await store.Queue.DequeueAsync("wake", waits);
                var at = Stopwatch.GetTimestamp();
                await store.Queue.AckAsync(lease!);
                return at;
            });
            await Task.Delay(2); // it waits by now, and the processor has other things to do
            await store.Queue.EnqueueAsync("wake", "work");
            var enqueued = Stopwatch.GetTimestamp();
            taken[i] = Math.Max(0, Stopwatch.GetElapsedTime(enqueued, await returned).TotalMilliseconds);
        }

        Array.Sort(taken);
        return taken;
    }
}
