using System.Diagnostics;
using Mosaic.Benchmarks.Compare;
using Mosaic.Benchmarks.Machine;
using Mosaic.Benchmarks.Reporting;
using Mosaic.Benchmarks.Stores;

namespace Mosaic.Benchmarks.Backups;

/// <summary>Backing up and restoring a store, beside a plain copy of its file in the same run.</summary>
internal sealed class BackupComparison : IComparison
{
    private const string Passphrase = "benchmark";
    private const int Few = 1_000;

    private static readonly string[] Sides =
    [
        "plain copy of the file, synced", "MosaicEngine.CopyToAsync", "backup", "backup, encrypted", "incremental, 1,000 documents changed", "verify", "restore",
    ];

    public string Name => "backup";

    public string Title => "Backup and restore of a store";

    public async Task RunAsync(CompareContext context, Report report)
    {
        var notes = context.Pick(1_000_000, 20_000);
        var folder = context.Scratch.CopyOf(await context.Seeds.MosaicAsync(notes));
        var file = MosaicStore.PathIn(folder);
        var bytes = (double)new FileInfo(file).Length;
        var seconds = Sides.ToDictionary(static side => side, static _ => new List<double>());
        var peaks = new List<double>();
        var packed = 0.0;
        var small = 0.0;
        for (var repetition = 0; repetition < context.Options.Repetitions; repetition++)
        {
            var target = context.Scratch.Create();
            string In(string name) => Path.Combine(target, name);
            seconds[Sides[0]].Add(await TimeAsync(() =>
            {
                Copy(file, In("copy"));
                return Task.CompletedTask;
            }));
            await using (var store = await MosaicStore.OpenAsync(folder))
            {
                seconds[Sides[1]].Add(await TimeAsync(() => store.CopyToAsync(In("copied")).AsTask()));
                GC.Collect();
                using var peak = new PeakMemory();
                seconds[Sides[2]].Add(await TimeAsync(() => MosaicBackup.CreateAsync(store, In("full"))));
                peaks.Add(peak.Grown);
                packed = new FileInfo(In("full")).Length;
                seconds[Sides[3]].Add(await TimeAsync(() => MosaicBackup.CreateAsync(store, In("secret"), new BackupOptions { Passphrase = Passphrase })));
                for (var i = 0; i < Few; i++)
                {
                    await store.Documents.PutAsync(MosaicStore.Collection, $"changed {i}", new { repetition }, new WriteOptions { Upsert = true });
                }

                seconds[Sides[4]].Add(await TimeAsync(() => MosaicBackup.CreateAsync(store, In("next"), new BackupOptions { Base = In("full") })));
                small = new FileInfo(In("next")).Length;
            }

            seconds[Sides[5]].Add(await TimeAsync(() => MosaicBackup.VerifyAsync([In("full")])));
            seconds[Sides[6]].Add(await TimeAsync(() => MosaicBackup.RestoreAsync([In("full")], In("restored"))));
            ScratchFolder.Delete(target);
        }

        report.Paragraph(
            $"""
            A store of {notes:N0} documents of 300 bytes, {Figures.Mebibytes(bytes)}, that is open and idle; its file is in the system's cache. The backup has {Figures.Mebibytes(packed)},
            the incremental one {Figures.Mebibytes(small)}; while the backup was made the process grew by {Figures.Mebibytes(peaks.Median())}. Bytes are those of the store's file. Here the
            sides come in the same order in each repetition: most need what another made.
            """);
        var table = new MarkdownTable("what", "seconds", "min–max", "MiB/s", "documents/s", "of the plain copy's rate");
        foreach (var side in Sides)
        {
            var whole = side != Sides[4];
            table.Add(
                side,
                Figures.Number(seconds[side].Median()),
                Figures.Range(seconds[side]),
                whole ? Figures.Number(bytes / (1 << 20) / seconds[side].Median()) : "",
                whole ? Figures.Number(notes / seconds[side].Median()) : "",
                whole ? Figures.Ratio(Figures.MedianRatio(seconds[Sides[0]], seconds[side])) : "");
        }

        report.Table(table);
    }

    private static void Copy(string from, string to)
    {
        File.Copy(from, to);
        using var handle = File.OpenHandle(to, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(handle);
    }

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var start = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
