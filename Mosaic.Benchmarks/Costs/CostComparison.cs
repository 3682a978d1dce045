using Mosaic.Benchmarks.Compare;
using Mosaic.Benchmarks.Inserts;
using Mosaic.Benchmarks.Machine;
using Mosaic.Benchmarks.Notes;
using Mosaic.Benchmarks.Reporting;

namespace Mosaic.Benchmarks.Costs;

/// <summary>Bytes, pages and garbage of one insert: what does not depend on the disk's mood.</summary>
internal sealed class CostComparison : IComparison
{
    private static readonly InsertSide[] Sides = [new MosaicInserts(), new MosaicObjectInserts(), new SqliteInserts(), new SqliteFunnelInserts()];

    public string Name => "costs";

    public string Title => "What an insert of 300 bytes costs";

    public async Task RunAsync(CompareContext context, Report report)
    {
        var seeded = context.Pick(100_000, 5_000);
        var mosaic = await context.Seeds.MosaicAsync(seeded);
        var sqlite = context.Seeds.Sqlite(seeded);
        report.List(Sides.Select(static side => $"{side.Name}: {side.Durability}"));
        report.Paragraph(
            $"""
            Per insert, into a store of {seeded:N0}; with Mosaic the checkpoint of all that was inserted is included, with SQLite the
            checkpoint at closing. Of the allocated bytes {Own(1_000):N0} are the benchmark's own: the payload and its id.
            Log bytes include the journal of checkpoints; "written" is all that the process wrote, the zeros of new log space included.
            """);
        var table = new MarkdownTable("callers, side", "inserts", "allocated bytes", "written bytes", "log bytes", "log pages (8 KiB)", "inserts per sync", "data pages");
        foreach (var callers in new[] { 1, 32, 128 })
        {
            var inserts = context.Pick(callers == 1 ? 20_000 : 200_000, 2_000);
            foreach (var (side, figures) in await MeasureAsync(context, side => side is MosaicInserts ? mosaic : sqlite, callers, seeded, inserts))
            {
                AddRow(table, callers, side, inserts, figures);
            }
        }

        report.Table(table);
    }

    private static async Task<Dictionary<InsertSide, List<CostFigure>>> MeasureAsync(
        CompareContext context, Func<InsertSide, string> seed, int callers, int seeded, int inserts)
    {
        CompareContext.Say($"  {callers} callers");
        var figures = Sides.ToDictionary(static side => side, static _ => new List<CostFigure>());
        await context.RepeatAsync(Sides, async (side, _) =>
        {
            var folder = context.Scratch.CopyOf(seed(side));
            var count = side is SqliteInserts ? Math.Min(inserts, 20_000) : inserts; // each costs the same, and a sync
            figures[side].Add(await new CostRun(side, callers, seeded, count).MeasureAsync(folder));
            ScratchFolder.Delete(folder);
        });
        return figures;
    }

    private static void AddRow(MarkdownTable table, int callers, InsertSide side, int inserts, List<CostFigure> figures)
    {
        string Median(Func<CostFigure, double> figure) => Figures.Number(figures.Select(figure).Median());
        var mosaic = side is MosaicInserts;
        table.Add(
            $"{callers}: {side.Name}",
            (side is SqliteInserts ? Math.Min(inserts, 20_000) : inserts).ToString("N0"),
            Median(static it => it.Allocated),
            Median(static it => it.Written),
            mosaic ? Median(static it => it.Log) : "",
            mosaic ? Median(static it => it.Log / 8192) : "",
            mosaic ? Median(static it => 1 / it.Frames) : "",
            mosaic ? Median(static it => it.Pages) : "");
    }

    /// <summary>Bytes that making one payload allocates.</summary>
    private static long Own(int payloads)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var number = 0; number < payloads; number++)
        {
            NoteSource.Json(NoteIds.At(number), number);
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / payloads;
    }
}
