using System.Diagnostics;
using System.Text.Json;
using Mosaic.Benchmarks.Children;
using Mosaic.Benchmarks.Compare;
using Mosaic.Benchmarks.Machine;
using Mosaic.Benchmarks.Reporting;

namespace Mosaic.Benchmarks.Folders;

/// <summary>A folder of Markdown files indexed by FolderDocumentStore and by the npm package mddb; what each finds, and how soon.</summary>
internal sealed class FolderComparison : IComparison
{
    private const int Edits = 50;

    private static readonly string[] Sides = ["Mosaic, FolderDocumentStore.OpenAsync", "mddb 0.9.5, indexFolder"];

    public string Name => "folders";

    public string Title => "Indexing a folder of Markdown files";

    public async Task RunAsync(CompareContext context, Report report)
    {
        var place = Environment.GetEnvironmentVariable("MOSAIC_BENCH_FOLDERS") ?? await PrepareAsync(context.Scratch.Create());
        var vault = Path.Combine(place, "vault");
        var files = Directory.EnumerateFiles(vault, "*", SearchOption.AllDirectories).Select(static path => new FileInfo(path).Length).ToList();
        var seconds = Sides.ToDictionary(static side => side, static _ => new List<double>());
        var peaks = new List<double>();
        var found = new Dictionary<string, Dictionary<string, FoundFile>>();
        await context.RepeatAsync(Sides, async (side, _) =>
        {
            var folder = context.Scratch.Create();
            var start = Stopwatch.GetTimestamp();
            if (side == Sides[0])
            {
                peaks.Add((await ChildProcess.RunAsync("folder", vault, Path.Combine(folder, "index.mosaic")))["peak"]);
            }
            else
            {
                await RunAsync("node", folder, Path.Combine(place, "mddb", "index.mjs"), vault, Path.Combine(folder, "index.db"));
            }

            seconds[side].Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            found[side] = side == Sides[0] ? await ReadMosaicAsync(vault, Path.Combine(folder, "index.mosaic")) : ReadMddb(vault, Path.Combine(folder, ".markdowndb", "files.json"));
            ScratchFolder.Delete(folder);
        });

        report.Paragraph(
            $"""
            {files.Count:N0} Markdown files of {files.Sum() / 1e6:N1} MB: the documentation in the npm packages that a web project installs
            (Mosaic.Benchmarks/Folders/prepare.sh). Each figure is of a whole process, its start included, that indexes into a fresh index on
            disk and ends; files are in the system's page cache. Neither side syncs its index.
            """);
        var table = new MarkdownTable("side", "s", "min–max", "files", "tags", "links", "tasks", "Mosaic is", "required");
        var ratio = Figures.MedianRatio(seconds[Sides[1]], seconds[Sides[0]]);
        foreach (var side in Sides)
        {
            table.Add(
                side, Figures.Number(seconds[side].Median()), Figures.Range(seconds[side]), $"{found[side].Count:N0}", $"{found[side].Values.Sum(static it => it.Tags.Count):N0}",
                $"{found[side].Values.Sum(static it => it.Links.Count):N0}", $"{found[side].Values.Sum(static it => it.Tasks):N0}", side == Sides[0] ? "" : Figures.Ratio(ratio), side == Sides[0] ? "" : Requirement.AtLeast(ratio, 5));
        }

        report.Table(table);
        report.Paragraph($"Peak memory of Mosaic's process: {Figures.Mebibytes(peaks.Median())}.");
        await AddEditsAsync(context, report, vault);
        FolderDifferences.Add(report, vault, found[Sides[0]], found[Sides[1]]);
    }

    private static async Task AddEditsAsync(CompareContext context, Report report, string vault)
    {
        var copy = context.Scratch.CopyOf(vault);
        await using var store = await FolderChild.OpenAsync(copy, Path.Combine(context.Scratch.Create(), "index.mosaic"));
        var paths = Directory.EnumerateFiles(copy, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        var times = new List<double>();
        for (var edit = 0; edit < Edits; edit++)
        {
            await File.AppendAllTextAsync(paths[edit * 37 % paths.Count], $"\nedited {edit} #edited\n");
            var start = Stopwatch.GetTimestamp();
            if (await store.RefreshAsync() != 1)
            {
                throw new InvalidOperationException("The edit was not noticed.");
            }

            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        times.Sort();
        report.Paragraph(
            $"""
            One file edited from outside, then RefreshAsync, which compares the whole folder and takes up that file; {Edits} edits of different files:
            median {Figures.Milliseconds(times.Median())}, p95 {Figures.Milliseconds(times[Edits * 95 / 100])}, longest {Figures.Milliseconds(times[^1])} ({Requirement.AtMost(times[Edits * 95 / 100], 50, " ms at p95")}).
            mddb, watching, writes its whole database anew for each edit.
            """);
    }

    private static async Task<string> PrepareAsync(string folder)
    {
        CompareContext.Say("  installing mddb and the vault's packages");
        await RunAsync("sh", folder, Path.Combine(SourceRevision.Root, "Mosaic.Benchmarks", "Folders", "prepare.sh"), folder);
        return folder;
    }

    private static async Task RunAsync(string program, string folder, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder })!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
        }
    }

    private static async Task<Dictionary<string, FoundFile>> ReadMosaicAsync(string vault, string index)
    {
        var found = new Dictionary<string, FoundFile>();
        await using var store = await FolderChild.OpenAsync(vault, index);
        await foreach (var collection in store.ListCollectionsAsync())
        {
            await foreach (var document in store.FindAsync<JsonElement>(collection))
            {
                var file = document.GetProperty("file");
                found[file.GetProperty("path").GetString()!] = new FoundFile(
                    Strings(file, "tags"), [.. Items(file, "links").Select(static link => Target(link))], Items(file, "tasks").Count());
            }
        }

        return found;

        static string Target(JsonElement link) =>
            link.GetProperty("target").GetString() + (link.TryGetProperty("anchor", out var anchor) ? $"#{anchor.GetString()}" : "");
    }

    private static Dictionary<string, FoundFile> ReadMddb(string vault, string path)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        return json.RootElement.EnumerateArray().ToDictionary(
            file => Path.GetRelativePath(vault, file.GetProperty("file_path").GetString()!),
            static file => new FoundFile(Strings(file, "tags"), [.. Items(file, "links").Select(static link => link.GetProperty("toRaw").GetString()!)], Items(file, "tasks").Count()));
    }

    private static JsonElement.ArrayEnumerator Items(JsonElement json, string name) => json.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : default;

    private static List<string> Strings(JsonElement json, string name) => [.. Items(json, name).Select(static item => item.GetString()!)];
}
