using System.Diagnostics;
using Mosaic.Benchmarks.Reporting;
using Mosaic.Storage.Files;

namespace Mosaic.Benchmarks.Machine;

/// <summary>What a sync of one 8 KiB page costs on this disk: the floor under every durable write.</summary>
/// <param name="Append">Median seconds of fsync after appending.</param>
/// <param name="Overwrite">Median seconds of fdatasync after overwriting a file that was written before.</param>
internal sealed record DiskProbe(double Append, double Overwrite)
{
    private const int Page = 8192;
    private const int Tries = 200;

    public static DiskProbe Run(string folder)
    {
        var path = Path.Combine(folder, "probe");
        try
        {
            using var file = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite);
            var page = new byte[Page];
            var appended = Measure(at =>
            {
                RandomAccess.Write(file, page, (long)at * Page);
                RandomAccess.FlushToDisk(file);
            });
            var overwritten = Measure(at =>
            {
                RandomAccess.Write(file, page, (long)at * Page);
                NativeSync.SyncData(file, path);
            });
            return new DiskProbe(appended, overwritten);
        }
        finally
        {
            File.Delete(path);
        }
    }

    public override string ToString() =>
        $"fsync after appending 8 KiB {Figures.Number(Append * 1e6)} µs, fdatasync after overwriting 8 KiB {Figures.Number(Overwrite * 1e6)} µs (medians of {Tries})";

    private static double Measure(Action<int> sync) => Enumerable.Range(0, Tries)
        .Select(at =>
        {
            var start = Stopwatch.GetTimestamp();
            sync(at);
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        })
        .Median();
}
