using Mosaic.Benchmarks.Compare;
using Mosaic.Benchmarks.Machine;
using Mosaic.Benchmarks.Reporting;
using Mosaic.Benchmarks.Stores;

namespace Mosaic.Benchmarks.ScanWrites;

/// <summary>What a full scan, and the build of an index, cost those who write meanwhile.</summary>
internal sealed class ScanWriteComparison : IComparison
{
    private const int Writers = 8;

    public string Name => "scan-writes";

    public string Title => "Writers beside a full scan";

    public async Task RunAsync(CompareContext context, Report report)
    {
        var notes = context.Pick(100_000, 10_000);
        var time = context.Pick(TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(0.5));
        var seed = await context.Seeds.MosaicAsync(notes);
        var figures = Enum.GetValues<Neighbour>().ToDictionary(static it => it, static _ => new List<LatencyFigure>());
        await context.RepeatAsync(Enum.GetValues<Neighbour>(), async (neighbour, _) =>
        {
            var folder = context.Scratch.CopyOf(seed);
            await using (var store = await MosaicStore.OpenAsync(folder))
            {
                figures[neighbour].Add(await new WriterRun(store, Writers, notes).MeasureAsync(neighbour, time / 4, time));
            }

            ScratchFolder.Delete(folder);
        });

        report.Paragraph(
            $"""
            {Writers} callers insert 300-byte documents, each awaiting its own ({MosaicStore.Durability}), for {time.TotalSeconds} s into a
            collection of {notes:N0}, alone or beside one reader that runs FindAsync over the whole of the same collection again and
            again and deserializes every document, or beside indexes that are built over it, one after the other. Scans are counted in
            multiples of {notes:N0} documents read; of indexes, those that were built.
            """);
        var table = new MarkdownTable("8 writers", "p50", "p99", "p99 min–max", "longest", "writes/s", "scans/s");
        foreach (var (neighbour, own) in figures)
        {
            table.Add(
                neighbour switch
                {
                    Neighbour.None => "alone",
                    Neighbour.Scan => "beside a scan",
                    Neighbour.IndexBuild => "beside the build of indexes",
                    _ => "beside a thread that only computes",
                },
                Figures.Milliseconds(own.Select(static it => it.P50).Median()),
                Figures.Milliseconds(own.Select(static it => it.P99).Median()),
                Figures.Range([.. own.Select(static it => it.P99)]),
                Figures.Milliseconds(own.Max(static it => it.Max)),
                Figures.Number(own.Select(static it => it.WritesPerSecond).Median()),
                Figures.Number(own.Select(static it => it.ScansPerSecond).Median()));
        }

        report.Table(table);
        var ratio = Ratio(Neighbour.Scan, Neighbour.None);
        report.Paragraph(
            $"p99 beside a scan is {Figures.Ratio(ratio)} that without; required {Requirement.AtMost(ratio, 2)}. "
            + $"It is {Figures.Ratio(Ratio(Neighbour.Scan, Neighbour.Computation))} that beside a thread that deserializes documents from memory, touches no store and gives its core to nobody.");

        var longest = figures[Neighbour.IndexBuild].Select(static it => it.Max).Median();
        report.Paragraph(
            $"The longest write beside the build of indexes is {Figures.Milliseconds(longest)} (median of the runs'; alone {Figures.Milliseconds(figures[Neighbour.None].Select(static it => it.Max).Median())}); "
            + $"required {Requirement.AtMost(longest, 50, " ms")}.");

        double Ratio(Neighbour beside, Neighbour without) =>
            Figures.MedianRatio(figures[beside].Select(static it => it.P99), figures[without].Select(static it => it.P99));
    }
}
