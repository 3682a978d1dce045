using Mosaic.Benchmarks.Children;
using Mosaic.Benchmarks.Compare;
using Mosaic.Benchmarks.Machine;
using Mosaic.Benchmarks.Reporting;
using Mosaic.Benchmarks.Stores;

namespace Mosaic.Benchmarks.Starting;

/// <summary>How soon a process that has just been started has stored something durably, or found something.</summary>
internal sealed class StartComparison : IComparison
{
    private const int Insights = 1_000;

    private static readonly StartCase[] Cases =
    [
        new("a program that only says hello", "nothing", null),
        new("first durable document, new store", "document", 300),
        new("first durable job, new store", "job", 300),
        new($"first search, store of {Insights:N0} insights", "search", 600),
    ];

    public string Name => "start";

    public string Title => "From the start of a process to its first durable write and its first search";

    public async Task RunAsync(CompareContext context, Report report)
    {
        var seed = context.Scratch.Create();
        await ChildProcess.RunAsync("start", "seed", seed, $"{Insights}");
        await context.RepeatAsync(Cases, async (start, _) =>
        {
            var folder = start.Does == "search" ? context.Scratch.CopyOf(seed) : context.Scratch.Create();
            start.Figures.Add(await ChildProcess.RunAsync("start", start.Does, folder, "0"));
            ScratchFolder.Delete(folder);
        });
        report.Paragraph(
            $"""
            Each figure is of a process of its own: from its start, as the system tells it, until the write was acknowledged
            ({MosaicStore.Durability}) or the search had answered. Just-in-time compilation included; no ReadyToRun image of the packages.
            """);
        var table = new MarkdownTable("process", "since its start", "min–max", "required");
        foreach (var start in Cases)
        {
            var since = start.Figures.Select(static it => it["since-start"]).ToList();
            table.Add(
                start.Name,
                Figures.Milliseconds(since.Median()),
                Figures.Range(since),
                start.MillisecondsMax is { } bound ? Requirement.AtMost(since.Median(), bound, " ms") : "");
        }

        report.Table(table);
    }
}
