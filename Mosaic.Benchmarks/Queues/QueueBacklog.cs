using System.Diagnostics;
using Mosaic.Benchmarks.Children;
using Mosaic.Benchmarks.Compare;
using Mosaic.Benchmarks.Reporting;
using Mosaic.Benchmarks.Stores;

namespace Mosaic.Benchmarks.Queues;

/// <summary>What a million jobs cost those that are processed: jobs that wait, and jobs of one key that is busy. And what opening with them takes.</summary>
internal sealed class QueueBacklog(CompareContext context)
{
    private const int Workers = 32;
    private const int Processed = 1_000;
    private const int Keys = 100;

    private readonly string _payload = new('x', 148);

    public async Task RunAsync(Report report)
    {
        CompareContext.Say("  backlog");
        var many = context.Pick(1_000_000, 20_000);
        var rounds = context.Options.Repetitions * 2 + 1;
        var (plainFolder, busyFolder, emptyFolder) = (context.Scratch.Create(), context.Scratch.Create(), context.Scratch.Create());
        List<double> little = [], much = [], free = [], behind = [];
        await using (var empty = await MosaicStore.OpenAsync(emptyFolder))
        await using (var busy = await MosaicStore.OpenAsync(busyFolder))
        await using (var plain = await MosaicStore.OpenAsync(plainFolder))
        {
            await EnqueueAsync(plain, many, null);
            await EnqueueAsync(busy, many, static _ => "busy");
            if (await busy.Queue.DequeueAsync("jobs", new DequeueOptions { VisibilityTimeout = TimeSpan.FromDays(1) }) is null)
            {
                throw new InvalidOperationException("The busy key's first job was expected.");
            }

            for (var round = 0; round < rounds; round++)
            {
                await EnqueueAsync(empty, Processed, null);
                little.Add(await ProcessAsync(empty));
                much.Add(await ProcessAsync(plain));
                await EnqueueAsync(empty, Processed, static i => $"{i % Keys}");
                free.Add(await ProcessAsync(empty));
                await EnqueueAsync(busy, Processed, static i => $"{i % Keys}");
                behind.Add(await ProcessAsync(busy));
            }
        }

        var opened = new List<Dictionary<string, double>>();
        for (var repetition = 0; repetition < context.Options.Repetitions; repetition++)
        {
            var folder = context.Scratch.CopyOf(plainFolder);
            opened.Add(await ChildProcess.RunAsync("open-queue", folder, "jobs"));
            Machine.ScratchFolder.Delete(folder);
        }

        report.Paragraph(
            $"""
            Cost of a job: {Processed:N0} jobs taken and acknowledged one by one by {Workers} workers, medians of {rounds} rounds in one process, the sides interleaved.
            "Busy": {many:N0} jobs of one ordering key, whose first is leased all the time, are enqueued before the others, which have {Keys} keys; all of them were
            processed in every round.
            """);
        var table = new MarkdownTable("backlog", "µs a job", "min–max", "ratio", "required");
        Add(table, $"{Processed:N0} jobs wait", little, null, null);
        Add(table, $"{many:N0} jobs wait", much, little, 1.3);
        Add(table, $"{Processed:N0} jobs of {Keys} keys wait", free, null, null);
        Add(table, $"the same behind {many:N0} of a busy key", behind, free, 1.3);
        report.Table(table);

        double Median(string name) => opened.Select(figures => figures[name]).Median();
        var opening = new MarkdownTable($"opening with {many:N0} jobs that wait, fresh process", "median", "min–max", "required");
        opening.Add("first lease", Figures.Milliseconds(Median("first-lease")), Figures.Range([.. opened.Select(static it => it["first-lease"])]), Requirement.Below(Median("first-lease") / 1000, 2, " s"));
        opening.Add("peak memory", Figures.Mebibytes(Median("peak")), "", Requirement.Below(Median("peak") / 1e6, 300, " MB"));
        report.Table(opening);
    }

    private static void Add(MarkdownTable table, string name, List<double> figures, List<double>? over, double? most)
    {
        var ratio = over is null ? double.NaN : Figures.MedianRatio(figures, over);
        table.Add(
            name, Figures.Number(figures.Median()), Figures.Range(figures), over is null ? "" : Figures.Ratio(ratio), most is { } bound ? Requirement.AtMost(ratio, bound) : "");
    }

    private async Task EnqueueAsync(MosaicEngine store, int jobs, Func<int, string>? key)
    {
        for (var done = 0; done < jobs; done += Processed)
        {
            await store.Queue.EnqueueManyAsync("jobs", Enumerable.Range(done, Math.Min(Processed, jobs - done)).Select(
                i => new NewJob("work", _payload, key is null ? null : new EnqueueOptions { OrderingKey = key(i) })));
        }
    }

    /// <returns>Microseconds for each of the jobs.</returns>
    private static async Task<double> ProcessAsync(MosaicEngine store)
    {
        var left = Processed;
        var done = 0;
        var begun = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                var lease = await store.Queue.DequeueAsync("jobs", new DequeueOptions { Wait = TimeSpan.FromSeconds(30) })
                    ?? throw new InvalidOperationException("A job was starved.");
                await store.Queue.AckAsync(lease);
                Interlocked.Increment(ref done);
            }
        })));
        return done == Processed ? Stopwatch.GetElapsedTime(begun).TotalMicroseconds / Processed : throw new InvalidOperationException("Jobs are missing.");
    }
}
