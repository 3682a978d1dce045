using Mosaic.Benchmarks.Compare;
using Mosaic.Benchmarks.Machine;
using Mosaic.Benchmarks.Reporting;

namespace Mosaic.Benchmarks.Queues;

/// <summary>Enqueueing, and taking with acknowledging, beside other embedded queues.</summary>
internal sealed class QueueComparison : IComparison
{
    private static readonly MosaicQueue Mosaic = new();
    private static readonly SqliteQueue Sqlite = new();
    private static readonly QueueSide[] Sides = [Mosaic, Sqlite, new LiteDbQueue()];

    private static readonly QueueLoad OneEnqueues = new("enqueue, 1 caller", 1, 1, false);
    private static readonly QueueLoad ManyEnqueue = new("enqueue, 128 callers", 128, 1, false);
    private static readonly QueueLoad BatchesEnqueue = new("enqueue, 1 caller, batches of 100", 1, 100, false);
    private static readonly QueueLoad OneProcesses = new("dequeue + ack, 1 worker", 1, 1, true);
    private static readonly QueueLoad ManyProcess = new("dequeue + ack, 32 workers", 32, 1, true);
    private static readonly QueueLoad BatchesProcess = new("dequeue + ack, 1 worker, batches of 100", 1, 100, true);
    private static readonly QueueLoad[] Loads = [OneEnqueues, ManyEnqueue, BatchesEnqueue, OneProcesses, ManyProcess, BatchesProcess];

    public string Name => "queue";

    public string Title => "A queue of durable jobs of 150 bytes";

    public async Task RunAsync(CompareContext context, Report report)
    {
        var time = context.Pick(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(0.3));
        var warmUp = context.Pick(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(0.1));
        var figures = new Dictionary<(QueueLoad, QueueSide), List<double>>();
        var inserts = new List<double>();
        foreach (var load in Loads)
        {
            CompareContext.Say($"  {load.Name}");
            await context.RepeatAsync(Sides, async (side, _) =>
            {
                var folder = context.Scratch.Create();
                await side.OpenAsync(folder);
                if (load.Processes)
                {
                    await FillAsync(side, Enough(context, load, side));
                }

                var run = new QueueRun(load.Processes ? side.ProcessAsync : count => EnqueueAsync(side, count), load);
                Add(figures, (load, side), await run.MeasureAsync(warmUp, time));
                if (load == OneProcesses && side == Mosaic)
                {
                    inserts.Add(await new QueueRun(InsertAsync, load).MeasureAsync(warmUp, time));
                }

                await side.CloseAsync();
                ScratchFolder.Delete(folder);
            });
        }

        report.List(Sides.Select(static side => $"{side.Name}: {side.Durability}"));
        report.Paragraph(
            $"""
            Each cell is a fresh store, {warmUp.TotalSeconds} s of warm-up, then {time.TotalSeconds} s by the clock. One caller awaits each of its calls before the next; a batch is one unit. SQLite
            is called through its C interface: one connection behind a gate, prepared statements, one transaction each. Jobs to be processed were
            enqueued before; no side syncs a claim, and all but LiteDB keep what was completed.
            """);
        report.Table(Table(figures, inserts));
        await new QueueLatency(context).RunAsync(report);
        await new QueueBacklog(context).RunAsync(report);
    }

    /// <summary>More jobs than are processed in the time.</summary>
    private static int Enough(CompareContext context, QueueLoad load, QueueSide side) => load switch
    {
        { PerCall: > 1 } when side is not LiteDbQueue => context.Pick(800_000, 100_000),
        { Callers: > 1 } when side == Mosaic => context.Pick(250_000, 40_000),
        _ => context.Pick(40_000, 5_000),
    };

    private static async Task FillAsync(QueueSide side, int jobs)
    {
        for (var done = 0; done < jobs; done += 1_000)
        {
            await side.EnqueueManyAsync(1_000);
        }
    }

    private static async ValueTask<int> EnqueueAsync(QueueSide side, int count)
    {
        await (count == 1 ? side.EnqueueAsync() : side.EnqueueManyAsync(count));
        return count;
    }

    private static async ValueTask<int> InsertAsync(int count)
    {
        await Mosaic.InsertAsync();
        return 1;
    }

    private static void Add<TKey>(Dictionary<TKey, List<double>> figures, TKey key, double figure)
        where TKey : notnull
    {
        if (!figures.TryGetValue(key, out var list))
        {
            figures[key] = list = [];
        }

        list.Add(figure);
    }

    private static MarkdownTable Table(Dictionary<(QueueLoad, QueueSide), List<double>> figures, List<double> inserts)
    {
        var table = new MarkdownTable("load, side", "jobs/s", "min–max", "Mosaic is", "required");
        foreach (var load in Loads)
        {
            var own = figures[(load, Mosaic)];
            foreach (var side in Sides)
            {
                var figure = figures[(load, side)];
                var ratio = Figures.MedianRatio(own, figure);
                table.Add(
                    $"{load.Name}: {side.Name}",
                    Figures.Number(figure.Median()),
                    Figures.Range(figure),
                    side == Mosaic ? "" : Figures.Ratio(ratio),
                    side == Mosaic ? Aim(load, figure.Median()) : side == Sqlite ? Required(load, ratio) : "");
            }
        }

        var insertRatio = Figures.MedianRatio(figures[(OneProcesses, Mosaic)], inserts);
        table.Add("durable insert of a document, 1 caller: Mosaic", Figures.Number(inserts.Median()), Figures.Range(inserts), "", "");
        table.Add("1 worker over that insert", "", "", Figures.Ratio(insertRatio), Requirement.AtLeast(insertRatio, 0.8));
        return table;
    }

    private static string Required(QueueLoad load, double ratio) =>
        load == ManyEnqueue ? Requirement.AtLeast(ratio, 10) : load == ManyProcess ? Requirement.AtLeast(ratio, 5) : "";

    private static string Aim(QueueLoad load, double perSecond) =>
        load == ManyEnqueue ? Requirement.Reach(perSecond, 40_000, "/s")
        : load == ManyProcess ? Requirement.Reach(perSecond, 25_000, "/s")
        : load == OneProcesses ? Requirement.Reach(perSecond, 2_200, "/s")
        : load.PerCall > 1 ? Requirement.Reach(perSecond, 60_000, "/s") : "";
}
