using Mosaic.Benchmarks.Children;
using Mosaic.Benchmarks.Compare;
using Mosaic.Benchmarks.Machine;
using Mosaic.Benchmarks.Reporting;
using Mosaic.Benchmarks.Stores;

namespace Mosaic.Benchmarks.Opening;

/// <summary>Opening in a fresh process: a store that was closed, and one whose process was killed.</summary>
internal sealed class OpenComparison : IComparison
{
    /// <summary>Writing waits once two tables are frozen; while a copy or a check runs, once six are.</summary>
    private static readonly (string Name, int Tables)[] Kills =
    [
        ("killed just before a checkpoint (1 table)", 1),
        ("killed with as much in the log as writing leaves (2 tables)", 2),
        ("killed during a copy with as much in the log as fits (6 tables)", 6),
    ];

    public string Name => "open";

    public string Title => "Opening a store in a fresh process";

    public async Task RunAsync(CompareContext context, Report report)
    {
        var notes = context.Pick(1_000_000, 20_000);
        var seed = await context.Seeds.MosaicAsync(notes);
        var cases = new List<OpenCase> { new("closed cleanly", seed, notes - 1) };
        foreach (var (name, tables) in Kills.Take(context.Pick(3, 2)))
        {
            CompareContext.Say($"  {name}");
            var folder = context.Scratch.CopyOf(seed);
            var told = await ChildProcess.RunAndKillAsync("last", "fill", folder, $"{notes}", $"{tables}");
            cases.Add(new OpenCase($"{name}: {told["notes"]:N0} inserts, {Figures.Mebibytes(told["log"])} of log", folder, (long)told["last"]));
        }

        await context.RepeatAsync(cases, async (opened, _) =>
        {
            var folder = context.Scratch.CopyOf(opened.Folder);
            opened.Figures.Add(await ChildProcess.RunAsync("open", folder, $"{opened.LastNumber}"));
            ScratchFolder.Delete(folder);
        });

        report.Paragraph(
            $"""
            {notes:N0} documents of 300 bytes, {new FileInfo(MosaicStore.PathIn(seed)).Length / (1 << 20):N0} MiB. "first read" is the time within the process from the first line of its Main
            to the end of a read of the note acknowledged last, JIT included; "whole process" counts from the process's start.
            Peak is the process's largest working set until then. Files are in the system's page cache. A killed store is filled by a
            child process ({MosaicStore.Durability}) whose applier is held, and killed with SIGKILL; each repetition opens a copy.
            """);
        report.Table(Table(cases));
    }

    private static MarkdownTable Table(List<OpenCase> cases)
    {
        var table = new MarkdownTable("store", "first read", "min–max", "OpenAsync alone", "whole process", "peak memory", "required");
        foreach (var opened in cases)
        {
            var first = opened.Median("first-read");
            var peak = opened.Median("peak");
            var clean = opened == cases[0];
            if (opened.Figures.Any(figures => figures["recovered"] != (clean ? 0 : 1)))
            {
                throw new InvalidOperationException($"'{opened.Name}' was not what was opened.");
            }

            table.Add(
                opened.Name,
                Figures.Milliseconds(first),
                Figures.Range([.. opened.Figures.Select(static it => it["first-read"])]),
                Figures.Milliseconds(opened.Median("open")),
                Figures.Milliseconds(opened.Median("since-start")),
                Figures.Mebibytes(peak),
                clean
                    ? $"{Requirement.Below(first / 1000, 1, " s")}; {Requirement.Below(peak / 1e6, 200, " MB")}"
                    : Requirement.Below(first / 1000, 3, " s"));
        }

        return table;
    }
}
