using Mosaic.Benchmarks.Compare;
using Mosaic.Benchmarks.Machine;
using Mosaic.Benchmarks.Reporting;

namespace Mosaic.Benchmarks.Inserts;

/// <summary>Durable inserts by one to many concurrent callers.</summary>
internal sealed class InsertComparison : IComparison
{
    private static readonly MosaicInserts Mosaic = new();
    private static readonly SqliteInserts Sqlite = new();
    private static readonly SqliteFunnelInserts Funnel = new();
    private static readonly LiteDbInserts LiteDb = new();
    private static readonly InsertSide[] Sides = [Mosaic, new MosaicObjectInserts(), Sqlite, Funnel, LiteDb];

    public string Name => "inserts";

    public string Title => "Durable inserts of 300-byte JSON documents";

    public async Task RunAsync(CompareContext context, Report report)
    {
        var seeded = context.Pick(100_000, 5_000);
        var time = context.Pick(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(0.4));
        var warmUp = context.Pick(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(0.1));
        var figures = await MeasureAsync(context, [1, 8, 32, 128, 512], seeded, warmUp, time);

        report.List(Sides.Select(static side => $"{side.Name}: {side.Durability}"));
        report.Paragraph(
            $"""
            Every side stores the same bytes under the same ascending UUIDv7 text as primary key. Each cell is a fresh copy of a
            store with {seeded:N0} notes, {warmUp.TotalSeconds} s of warm-up, then {time.TotalSeconds} s by the clock: long enough at many callers that the work behind the
            acknowledgements (tables applied, checkpoints) is in it. "with close" divides all inserts by the time until the store
            was closed, with everything in its place. One caller awaits each of its inserts before the next. SQLite is called
            through its C interface: one connection, one prepared statement, a table WITHOUT ROWID.
            """);
        report.Table(Table(figures));
        report.Heading("LiteDB's regime").List(figures.Select(row => $"{row.Callers} callers: {LiteDbRegime.Describe(row.Of(LiteDb))}"));
        report.Paragraph(LiteDbRegime.HowTold);
    }

    private static async Task<List<InsertRow>> MeasureAsync(CompareContext context, int[] callerCounts, int seeded, TimeSpan warmUp, TimeSpan time)
    {
        var seeds = new Dictionary<InsertSide, string>();
        foreach (var side in Sides)
        {
            await side.SeedAsync(seeds[side] = context.Scratch.Create(), seeded);
        }

        var rows = callerCounts.Select(callers => new InsertRow(callers)).ToList();
        foreach (var row in rows)
        {
            CompareContext.Say($"  {row.Callers} callers");
            await context.RepeatAsync(Sides, async (side, _) =>
            {
                var folder = context.Scratch.CopyOf(seeds[side]);
                var before = SyncSeconds(side, folder);
                var figure = await new InsertRun(side, row.Callers, seeded).MeasureAsync(folder, warmUp, time);
                row.Of(side).Add(figure with { SyncSeconds = Math.Min(before, SyncSeconds(side, folder)) });
                ScratchFolder.Delete(folder);
            });
        }

        return rows;
    }

    private static MarkdownTable Table(List<InsertRow> rows)
    {
        var table = new MarkdownTable("callers, side", "inserts/s", "min–max", "with close", "bytes written each", "Mosaic is", "required");
        foreach (var row in rows)
        {
            foreach (var side in Sides)
            {
                var own = row.Of(side);
                var regime = side == LiteDb ? $" ({LiteDbRegime.Name(own)})" : "";
                var ratio = Figures.MedianRatio(row.Of(Mosaic).Select(PerSecond), own.Select(PerSecond));
                table.Add(
                    $"{row.Callers}: {side.Name}{regime}",
                    Figures.Number(own.Select(PerSecond).Median()),
                    Figures.Range([.. own.Select(PerSecond)]),
                    Figures.Number(own.Select(static it => it.PerSecondWithClose).Median()),
                    Figures.Number(own.Select(static it => it.BytesPerInsert).Median()),
                    side == Mosaic ? "" : Figures.Ratio(ratio),
                    Required(side, row.Callers, ratio));
            }
        }

        return table;
    }

    private static double SyncSeconds(InsertSide side, string folder) => side == LiteDb ? DiskProbe.Run(folder).Append : double.NaN;

    private static double PerSecond(InsertFigure figure) => figure.PerSecond;

    private static string Required(InsertSide side, int callers, double ratio) => callers switch
    {
        1 when side == Sqlite => $"{Requirement.AtLeast(ratio, 0.8)}; {Requirement.Reach(ratio, 1.2)}",
        32 when side == Sqlite => Requirement.AtLeast(ratio, 7),
        128 when side == Sqlite => $"{Requirement.AtLeast(ratio, 15)}; {Requirement.Reach(ratio, 20)}",
        128 when side == Funnel => Requirement.Reach(ratio, 0.7),
        128 when side == LiteDb => Requirement.AtLeast(ratio, 100),
        _ => "",
    };
}
