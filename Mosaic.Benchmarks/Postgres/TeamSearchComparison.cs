using Mosaic.Benchmarks.Compare;
using Mosaic.Benchmarks.Reporting;
using Mosaic.Benchmarks.Searching;

namespace Mosaic.Benchmarks.Postgres;

/// <summary>Searching turns on Postgres.</summary>
internal sealed class TeamSearchComparison : IComparison
{
    public string Name => "team-search";

    public string Title => "Finding turns of conversations by a question, on PostgreSQL";

    public async Task RunAsync(CompareContext context, Report report)
    {
        await using var server = await TeamServer.StartAsync();
        var turns = context.Pick(100_000, 2_000);
        report.List([TeamServer.Durability]);
        report.Paragraph(
            $"""
            {turns:N0} turns in sessions of {TalkSource.TurnsPerSession}; a question is three words of a turn and its speaker. {SearchComparison.Hits} hits with their texts; one caller, warm.
            "finds" is how often the turn that was asked about is among the hits. The engine on its file beside it.
            """);
        var table = new MarkdownTable("turns, side", "p50 ms", "min–max", "p99 ms", "finds", "required");
        SearchSide[] sides = [new TeamSearch(server, 1), new TeamSearch(server, 100), new MosaicSearch()];
        var runs = sides.ToDictionary(static side => side, static _ => new List<SearchRun>());
        foreach (var side in sides)
        {
            CompareContext.Say($"  {side.Name}");
            await side.LoadAsync(context.Scratch.Create(), turns);
            await SearchRun.MeasureAsync(side, turns, context.Pick(20, 5));
        }

        await context.RepeatAsync(sides, async (side, _) => runs[side].Add(await SearchRun.MeasureAsync(side, turns, context.Pick(200, 20))));
        foreach (var side in sides)
        {
            var medians = runs[side].ConvertAll(static run => run.P50);
            table.Add(
                $"{turns:N0}: {side.Name}",
                Figures.Number(medians.Median()),
                Figures.Range(medians),
                Figures.Number(runs[side].Select(static run => run.P99).Median()),
                $"{runs[side].Average(static run => run.Answered) * 100:F0} %",
                side is TeamSearch ? Requirement.AtMost(medians.Median(), 10, " ms") : "");
            await side.CloseAsync();
        }

        report.Table(table);
    }
}
