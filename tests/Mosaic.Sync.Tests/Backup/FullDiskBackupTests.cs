using System.Diagnostics;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Backup;

/// <summary>A disk that really is full: a tmpfs, which only root can mount.</summary>
[Platform("Linux")]
public sealed class FullDiskBackupTests
{
    private string _small = "";

    [SetUp]
    public void SetUp()
    {
        _small = Directory.CreateTempSubdirectory("mosaic-full-").FullName;
        if (!Environment.IsPrivilegedProcess || Run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", _small) != 0)
        {
            Directory.Delete(_small);
            Assert.Ignore("NOT RUN: a full disk needs root, to mount a tmpfs.");
        }
    }

    [TearDown]
    public void TearDown()
    {
        if (Directory.Exists(_small))
        {
            Run("umount", "--lazy", _small);
            Directory.Delete(_small);
        }
    }

    [Test]
    public async Task A_full_disk_is_told_harms_nothing_and_the_backup_goes_on_when_there_is_space()
    {
        using var folder = new BackupFolder();
        await using var store = await MosaicEngine.OpenAsync(folder.File("a.mosaic"), new MosaicOptions { Durability = Durability.Relaxed });
        var random = new Random(7);
        for (var id = 0; id < 400; id++)
        {
            var bytes = new byte[2_000]; // 800 kB that do not become much smaller
            random.NextBytes(bytes);
            await store.Documents.CreateAsync("many", $"{id}", new { bytes });
        }

        var ballast = Path.Combine(_small, "ballast");
        await File.WriteAllBytesAsync(ballast, new byte[1_500_000]);
        var path = Path.Combine(_small, "full.mosaicbackup");
        var options = new BackupOptions { ChunkBytes = 20_000 };
        Assert.That(async () => await MosaicBackup.CreateAsync(store, path, options), Throws.TypeOf<StoreFullException>());
        Assert.That(File.Exists(path), Is.False);
        var left = new FileInfo(path + ".part").Length;
        Assert.That(left, Is.GreaterThan(100_000));

        await store.Documents.CreateAsync("many", "later", new { x = 1 });
        File.Delete(ballast);
        await MosaicBackup.CreateAsync(store, path, options);
        Assert.That((await MosaicBackup.VerifyAsync(path)).Problems, Is.Empty);

        Assert.That(
            async () => await MosaicBackup.RestoreAsync(path, Path.Combine(_small, "b.mosaic")), Throws.TypeOf<StoreFullException>());
        Assert.That(Directory.EnumerateFiles(_small), Is.EqualTo(new[] { path }));
        await MosaicBackup.RestoreAsync(path, folder.File("b.mosaic"));
        await using var restored = await MosaicEngine.OpenAsync(folder.File("b.mosaic"), new MosaicOptions { ReadOnly = true });
        await BackupTests.SameAsync(restored, await store.Transfer.DigestAsync());
    }

    private static int Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
