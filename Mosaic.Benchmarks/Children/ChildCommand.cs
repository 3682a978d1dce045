using System.Diagnostics;
using Mosaic.Benchmarks.Folders;

namespace Mosaic.Benchmarks.Children;

/// <summary>What must be measured in a process of its own: start-up, peak memory, and what is left after a kill.</summary>
internal static class ChildCommand
{
    public static async Task<int> RunAsync(string[] arguments, long started)
    {
        switch (arguments)
        {
            case ["open", var folder, var number]:
                await OpenChild.RunAsync(folder, long.Parse(number), started);
                return 0;
            case ["open-queue", var folder, var queue]:
                await OpenQueueChild.RunAsync(folder, queue, started);
                return 0;
            case ["fill", var folder, var number, var tables]:
                await FillChild.RunAsync(folder, long.Parse(number), int.Parse(tables));
                return 0;
            case ["start", var does, var folder, var insights]:
                await StartChild.RunAsync(does, folder, int.Parse(insights));
                return 0;
            case ["import", "mosaic", var folder, var notes]:
                await MosaicImportChild.RunAsync(folder, int.Parse(notes));
                return 0;
            case ["import", "sqlite", var folder, var notes]:
                SqliteImportChild.Run(folder, int.Parse(notes));
                return 0;
            case ["folder", var vault, var index]:
                await FolderChild.RunAsync(vault, index);
                return 0;
            default:
                return 2;
        }
    }

    /// <summary>One figure for the parent.</summary>
    public static void Tell(string name, double value) => Console.WriteLine($"{name}={value:R}");

    public static void TellPeakMemory()
    {
        using var self = Process.GetCurrentProcess();
        Tell("peak", self.PeakWorkingSet64);
    }
}
