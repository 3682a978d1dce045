using System.Diagnostics;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Index;

/// <summary>An index folder on a disk of its own that is full: a tmpfs, which only root can mount.</summary>
[Platform("Linux")]
public sealed class IndexDiskTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private TemporaryFolder _folder = null!;

    private string IndexFolder => _folder.File(IndexedStore.Folder);

    [SetUp]
    public void SetUp()
    {
        _folder = new TemporaryFolder();
        Directory.CreateDirectory(IndexFolder);
        if (!Environment.IsPrivilegedProcess || Run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", IndexFolder) != 0)
        {
            _folder.Dispose();
            Assert.Ignore("NOT RUN: a full disk needs root, to mount a tmpfs.");
        }
    }

    [TearDown]
    public void TearDown()
    {
        if (Directory.Exists(IndexFolder))
        {
            Run("umount", "--lazy", IndexFolder);
            _folder.Dispose();
        }
    }

    [Test]
    public async Task A_full_disk_under_the_index_fails_searches_alone_until_there_is_space()
    {
        await using var store = await MosaicEngine.OpenAsync(_folder.Store);
        MosaicException? told = null;
        var stored = 0;
        for (var start = Stopwatch.StartNew(); told is null && start.Elapsed < Patience; stored += 500)
        {
            await IndexedStore.FillAsync(store, stored, 500);
            try
            {
                await store.Memory.SearchAsync("common", 1, new SearchFilter { AllUsers = true });
            }
            catch (MosaicException exception)
            {
                told = exception;
            }
        }

        Assert.That(told, Has.Property("IsTransient").True.And.Property("Hint").Not.Empty);
        await IndexedStore.FillAsync(store, stored, 500);
        Assert.That((await store.CheckAsync()).Problems, Is.Empty);

        Run("mount", "-o", "remount,size=64m", IndexFolder);
        for (var start = Stopwatch.StartNew(); start.Elapsed < Patience;)
        {
            try
            {
                await store.Memory.SearchAsync("common", 1, new SearchFilter { AllUsers = true });
                break;
            }
            catch (MosaicException exception) when (exception.IsTransient)
            {
                await Task.Yield();
            }
        }

        Assert.That(await store.Memory.SearchAsync("common", 10_000, new SearchFilter { AllUsers = true }), Has.Count.EqualTo(Math.Min(10_000, stored + 500)));
    }

    private static int Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
