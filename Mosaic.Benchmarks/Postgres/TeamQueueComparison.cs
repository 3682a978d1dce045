using Mosaic.Benchmarks.Compare;
using Mosaic.Benchmarks.Queues;
using Mosaic.Benchmarks.Reporting;

namespace Mosaic.Benchmarks.Postgres;

/// <summary>The queue on Postgres beside a table with the usual claim, on the same server.</summary>
internal sealed class TeamQueueComparison : IComparison
{
    private const string Jobs = "jobs";
    private static readonly string Payload = new('x', 148);
    private static readonly string[] Sides = ["Mosaic", "usual claim, separate ack"];

    private static readonly (QueueLoad Load, int Backlog)[] Cells =
    [
        (new("1 worker, one by one", 1, 1, true), 20_000),
        (new("4 workers, batches of 100", 4, 100, true), 200_000),
    ];

    public string Name => "team-queue";

    public string Title => "The queue of the team tier: taking and acknowledging jobs of 150 bytes on PostgreSQL";

    public async Task RunAsync(CompareContext context, Report report)
    {
        await using var server = await TeamServer.StartAsync();
        report.List([TeamServer.Durability]);
        var time = context.Pick(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(0.5));
        var warmUp = context.Pick(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(0.2));
        report.Paragraph(
            $"""
            Each cell is a fresh database, {warmUp.TotalSeconds} s of warm-up, then {time.TotalSeconds} s by the clock; jobs were enqueued and the tables analyzed before. Mosaic acknowledges and
            takes the next in one call (AckAndDequeueManyAsync), with change record, idempotency key and fencing of moves in the same unit; the usual
            claim and its ack are two commits.
            """);
        var table = new MarkdownTable("load, side", "jobs/s", "min–max", "Mosaic is", "required");
        foreach (var (load, backlog) in Cells)
        {
            await AddAsync(context, server, table, load, context.Pick(backlog, backlog / 10), warmUp, time);
        }

        report.Table(table);
        await AddBacklogAsync(context, server, report);
    }

    private static async Task AddAsync(
        CompareContext context, TeamServer server, MarkdownTable table, QueueLoad load, int backlog, TimeSpan warmUp, TimeSpan time)
    {
        CompareContext.Say($"  {load.Name}");
        var figures = Sides.ToDictionary(static side => side, static _ => new List<double>());
        await context.RepeatAsync(Sides, async (side, _) =>
        {
            var database = await server.CreateDatabaseAsync();
            figures[side].Add(side == Sides[0]
                ? await MeasureMosaicAsync(database, load, backlog, warmUp, time)
                : await MeasureUsualAsync(database, load, backlog, warmUp, time));
            await server.DropAsync(database);
        });
        foreach (var side in Sides)
        {
            var ratio = Figures.MedianRatio(figures[Sides[0]], figures[side]);
            table.Add(
                $"{load.Name}: {side}",
                Figures.Number(figures[side].Median()),
                Figures.Range(figures[side]),
                side == Sides[0] ? "" : Figures.Ratio(ratio),
                side == Sides[0]
                    ? load.PerCall > 1 ? Requirement.AtLeast(figures[side].Median(), 20_000, "/s") : ""
                    : load.PerCall == 1 ? Requirement.AtLeast(ratio, 2) : "");
        }
    }

    private static async Task<double> MeasureMosaicAsync(string database, QueueLoad load, int backlog, TimeSpan warmUp, TimeSpan time)
    {
        await using var store = await PostgresMosaic.OpenAsync(database);
        await EnqueueAsync(store, database, backlog);
        return await new QueueRun(new TeamWorker(store.Queue, Jobs).ProcessAsync, load).MeasureAsync(warmUp, time);
    }

    private static async Task<double> MeasureUsualAsync(string database, QueueLoad load, int backlog, TimeSpan warmUp, TimeSpan time)
    {
        await using var queue = new UsualQueue(database);
        await queue.CreateAsync();
        await queue.EnqueueAsync(backlog, Payload);
        return await new QueueRun(queue.ProcessAsync, load).MeasureAsync(warmUp, time);
    }

    private static async Task AddBacklogAsync(CompareContext context, TeamServer server, Report report)
    {
        CompareContext.Say("  backlog");
        var (few, many) = (context.Pick(1_000, 1_000), context.Pick(1_000_000, 20_000));
        var (littleBase, muchBase) = (await server.CreateDatabaseAsync(), await server.CreateDatabaseAsync());
        List<double> little = [], much = [];
        await using (var small = await PostgresMosaic.OpenAsync(littleBase))
        await using (var large = await PostgresMosaic.OpenAsync(muchBase))
        {
            await EnqueueAsync(small, littleBase, few);
            await EnqueueAsync(large, muchBase, many);
            for (var round = 0; round < (context.Options.Repetitions * 2) + 1; round++)
            {
                little.Add(await CostAsync(small, few));
                much.Add(await CostAsync(large, few));
            }
        }

        report.Paragraph($"{few:N0} jobs taken and acknowledged one by one by 4 workers, as many enqueued again before each round; medians of {little.Count} rounds, interleaved.");
        var table = new MarkdownTable("backlog", "µs a job", "min–max", "ratio", "required");
        var ratio = Figures.MedianRatio(much, little);
        table.Add($"{few:N0} jobs wait", Figures.Number(little.Median()), Figures.Range(little), "", "");
        table.Add($"{many:N0} jobs wait", Figures.Number(much.Median()), Figures.Range(much), Figures.Ratio(ratio), Requirement.AtMost(ratio, 1.5));
        report.Table(table);
    }

    private static async Task<double> CostAsync(PostgresMosaic store, int jobs)
    {
        await store.Queue.EnqueueManyAsync(Jobs, Enumerable.Repeat(new NewJob("work", Payload), jobs));
        var left = jobs;
        var begun = System.Diagnostics.Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await store.Queue.AckAsync(await store.Queue.DequeueAsync(Jobs) ?? throw new InvalidOperationException("A job was expected."));
            }
        })));
        return System.Diagnostics.Stopwatch.GetElapsedTime(begun).TotalMicroseconds / jobs;
    }

    private static async Task EnqueueAsync(PostgresMosaic store, string database, int jobs)
    {
        foreach (var chunk in Enumerable.Repeat(new NewJob("work", Payload), jobs).Chunk(10_000))
        {
            await store.Queue.EnqueueManyAsync(Jobs, chunk);
        }

        await TeamServer.ExecuteAsync(database, "vacuum analyze");
    }
}
