using System.Globalization;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Crash;

/// <summary>What a disk that cannot be read for a moment does to a store.</summary>
public sealed class ReadFaultTests
{
    private const int Documents = 2000;
    private readonly MosaicOptions _uncached = new() { CacheBytes = 0 };

    [Test]
    public async Task A_read_that_fails_ends_writing_and_no_other_read()
    {
        var folder = await FilledAsync();
        var engine = FolderStore.Open(folder, _uncached);
        var failing = true;
        folder.Fails = (operation, path) => operation == "read" && path == FolderStore.Data && failing;
        var failed = 0;
        for (var i = 0; i < Documents && failed == 0; i++)
        {
            try
            {
                await engine.Documents.ReadAsync<Text>("c", Id(i)); // until one is not in LiteDB's own cache
            }
            catch (MosaicException)
            {
                failed++;
            }
        }

        failing = false;
        Assert.That(failed, Is.EqualTo(1));
        for (var i = 0; i < Documents; i++)
        {
            Assert.That(await engine.Documents.ReadAsync<Text>("c", Id(i)), Is.Not.Null);
        }

        Assert.That(() => engine.Documents.DeleteAsync("c", Id(1)).AsTask(), Throws.InstanceOf<StorePoisonedException>());
        await engine.DisposeAsync();

        await using var reopened = FolderStore.Open(folder, _uncached);
        Assert.That((await reopened.CheckAsync()).Problems, Is.Empty);
        Assert.That(await reopened.Documents.CountAsync("c"), Is.EqualTo(Documents));
    }

    [Test]
    public async Task Reads_that_fail_beside_others_do_not_end_the_process()
    {
        // LiteDB closes itself on an IOException, under its other readers, and what they leave then throws in a finalizer.
        var folder = await FilledAsync();
        for (var round = 0; round < 20; round++)
        {
            await ReadWhileFailingAsync(folder, round);
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        await using var reopened = FolderStore.Open(folder, _uncached);
        Assert.That((await reopened.CheckAsync()).Problems, Is.Empty);
    }

    private async Task ReadWhileFailingAsync(FaultyFolder folder, int seed)
    {
        var engine = FolderStore.Open(folder, _uncached);
        var reads = 0;
        folder.Fails = (operation, path) => operation == "read" && path == FolderStore.Data && Interlocked.Increment(ref reads) % 40 == 39;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(reader => Task.Run(async () =>
        {
            var random = new Random((seed * 8) + reader);
            for (var i = 0; i < 200; i++)
            {
                try
                {
                    await engine.Documents.ReadAsync<Text>("c", Id(random.Next(Documents)));
                }
                catch (MosaicException)
                {
                }
            }
        })));
        folder.Fails = static (_, _) => false;
        await engine.DisposeAsync();
    }

    private static async Task<FaultyFolder> FilledAsync()
    {
        var folder = new FaultyFolder();
        await using var engine = FolderStore.Open(folder);
        await engine.Documents.CreateManyAsync("c", Enumerable.Range(0, Documents).Select(static i => new Text(Id(i), new string('x', 500))));
        return folder;
    }

    private static string Id(int number) => number.ToString("D5", CultureInfo.InvariantCulture);

    private sealed record Text(string Id, string Value);
}
