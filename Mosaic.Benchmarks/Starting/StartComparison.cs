using System.Diagnostics;
using System.Runtime.InteropServices;
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
        var published = await PublishAsync(context.Scratch.Create());
        await context.RepeatAsync(Cases, async (start, _) =>
        {
            var folder = start.Does == "search" ? context.Scratch.CopyOf(seed) : context.Scratch.Create();
            start.Figures.Add(await ChildProcess.RunAsync("start", start.Does, folder, "0"));
            ScratchFolder.Delete(folder);
            folder = start.Does == "search" ? context.Scratch.CopyOf(seed) : context.Scratch.Create();
            start.PublishedFigures.Add(await ChildProcess.RunProgramAsync(published, "start", start.Does, folder, "0"));
            ScratchFolder.Delete(folder);
        });
        report.Paragraph(
            $"""
            Each figure is of a process of its own: from its start, as the system tells it, until the write was acknowledged
            ({MosaicStore.Durability}) or the search had answered. "As built" compiles everything just in time; "published" is the same
            program after dotnet publish with PublishReadyToRun, which compiles it and its packages ahead of time.
            """);
        var table = new MarkdownTable("process", "as built", "min–max", "required", "published", "min–max", "required");
        foreach (var start in Cases)
        {
            var (built, ahead) = (SinceStart(start.Figures), SinceStart(start.PublishedFigures));
            table.Add(
                start.Name,
                Figures.Milliseconds(built.Median()),
                Figures.Range(built),
                start.MillisecondsMax is { } bound ? Requirement.AtMost(built.Median(), bound, " ms") : "",
                Figures.Milliseconds(ahead.Median()),
                Figures.Range(ahead),
                start.MillisecondsMax is { } same ? Requirement.AtMost(ahead.Median(), same, " ms") : "");
        }

        report.Table(table);
    }

    private static List<double> SinceStart(IEnumerable<Dictionary<string, double>> figures) => [.. figures.Select(static it => it["since-start"])];

    /// <returns>The program.</returns>
    private static async Task<string> PublishAsync(string folder)
    {
        CompareContext.Say("  publishing");
        var source = Path.Combine(folder, "source"); // a copy: restoring for a runtime would change the lock files
        foreach (var path in (await OutputAsync("git", "-C", SourceRevision.Root, "ls-files", "-co", "--exclude-standard")).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var copy = Path.Combine(source, path);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Path.Combine(SourceRevision.Root, path), copy);
        }

        var program = Path.Combine(folder, "program");
        await OutputAsync(
            "dotnet", "publish", Path.Combine(source, "Mosaic.Benchmarks"), "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "--self-contained", "false",
            "-p:PublishReadyToRun=true", "-p:RestoreLockedMode=false", "-o", program);
        return Path.Combine(program, OperatingSystem.IsWindows() ? "Mosaic.Benchmarks.exe" : "Mosaic.Benchmarks");
    }

    private static async Task<string> OutputAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException(output);
    }
}
