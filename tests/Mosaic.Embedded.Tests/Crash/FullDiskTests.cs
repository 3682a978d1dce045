using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Mosaic.Storage;
using Mosaic.Storage.Files;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Crash;

/// <summary>A disk of 24 MB that really is full: a tmpfs, which only root can mount.</summary>
[Platform("Linux")]
public sealed class FullDiskTests
{
    private readonly HashSet<string> _acknowledged = [];
    private string _folder = "";
    private int _next;

    private string Store => Path.Combine(_folder, "app.mosaic");

    [SetUp]
    public void SetUp()
    {
        _folder = Directory.CreateTempSubdirectory("mosaic-full-").FullName;
        if (!Environment.IsPrivilegedProcess || Run("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", _folder) != 0)
        {
            Directory.Delete(_folder);
            Assert.Ignore("NOT RUN: a full disk needs root, to mount a tmpfs.");
        }
    }

    [TearDown]
    public void TearDown()
    {
        if (Directory.Exists(_folder))
        {
            var open = OpenFiles().ToList();
            Run("umount", "--lazy", _folder);
            Directory.Delete(_folder);
            Assert.That(open, Is.Empty, "files that a closed store has left open");
        }
    }

    [Test]
    public async Task A_full_disk_refuses_writes_and_loses_nothing_and_goes_on_when_there_is_space()
    {
        var (first, second) = (Ballast("first", 4), Ballast("second", 10));
        var engine = Open();
        await FillAsync(engine);
        await VerifyAsync(engine);

        File.Delete(first);
        await WriteAgainAsync(engine); // the same instance, without being opened again
        await FillAsync(engine);
        await VerifyAsync(engine);
        await engine.DisposeAsync();

        try
        {
            await using var reopened = Open();
            await VerifyAsync(reopened);
            await TestContext.Out.WriteLineAsync("opened on the full disk");
        }
        catch (StoreFullException)
        {
            await using var reader = Open(new MosaicOptions { ReadOnly = true });
            await VerifyAsync(reader);
            await TestContext.Out.WriteLineAsync("opened for reading on the full disk");
        }

        File.Delete(second);
        await using var spacious = Open();
        await VerifyAsync(spacious);
        await WriteAgainAsync(spacious);
        Assert.That((await spacious.CheckAsync()).Problems, Is.Empty);
        await TestContext.Out.WriteLineAsync($"{_acknowledged.Count} documents acknowledged, 0 lost");
    }

    /// <summary>With tables of 1 MB, so that most of what is written stands in the data file when the disk is full.</summary>
    private MosaicEngine Open(MosaicOptions? options = null) => MosaicEngine.Open(
        new StorePaths(Store),
        DiskFolder.Instance,
        options ?? new MosaicOptions(),
        NullLogger.Instance,
        locked: true,
        new StorageLimits { TableBytesMax = 1 << 20, LogBytesMax = 4 << 20 });

    private string Ballast(string name, int megabytes)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, new byte[megabytes << 20]);
        return path;
    }

    private async Task FillAsync(MosaicEngine engine)
    {
        while (await TryWriteAsync(engine))
        {
        }
    }

    /// <summary>A refusal may be of what waited before there was space: it is transient.</summary>
    private async Task WriteAgainAsync(MosaicEngine engine)
    {
        for (var attempt = 0; !await TryWriteAsync(engine); attempt++)
        {
            Assert.That(attempt, Is.LessThan(10_000), "there is space again, and writes are refused still");
        }
    }

    private async Task<bool> TryWriteAsync(MosaicEngine engine)
    {
        var documents = Enumerable.Range(0, 10)
            .Select(_ => new Text((_next++).ToString("D6", CultureInfo.InvariantCulture), new string('x', 5000))).ToList();
        try
        {
            await engine.Documents.CreateManyAsync("c", documents);
            _acknowledged.UnionWith(documents.Select(static document => document.Id));
            return true;
        }
        catch (StoreFullException exception)
        {
            Assert.That(exception.IsTransient, Is.True);
            return false;
        }
    }

    private async Task VerifyAsync(MosaicEngine engine)
    {
        var kept = await engine.Documents.FindAsync<Text>("c").Select(static text => text.Id).ToListAsync();
        Assert.That(kept, Is.EquivalentTo(_acknowledged));
    }

    private IEnumerable<string> OpenFiles() => Directory.EnumerateFiles("/proc/self/fd")
        .Select(static descriptor => new FileInfo(descriptor).LinkTarget ?? "")
        .Where(target => target.StartsWith(_folder, StringComparison.Ordinal));

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode;
    }

    private sealed record Text(string Id, string Value);
}
