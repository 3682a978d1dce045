using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Mosaic.Embedded.Tests.Crash.PowerCut;
using Mosaic.Storage;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Crash;

/// <summary>States that a power cut left and that once went wrong, each constructed.</summary>
public sealed class RecoveryTests
{
    private const string Path = "s.mosaic";
    private SimulatedDisk _disk = new(1);

    [SetUp]
    public void SetUp() => _disk = new SimulatedDisk(1);

    [Test]
    public async Task A_cursor_at_the_last_unit_is_still_good_when_the_log_ended_with_a_full_table()
    {
        var limits = new StorageLimits { TableBytesMax = 1000 };
        var engine = Open(limits);
        await engine.Documents.CreateAsync("c", "1", new { id = "1", text = new string('x', 2000) });
        var cursor = await engine.Changes.GetHeadAsync();
        await CutAsync(engine);

        await using var reopened = Open(limits);

        Assert.That(await reopened.Changes.GetHeadAsync(), Is.EqualTo(cursor));
    }

    [Test]
    public async Task The_first_commit_may_be_torn_across_extents()
    {
        const int extentBytes = 8192;
        var limits = new StorageLimits { ExtentBytes = extentBytes };
        var cut = await CutBeforeLastSyncAsync(
            ".wal",
            async () =>
            {
                var engine = Open(limits);
                await engine.Documents.CreateAsync("c", "1", new Text("1", ""));
                await engine.DisposeAsync();
                return Open(limits);
            },
            engine => engine.Documents.CreateAsync("c", "2", new Text("2", new string('x', 3 * extentBytes))).AsTask());

        foreach (var sector in FirstSectors(cut, extentBytes))
        {
            _disk = cut.SurviveWithout("s.mosaic.wal", sector, sector + 1);
            await using var reopened = Open(limits);
            Assert.That(await reopened.Documents.ReadAsync<Text>("c", "1"), Is.Not.Null);
            Assert.That((await reopened.CheckAsync()).Problems, Is.Empty);
        }
    }

    [Test]
    public async Task A_journal_without_its_beginning_is_not_applied()
    {
        const int extentBytes = 32768;
        var limits = new StorageLimits { ExtentBytes = extentBytes };
        var cut = await CutBeforeLastSyncAsync(
            ".wal",
            async () =>
            {
                var engine = Open(limits);
                foreach (var letter in "ab")
                {
                    await WriteAsync(engine, letter, 400);
                    engine.Core.Checkpoint(); // the second one's journal has made the log large enough for the third one's
                }

                await engine.Documents.DeleteManyAsync("c", Enumerable.Range(200, 200).Select(Id));
                await WriteAsync(engine, 'c', 200);
                return engine;
            },
            engine => Task.Run(engine.Core.Checkpoint));

        foreach (var sector in FirstSectors(cut, extentBytes))
        {
            _disk = cut.SurviveWithout("s.mosaic.wal", sector, sector + 1);
            await using var reopened = Open(limits);
            Assert.That((await reopened.CheckAsync()).Problems, Is.Empty);
            Assert.That(await LettersAsync(reopened), Has.Count.EqualTo(200).And.All.EqualTo('c'));
        }

    }

    [Test]
    public async Task A_checkpoint_half_in_place_is_whole_for_one_who_only_reads()
    {
        var cut = await CutBeforeLastSyncAsync(
            Path,
            async () =>
            {
                var engine = Open();
                await WriteAsync(engine, 'a', 200);
                engine.Core.Checkpoint();
                await WriteAsync(engine, 'b', 200);
                return engine;
            },
            engine => Task.Run(engine.Core.Checkpoint));

        _disk = cut.SurviveWithout(Path, [.. Enumerable.Range(0, 10_000).Where(static sector => sector % 3 == 0)]);
        var calls = _disk.Calls;
        await using var reader = Open(options: new MosaicOptions { ReadOnly = true });
        Assert.That((await reader.CheckAsync()).Problems, Is.Empty);
        Assert.That(await LettersAsync(reader), Has.Count.EqualTo(200).And.All.EqualTo('b'));
        Assert.That(_disk.Calls, Is.EqualTo(calls), "the disk was changed");
    }

