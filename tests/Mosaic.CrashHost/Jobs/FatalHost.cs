namespace Mosaic.CrashHost.Jobs;

/// <summary>Leases one job and dies on the handler's first line.</summary>
internal static class FatalHost
{
    public static async Task RunAsync(string path)
    {
        var store = await MosaicEngine.OpenAsync(path).ConfigureAwait(false);
        await using (store.ConfigureAwait(false))
        {
            if (await store.Queue.DequeueAsync(JobNames.Queue).ConfigureAwait(false) is { } lease)
            {
                await Console.Out.WriteLineAsync(FormattableString.Invariant($"s {lease.Job.Attempt} .")).ConfigureAwait(false);
                Environment.FailFast("The handler kills its process.");
            }

            await Console.Out.WriteLineAsync("none .").ConfigureAwait(false);
        }
    }
}
