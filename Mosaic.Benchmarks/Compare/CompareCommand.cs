using Mosaic.Benchmarks.Backups;
using Mosaic.Benchmarks.Costs;
using Mosaic.Benchmarks.Folders;
using Mosaic.Benchmarks.Importing;
using Mosaic.Benchmarks.Inserts;
using Mosaic.Benchmarks.Machine;
using Mosaic.Benchmarks.Opening;
using Mosaic.Benchmarks.Postgres;
using Mosaic.Benchmarks.Queries;
using Mosaic.Benchmarks.Queues;
using Mosaic.Benchmarks.Reads;
using Mosaic.Benchmarks.Reporting;
using Mosaic.Benchmarks.ScanWrites;
using Mosaic.Benchmarks.Searching;
using Mosaic.Benchmarks.Starting;
using Mosaic.Benchmarks.Vectors;

namespace Mosaic.Benchmarks.Compare;

/// <summary>The store beside others, in one run; printed and written to <c>results/</c>.</summary>
internal static class CompareCommand
{
    private static readonly IComparison[] Comparisons =
    [
        new InsertComparison(),
        new ReadComparison(),
        new ScanWriteComparison(),
        new CostComparison(),
        new OpenComparison(),
        new StartComparison(),
        new ImportComparison(),
        new QueryComparison(),
        new QueueComparison(),
        new FolderComparison(),
        new SearchComparison(),
        new VectorComparison(),
        new BackupComparison(),
        new TeamQueueComparison(),
        new TeamBulkComparison(),
        new TeamSearchComparison(),
    ];

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (CompareOptions.Parse(arguments) is not { } options
            || options.Only.FirstOrDefault(name => Comparisons.All(comparison => comparison.Name != name)) is not null)
        {
            await Console.Error.WriteLineAsync($"{CompareOptions.Usage}{Environment.NewLine}names: {string.Join(", ", Comparisons.Select(static it => it.Name))}");
            return 2;
        }

        using var scratch = new ScratchFolder(options.Folder);
        var revision = SourceRevision.Describe();
        var context = new CompareContext(options, scratch, DiskProbe.Run(scratch.Path));
        foreach (var comparison in Comparisons.Where(it => options.Only.Count == 0 || options.Only.Contains(it.Name)))
        {
            CompareContext.Say($"{comparison.Name} …");
            var report = new Report(comparison.Title);
            report.List(
            [
                $"Machine: {MachineInfo.Cpu}, {MachineInfo.Memory}",
                $"System: {MachineInfo.System}; stores on {MachineInfo.FileSystem(scratch.Path)}",
                $"Disk: {context.Disk}",
                $"Commit: {revision}",
                $"Date: {TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm} UTC",
                $"Medians of {options.Repetitions} repetitions, the sides interleaved and in another order in each; ratios are medians of each repetition's ratio"
                    + (options.Quick ? ". QUICK: a smoke run; its figures mean little" : ""),
            ]);
            await comparison.RunAsync(context, report);
            await WriteAsync(comparison.Name + (options.Quick ? ".quick" : ""), report);
        }

        return 0;
    }

    private static async Task WriteAsync(string name, Report report)
    {
        var folder = Path.Combine(SourceRevision.Root, "Mosaic.Benchmarks", "results");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, name + ".md"), report.ToString());
        Console.WriteLine(report);
    }
}