    [Test]
    public async Task A_long_log_is_read_without_writing_by_one_who_only_reads()
    {
        var limits = new StorageLimits { UnflushedBytesMax = 65536, DirtyPagesMax = 4 };
        var engine = Open();
        await WriteAsync(engine, 'a', 1000);
        await CutAsync(engine);

        await using var reader = Open(limits, new MosaicOptions { ReadOnly = true });
        Assert.That((await reader.CheckAsync()).Problems, Is.Empty);
        Assert.That(await LettersAsync(reader), Has.Count.EqualTo(1000));
    }

    [Test]
    public async Task With_relaxed_durability_a_checkpoint_does_not_outlive_the_log_that_it_continues()
    {
        var limits = new StorageLimits { ExtentBytes = 16384 };
        var options = new MosaicOptions { Durability = Durability.Relaxed };
        var cut = await CutBeforeLastSyncAsync(
            ".wal",
            async () =>
            {
                var engine = Open(limits, options);
                await WriteAsync(engine, 'a', 300);
                engine.Core.Checkpoint();
                await WriteAsync(engine, 'b', 100);
                return engine;
            },
            engine => Task.Run(engine.Core.Checkpoint));

        foreach (var sector in FirstSectors(cut, limits.ExtentBytes))
        {
            _disk = cut.SurviveWithout("s.mosaic.wal", sector, sector + 1);
            await using var reopened = Open(limits, options);
            Assert.That((await reopened.CheckAsync()).Problems, Is.Empty);
            var letters = await LettersAsync(reopened);
            Assert.That(letters, Has.Count.EqualTo(300).And.Ordered.Descending, "a prefix of the later writes");
        }
    }

    [Test]
    public async Task Closing_while_a_caller_commits_on_its_own_thread_keeps_what_was_acknowledged()
    {
        var engine = Open();
        await engine.Documents.CreateAsync("c", "1", new Text("1", ""));
        using var syncing = new ManualResetEventSlim();
        using var logDeleted = new ManualResetEventSlim();
        _disk.Before = (call, _) =>
        {
            if (call == DiskCall.Sync && !syncing.IsSet)
            {
                syncing.Set();
                logDeleted.Wait(TimeSpan.FromMilliseconds(300)); // a slow disk; closing must not get past it
            }
            else if (call == DiskCall.Delete)
            {
                logDeleted.Set();
            }
        };
        var commit = Task.Run(() => engine.Documents.CreateAsync("c", "2", new Text("2", "")).AsTask());
        syncing.Wait();
        await engine.DisposeAsync();
        var acknowledged = await commit.ContinueWith(static task => task.IsCompletedSuccessfully, TaskScheduler.Default);

        _disk.Before = null;
        await using var reopened = Open();
        Assert.That(await reopened.Documents.ReadAsync<Text>("c", "1"), Is.Not.Null);
        Assert.That(await reopened.Documents.ReadAsync<Text>("c", "2"), acknowledged ? Is.Not.Null : Is.Null);
    }

    [Test]
    public async Task A_change_record_that_was_trimmed_wholly_goes_on_behind_the_last_unit()
    {
        var time = new FakeTimeProvider();
        var options = new MosaicOptions { TimeProvider = time };
        var engine = Open(options: options);
        await WriteAsync(engine, 'a', 10);
        await CutAsync(engine);
        time.Advance(options.ChangeRecordAgeMax * 2);
        await Open(options: options).DisposeAsync();

        await using var reopened = Open(options: options);
        Assert.That((await reopened.CheckAsync()).Problems, Is.Empty);
        await reopened.Documents.DeleteAsync("c", Id(3));
        Assert.That((await reopened.CheckAsync()).Problems, Is.Empty);
        await using var changes = reopened.Changes.ReadAsync().GetAsyncEnumerator();
        Assert.That(await changes.MoveNextAsync(), Is.True);
        Assert.That(changes.Current.Id, Is.EqualTo(Id(3)));
    }

