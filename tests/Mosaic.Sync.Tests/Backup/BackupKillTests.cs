using System.Diagnostics;
using System.Globalization;
using Mosaic.Backup;
using Mosaic.Embedded.Tests.Crash;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Backup;

/// <summary>The process that backs up is killed at any moment: there is no backup then, and the next run goes on with it.</summary>
public sealed class BackupKillTests
{
    private static readonly MosaicOptions Quick = new() { Durability = Durability.Relaxed };

    [Test]
    public async Task A_backup_that_was_killed_again_and_again_goes_on_and_is_equal_in_the_end([Values("", "passphrase")] string passphrase)
    {
        using var folder = new BackupFolder();
        var random = new Random(LongTests.Seed);
        var (store, path) = (folder.File("a.mosaic"), folder.File("full.mosaicbackup"));
        await FillAsync(store);
        var (kills, gone) = (0, 0);
        Guid? id = null;
        var secret = passphrase.Length == 0 ? null : passphrase;
        for (var (run, ended) = (0, false); !ended; run++)
        {
            ended = run >= 60 || (run >= (LongTests.Wanted ? 40 : 6) && gone > 0);
            using var host = Start(store, path, passphrase);
            var lines = ended ? int.MaxValue : 1;
            string? last = "";
            while (last is not null && lines-- > 0)
            {
                last = await host.StandardOutput.ReadLineAsync();
            }

            if (last is null)
            {
                await host.WaitForExitAsync();
                Assert.That(host.ExitCode, Is.Zero);
                continue;
            }

            await Task.Delay(random.Next(150));
            host.Kill();
            await host.WaitForExitAsync();
            kills++;
            if (File.Exists(path))
            {
                Assert.That((await MosaicBackup.VerifyAsync(path, secret)).Problems, Is.Empty, "under its name only when it is whole");
            }

            if (File.Exists(path + ".part") && HeaderId(path + ".part") is { } left)
            {
                gone += id == left ? 1 : 0;
                id = left;
            }
        }

        await TestContext.Out.WriteLineAsync($"{kills} kills, {gone} times gone on; seed {LongTests.Seed}");
        Assert.That(gone, Is.Positive);
        await using var engine = await MosaicEngine.OpenAsync(store, Quick);
        Assert.That((await MosaicBackup.VerifyAsync(path, secret)).Problems, Is.Empty);
        await MosaicBackup.CreateAsync(engine, folder.File("next.mosaicbackup"), new BackupOptions { Base = path, Passphrase = secret });
        await MosaicBackup.RestoreAsync(folder.File("next.mosaicbackup"), folder.File("b.mosaic"), secret);
        await using var restored = await MosaicEngine.OpenAsync(folder.File("b.mosaic"), new MosaicOptions { ReadOnly = true });
        await BackupTests.SameAsync(restored, await engine.Transfer.DigestAsync());
    }

    private static async Task FillAsync(string path)
    {
        await using var store = await MosaicEngine.OpenAsync(path, Quick);
        await store.Documents.EnsureIndexAsync("filled", "writer");
        await (await store.Channels.SubscribeAsync("news", static (_, _) => default, new SubscribeOptions { Name = "reader" })).DisposeAsync();
        foreach (var some in Enumerable.Range(0, 200_000).Chunk(2_000))
        {
            await store.Documents.PutJsonManyAsync(
                "filled",
                some.Select(static id => KeyValuePair.Create(
                    id.ToString(CultureInfo.InvariantCulture),
                    (ReadOnlyMemory<byte>)System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"writer":{{id % 7}},"text":"{{new string('x', 500)}}"}""")))));
        }
    }

    private static Guid? HeaderId(string path)
    {
        try
        {
            using var reader = BackupReader.Open(path, null);
            return reader.Header.Id;
        }
        catch (BackupCorruptException)
        {
            return null; // killed before its header was written
        }
    }

    private static Process Start(string store, string path, string passphrase)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        var host = Path.Combine(
            TestContext.CurrentContext.TestDirectory.Replace("Mosaic.Sync.Tests", "Mosaic.CrashHost", StringComparison.Ordinal), "Mosaic.CrashHost.dll");
        foreach (var argument in new[] { "exec", host, "backup", store, path, passphrase })
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }
}
