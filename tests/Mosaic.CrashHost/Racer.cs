using Microsoft.Extensions.Logging.Abstractions;
using Mosaic.Storage;
using Mosaic.Storage.Files;

namespace Mosaic.CrashHost;

/// <summary>
/// Opens, writes, compacts and closes a store that another process wants as well. Each owner also holds a marker that is
/// created for one alone: two owners at a time could not both have it.
/// </summary>
internal sealed class Racer(HostPlan plan)
{
    private readonly string _marker = plan.Path + ".marker";

    public async Task RunAsync()
    {
        Tell($"racing {Environment.ProcessId}");
        await Console.In.ReadLineAsync().ConfigureAwait(false);
        var refusals = new Dictionary<string, int>();
        for (var round = 0; round < plan.Race;)
        {
            try
            {
                await OwnAsync(round).ConfigureAwait(false);
                round++;
            }
            catch (StoreLockedException exception)
            {
                refusals[exception.Message] = refusals.GetValueOrDefault(exception.Message) + 1;
            }
            catch (Exception exception)
            {
                Tell("error " + exception.ToString().ReplaceLineEndings(" "));
            }
        }

        foreach (var (message, count) in refusals)
        {
            Tell($"refused {count} {message}");
        }
    }

    private async Task OwnAsync(int round)
    {
        var engine = MosaicEngine.Open(
            new StorePaths(plan.Path), DiskFolder.Instance, new MosaicOptions(), NullLogger.Instance, locked: true, plan.Limits);
        await using (engine.ConfigureAwait(false))
        {
            using (new FileStream(_marker, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
            {
                var id = FormattableString.Invariant($"{Environment.ProcessId}-{round}");
                await engine.Documents.CreateAsync("owners", new { id, Environment.ProcessId }).ConfigureAwait(false);
                Tell("owned " + id);
                if (round % 3 == 0)
                {
                    await engine.CompactAsync().ConfigureAwait(false);
                }
            }
        }
    }

    private static void Tell(string line)
    {
        Console.Out.Write(line + " .\n");
        Console.Out.Flush();
    }
}
