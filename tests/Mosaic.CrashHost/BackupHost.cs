using System.Globalization;

namespace Mosaic.CrashHost;

/// <summary>Backs a store up while it writes to it, and tells how far it is.</summary>
internal static class BackupHost
{
    private const int Writers = 2;

    public static async Task RunAsync(string store, string path, string passphrase)
    {
        var output = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true });
        await using var engine = await MosaicEngine.OpenAsync(store, new MosaicOptions { Durability = Durability.Relaxed }).ConfigureAwait(false);
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, Writers).Select(writer => WriteAsync(engine, writer, stop.Token)).ToList();
        var options = new BackupOptions { ChunkBytes = 32 * 1024, Passphrase = passphrase.Length == 0 ? null : passphrase };
        var manifest = await MosaicBackup.CreateAsync(engine, path, options, new Teller(output)).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(writers).ConfigureAwait(false);
        await output.WriteAsync(FormattableString.Invariant($"done {manifest.Id} .\n")).ConfigureAwait(false);
    }

    private static async Task WriteAsync(MosaicEngine engine, int writer, CancellationToken stop)
    {
        var random = new Random();
        while (!stop.IsCancellationRequested)
        {
            var id = random.Next(200_000).ToString(CultureInfo.InvariantCulture);
            switch (random.Next(4))
            {
                case 0:
                    await engine.Documents.DeleteAsync("filled", id, CancellationToken.None).ConfigureAwait(false);
                    break;
                case 1:
                    await engine.Queue.EnqueueAsync("jobs", "job", new { writer, id }, new EnqueueOptions { OrderingKey = "key " + random.Next(9).ToString(CultureInfo.InvariantCulture) }, CancellationToken.None).ConfigureAwait(false);
                    break;
                case 2:
                    await engine.Channels.PublishAsync("news", id, CancellationToken.None).ConfigureAwait(false);
                    break;
                default:
                    await engine.Documents.PutAsync("filled", id, new { writer, text = new string('y', random.Next(900)) }, new WriteOptions { Upsert = true }, CancellationToken.None).ConfigureAwait(false);
                    break;
            }

            await Task.Delay(1, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private sealed class Teller(TextWriter output) : IProgress<BackupProgress>
    {
        public void Report(BackupProgress value) => output.Write(FormattableString.Invariant($"{value.Phase} {value.BytesDone} .\n"));
    }
}
