using Mosaic;
using QuickStart.Asking;
using QuickStart.Indexing;
using QuickStart.Output;
using QuickStart.Scanning;
using Spectre.Console;

namespace QuickStart;

/// <summary>The program from top to bottom: open the store, find out what changed, index it, answer.</summary>
internal sealed class QuickStartRun(IAnsiConsole console)
{
    public async Task<int> RunAsync(Request request, CancellationToken stop)
    {
        var folder = SourceFolder.Find(request.Folder);
        var path = StoreLocation.For(folder, request.Data);
        await using var store = await MosaicEngine.OpenAsync(path, cancellationToken: stop);
        console.Say($"Folder {folder}");
        console.Say($"Store  {path}{(store.OpenReport.Recovered ? " (recovered: the last run was interrupted)" : "")}");

        var report = new Report(console);
        var scan = FolderScan.Run(folder, stop);
        var plan = await IndexPlan.MakeAsync(store, scan, stop);
        report.Planned(scan, plan);

        var queue = new FileQueue(store.Queue);
        await queue.EnqueueAsync(plan.Jobs, stop);
        var tally = new Tally(await queue.PendingAsync(stop));
        if (tally.Total > 0)
        {
            var workers = new IndexWorkers(store.Queue, queue, new FileIndexer(store, new FileReader(folder)), tally);
            await ProgressView.For(console).ShowAsync(tally, () => workers.RunAsync(stop));
        }

        report.Indexed(tally, scan.Notes);
        stop.ThrowIfCancellationRequested();
        if (request.Digest)
        {
            console.Say(await StoreDigest.ComputeAsync(store, stop));
        }
        else
        {
            await new Conversation(store, console).RunAsync(request.Ask, stop);
        }

        return tally.Failed > 0 ? ExitCode.SomeFilesFailed : ExitCode.Done;
    }
}
