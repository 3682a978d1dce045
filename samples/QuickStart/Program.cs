using System.Diagnostics;
using Mosaic;
using QuickStart;

// QuickStart [folder] [--ask "words"]: keeps the texts of a folder as documents and finds lines in them.
var folder = Path.GetFullPath(args.Length > 0 && args[0] != "--ask" ? args[0] : Repository.Root());
var ask = Array.IndexOf(args, "--ask") is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : "power cut";
if (!Directory.Exists(folder))
{
    Console.Error.WriteLine($"There is no folder '{folder}'.");
    return 1;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    stop.Cancel();
};

try
{
    var path = TextStore.PathFor(folder);
    await using var store = await MosaicEngine.OpenAsync(path, cancellationToken: stop.Token);
    Console.WriteLine($"{path}{(store.OpenReport.Recovered ? " (recovered what an interrupted run had acknowledged)" : "")}");

    var texts = new TextStore(store);
    var start = Stopwatch.StartNew();
    var changes = await texts.RefreshAsync(folder, stop.Token);
    Console.WriteLine($"{changes.Stored} stored, {changes.Unchanged} unchanged, {changes.Removed} removed, {changes.Skipped} skipped in {start.Elapsed.TotalSeconds:F1} s");

    Console.WriteLine($"\n\"{ask}\":");
    start.Restart();
    var hits = 0;
    await foreach (var hit in texts.FindLinesAsync(ask, stop.Token))
    {
        if (hits++ < 10)
        {
            Console.WriteLine($"  {hit.Path}:{hit.Number}: {hit.Line}");
        }
    }

    Console.WriteLine($"{hits} lines in {start.ElapsedMilliseconds} ms");
    return 0;
}
catch (OperationCanceledException)
{
    Console.WriteLine("Stopped; the next run goes on from here.");
    return 130;
}
catch (MosaicException exception)
{
    Console.Error.WriteLine($"{exception.Message} {exception.Hint}");
    return 1;
}
