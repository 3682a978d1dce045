using Microsoft.Extensions.Logging.Abstractions;
using Mosaic.CrashHost.Script;
using Mosaic.Storage;
using Mosaic.Storage.Files;

namespace Mosaic.CrashHost;

/// <summary>Opens a store, writes its scripts and tells each acknowledgement.</summary>
internal sealed class Host(HostPlan plan)
{
    private readonly TextWriter _output = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true });

    public async Task RunAsync()
    {
        var folder = new MortalFolder(DiskFolder.Instance, plan.Die);
        Tell("opening");
        var engine = MosaicEngine.Open(
            new StorePaths(plan.Path),
            folder,
            new MosaicOptions { Durability = plan.Durability },
            NullLogger.Instance,
            locked: true,
            plan.Limits);
        await using (engine.ConfigureAwait(false))
        {
            Tell($"opened {folder.Calls}");
            var scripts = plan.Done.Select((_, writer) => new WriterScript(plan.Seed, writer, plan.Shape)).ToArray();
            for (var writer = 0; writer < scripts.Length; writer++)
            {
                scripts[writer].DoUntil(plan.Done[writer]);
            }

            if (plan.Idle)
            {
                await WriteAsync(engine, scripts[0], 10).ConfigureAwait(false);
                engine.Core.Checkpoint();
                Tell("idle");
                await Console.In.ReadLineAsync().ConfigureAwait(false);
            }

            using var written = new CancellationTokenSource();
            var compacting = plan.Compact ? Task.Run(() => CompactAsync(engine, written.Token)) : Task.CompletedTask;
            await Task.WhenAll(scripts.Select(script => Task.Run(() => WriteAsync(engine, script, plan.Units)))).ConfigureAwait(false);
            await written.CancelAsync().ConfigureAwait(false);
            await compacting.ConfigureAwait(false);
            Tell("closing");
        }

        Tell($"closed {folder.Calls}");
    }

    private async Task WriteAsync(MosaicEngine engine, WriterScript script, long units)
    {
        for (var i = 0L; i < units; i++)
        {
            var unit = script.Next();
            await unit.WriteAsync(engine).ConfigureAwait(false);
            Tell(FormattableString.Invariant($"a {script.Writer} {unit.Number}"));
            script.Do(unit);
        }
    }

    private async Task CompactAsync(MosaicEngine engine, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            await engine.CompactAsync(CancellationToken.None).ConfigureAwait(false);
            Tell("compacted");
        }
    }

    /// <summary>The dot tells that the line is whole.</summary>
    private void Tell(string line) => _output.Write(line + " .\n");
}
