using System.Diagnostics;
using Mosaic.Benchmarks.Compare;
using Mosaic.Benchmarks.Reporting;

namespace Mosaic.Benchmarks.Searching;

/// <summary>Finding turns by a question, over more and more of them.</summary>
internal sealed class SearchComparison : IComparison
{
    public const int Hits = 10;

    public string Name => "search";

    public string Title => "Finding turns of conversations by a question";

    public async Task RunAsync(CompareContext context, Report report)
    {
        report.Paragraph(
            $"""
            Turns of one user in sessions of {TalkSource.TurnsPerSession}; a question is three words of a turn and its speaker. {Hits} hits with their
            texts; one caller, warm. Mosaic ranks by the turn's words, those of two turns around it and of its session, by speaker and
            date; FTS5 by bm25 of words and speaker. "finds" is how often the turn that was asked about is among the hits. Mosaic
            Durability.Full, SQLite WAL, synchronous=FULL; nothing is written meanwhile, but where it says so.
            """);
        var table = new MarkdownTable("turns, side", "p50 ms", "min–max", "p99 ms", "finds", "Mosaic is", "required");
        foreach (var (turns, p50) in new[] { (10_000, .5), (100_000, 1.0), (1_000_000, 4.0) })
        {
            await AddAsync(context, table, context.Pick(turns, turns / 100), p50, turns == 100_000);
        }

        report.Table(table);
        await new SearchWrites(context).AddAsync(report);
    }

    private static async Task AddAsync(CompareContext context, MarkdownTable table, int turns, double p50Max, bool bounded)
    {
        CompareContext.Say($"  {turns:N0} turns");
        SearchSide[] sides = [new MosaicSearch(), new Fts5Search(withStopWords: true), new Fts5Search(withStopWords: false)];
        var runs = sides.ToDictionary(static side => side, static _ => new List<SearchRun>());
        foreach (var side in sides)
        {
            await side.LoadAsync(context.Scratch.Create(), turns);
            await SearchRun.MeasureAsync(side, turns, context.Pick(20, 5)); // warm
        }

        await context.RepeatAsync(sides, async (side, _) => runs[side].Add(
            await SearchRun.MeasureAsync(side, turns, side is MosaicSearch ? context.Pick(400, 20) : context.Pick(40, 10))));
        foreach (var side in sides)
        {
            var medians = runs[side].ConvertAll(static run => run.P50);
            CompareContext.Say($"    {side.Name}: {Figures.Number(medians.Median())} ms");
            var ratio = Figures.MedianRatio(medians, runs[sides[0]].Select(static run => run.P50));
            table.Add(
                $"{turns:N0}: {side.Name}",
                Figures.Number(medians.Median()),
                Figures.Range(medians),
                Figures.Number(runs[side].Select(static run => run.P99).Median()),
                $"{runs[side].Average(static run => run.Answered) * 100:F0} %",
                side == sides[0] ? "" : Figures.Ratio(ratio),
                side == sides[0] ? Requirement.AtMost(medians.Median(), p50Max, " ms") : bounded ? Requirement.AtLeast(ratio, 10) : "");
            await side.CloseAsync();
        }
    }
}