    [Test]
    public async Task Records_that_a_half_applied_table_left_are_trimmed_too([Range(1, 6)] int sync)
    {
        // How often a table is interrupted depends on LiteDB's own writer; one of these cuts falls behind its first half.
        var time = new FakeTimeProvider();
        var options = new MosaicOptions { TimeProvider = time };
        var limits = new StorageLimits { UnflushedBytesMax = 8192, DirtyPagesMax = 1, BlocksPerSlice = 1 };
        var engine = Open(limits, options);
        await WriteAsync(engine, 'a', 1500);
        engine.Core.Checkpoint();
        await WriteAsync(engine, 'b', 1500);
        var disk = _disk;
        var syncs = 0;
        disk.Before = (call, path) =>
        {
            if (call == DiskCall.Sync && path == Path && ++syncs == sync)
            {
                disk.Cut();
            }
        };
        try
        {
            engine.Core.Checkpoint();
        }
        catch (Exception) when (disk.IsCut)
        {
        }

        await CutAsync(engine);
        time.Advance(options.ChangeRecordAgeMax * 2);
        for (var round = 0; round < 2; round++)
        {
            await using var reopened = Open(limits, options);
            Assert.That((await reopened.CheckAsync()).Problems, Is.Empty);
            await WriteAsync(reopened, 'c', 3);
            Assert.That((await reopened.CheckAsync()).Problems, Is.Empty);
        }
    }

    [Test]
    public async Task An_index_that_could_not_be_declared_leaves_nothing_to_the_next_one()
    {
        for (var call = 1; ; call++)
        {
            var disk = _disk = new SimulatedDisk(call);
            var engine = Open();
            await engine.Documents.CreateManyAsync("c", Enumerable.Range(0, 500).Select(static i => new Text(Id(i), "v" + Id(i % 400))));
            disk.CutAt = disk.Calls + call;
            var failure = await Assert.CatchAsync(() => engine.Documents.EnsureIndexAsync("c", "value", unique: true).AsTask());
            await CutAsync(engine);

            await using var reopened = Open();
            await reopened.Documents.EnsureIndexAsync("c", "id");
            Assert.That((await reopened.CheckAsync()).Problems, Is.Empty, $"cut at call {call}");
            if (failure is DuplicateKeyException)
            {
                break;
            }
        }
    }

    private static async Task WriteAsync(MosaicEngine engine, char letter, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await engine.Documents.PutAsync("c", Id(i), new Text(Id(i), new string(letter, 500)), new WriteOptions { Upsert = true });
        }
    }

    private static ValueTask<List<char>> LettersAsync(MosaicEngine engine) =>
        engine.Documents.FindAsync<Text>("c").Select(static text => text.Value[0]).ToListAsync();

    private static string Id(int number) => number.ToString("D4", CultureInfo.InvariantCulture);

    /// <summary>
    /// Does <paramref name="act"/> twice, each time to a new store: once to learn which call is its last sync of a file, once to
    /// cut the power before that. Returns the disk that was cut.
    /// </summary>
    private async Task<SimulatedDisk> CutBeforeLastSyncAsync(string suffix, Func<Task<MosaicEngine>> prepare, Func<MosaicEngine, Task> act)
    {
        var calls = 0;
        var last = 0;
        var engine = await prepare();
        _disk.Before = (call, path) =>
        {
            calls++;
            last = call == DiskCall.Sync && path.EndsWith(suffix, StringComparison.Ordinal) ? calls : last;
        };
        await act(engine);
        await CutAsync(engine);

        var disk = _disk = new SimulatedDisk(1);
        engine = await prepare();
        calls = 0;
        disk.Before = (_, _) =>
        {
            if (++calls == last)
            {
                disk.Cut();
            }
        };
        Assert.That(() => act(engine), Throws.Exception);
        return await CutAsync(engine);
    }

    /// <summary>The sectors with the first copy of each extent's header; the second copy is in the next one.</summary>
    private static IEnumerable<int> FirstSectors(SimulatedDisk disk, int extentBytes)
    {
        const int headerBytes = 4096;
        for (var position = headerBytes; position < disk.LengthOf("s.mosaic.wal"); position += extentBytes)
        {
            yield return position / 512;
        }
    }

    private MosaicEngine Open(StorageLimits? limits = null, MosaicOptions? options = null) =>
        MosaicEngine.Open(new StorePaths(Path), _disk, options ?? new MosaicOptions(), NullLogger.Instance, locked: false, limits);

    /// <summary>Cuts the power, goes on with what may have survived, and returns the disk that was cut.</summary>
    private async Task<SimulatedDisk> CutAsync(MosaicEngine engine)
    {
        var cut = _disk;
        cut.Cut();
        try
        {
            await engine.DisposeAsync();
        }
        catch (IOException)
        {
        }

        _disk = cut.Survive();
        return cut;
    }

    private sealed record Text(string Id, string Value);
}
