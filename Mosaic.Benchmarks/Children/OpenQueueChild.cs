using System.Diagnostics;
using Mosaic.Benchmarks.Stores;

namespace Mosaic.Benchmarks.Children;

/// <summary>Opens a store and leases one job.</summary>
internal static class OpenQueueChild
{
    public static async Task RunAsync(string folder, string queue, long started)
    {
        await using var store = await MosaicStore.OpenAsync(folder);
        var lease = await store.Queue.DequeueAsync(queue) ?? throw new InvalidOperationException("No job is ready.");
        ChildCommand.Tell("first-lease", Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        ChildCommand.TellPeakMemory();
        await store.Queue.AckAsync(lease);
    }
}
