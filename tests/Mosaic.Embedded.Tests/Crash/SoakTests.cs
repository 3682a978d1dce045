using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Mosaic.CrashHost.Script;
using Mosaic.Storage;
using Mosaic.Storage.Files;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Crash;

public sealed class SoakTests
{
    private const int Writers = 4;
    private const int Readers = 4;

    private static readonly StorageLimits Limits = new() { TableBytesMax = 1 << 20, LogBytesMax = 4 << 20 };

    private string _folder = "";

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("mosaic-soak-").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Readers_writers_checkpoints_and_an_index_agree_in_the_end()
    {
        var duration = TimeSpan.FromSeconds(LongTests.Wanted ? 60 : 8);
        var paths = new StorePaths(Path.Combine(_folder, "app.mosaic"));
        var options = new MosaicOptions { CacheBytes = 4 << 20 };
        await using var engine = MosaicEngine.Open(paths, DiskFolder.Instance, options, NullLogger.Instance, locked: true, Limits);
        var scripts = Enumerable.Range(0, Writers).Select(static writer => new WriterScript(LongTests.Seed, writer, new ScriptShape(1000, 16, 2000))).ToList();
        foreach (var collection in WriterScript.CollectionNames)
        {
            await engine.Documents.EnsureIndexAsync(collection, "tag");
        }

        using var end = new CancellationTokenSource(duration);
        var clock = Stopwatch.StartNew();
        var memory = GC.GetTotalMemory(forceFullCollection: true);
        var (reads, logMax, memoryMax, checkpoint) = (0L, 0L, 0L, engine.Core.Data.Identity.Checkpoint);
        var writing = scripts.Select(script => Task.Run(() => WriteAsync(engine, script, () =>
        {
            logMax = Math.Max(logMax, new FileInfo(paths.Log).Length);
            memoryMax = Math.Max(memoryMax, GC.GetTotalMemory(forceFullCollection: false));
        }, end.Token)));
        var reading = Enumerable.Range(0, Readers).Select(reader => Task.Run(async () => Interlocked.Add(ref reads, await ReadAsync(engine, reader, end.Token))));
        await Task.WhenAll([.. writing, .. reading]);

        var contents = await StoreContents.ReadAsync(engine, null);
        var problems = contents.Problems.Concat(scripts.SelectMany(script => ScriptComparison.Run(script, contents).Problems)).ToList();
        var units = scripts.Sum(static script => script.Done);
        var checkpoints = engine.Core.Data.Identity.Checkpoint - checkpoint;
        var kept = GC.GetTotalMemory(forceFullCollection: true) - memory;
        await TestContext.Out.WriteLineAsync(
            $"seed {LongTests.Seed}: {clock.Elapsed.TotalSeconds:0} s, {units} units, {reads} reads, {checkpoints} checkpoints, {contents.Documents.Count} documents; "
            + $"log at most {logMax >> 10} KiB, heap at most {memoryMax >> 20} MiB, kept {kept >> 20} MiB, data file {new FileInfo(paths.Data).Length >> 10} KiB");
        Assert.That(problems, Is.Empty, () => string.Join(Environment.NewLine, problems.Take(10)));
        Assert.That(checkpoints, Is.GreaterThan(3));
        Assert.That(logMax, Is.LessThan(24 << 20));
        Assert.That(kept, Is.LessThan(128L << 20));
    }

    private static async Task WriteAsync(MosaicEngine engine, WriterScript script, Action measure, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            var unit = script.Next();
            await unit.WriteAsync(engine);
            script.Do(unit);
            if (script.Done % 100 == 0)
            {
                measure();
            }
        }
    }

    private static async Task<long> ReadAsync(MosaicEngine engine, int reader, CancellationToken end)
    {
        var random = new Random(reader);
        var reads = 0L;
        while (!end.IsCancellationRequested)
        {
            var collection = random.Next(2) == 0 ? "left" : "right";
            var tag = "tag" + random.Next(8);
            var ids = new List<string>();
            await foreach (var found in engine.Documents.FindAsync<CrashDocument>(collection, Filter.Eq("tag", tag), cancellationToken: CancellationToken.None))
            {
                Assert.That(found.Tag, Is.EqualTo(tag), "what the index finds has the value");
                ids.Add(found.Id);
            }

            foreach (var id in ids)
            {
                var document = await engine.Documents.ReadAsync<CrashDocument>(collection, id, CancellationToken.None);
                Assert.That(document?.Id ?? id, Is.EqualTo(id));
            }

            reads += ids.Count + 1;
        }

        return reads;
    }
}
