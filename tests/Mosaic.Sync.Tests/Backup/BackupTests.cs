using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using Mosaic.Backends;
using Mosaic.Embedded.Tests.Crash;
using Mosaic.Embedded.Tests.Transfer;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Backup;

/// <summary>What a backup holds comes back, as of one moment, whatever was written meanwhile.</summary>
public sealed class BackupTests
{
    // The clock stands still: what the store does by itself would come between a backup and what it is compared with.
    private static readonly MosaicOptions Quick = new() { Durability = Durability.Relaxed, TimeProvider = new FakeTimeProvider(DateTimeOffset.UtcNow) };

    [Test]
    public async Task A_backup_of_all_kinds_comes_back_bit_for_bit([Values] bool encrypted)
    {
        using var folder = new BackupFolder();
        var passphrase = encrypted ? "größer als 600.000" : null;
        await using var store = await MosaicEngine.OpenAsync(folder.File("a.mosaic"), Quick);
        await FillAsync(store, 2_000);

        var manifest = await MosaicBackup.CreateAsync(store, folder.File("full.mosaicbackup"), new BackupOptions { Passphrase = passphrase, ChunkBytes = 20_000 });
        await MosaicBackup.RestoreAsync(folder.File("full.mosaicbackup"), folder.File("b.mosaic"), passphrase);

        var expected = await store.Transfer.DigestAsync();
        await using var restored = await MosaicEngine.OpenAsync(folder.File("b.mosaic"), new MosaicOptions { ReadOnly = true });
        await SameAsync(restored, expected);
        Assert.Multiple(() =>
        {
            Assert.That(manifest.At, Is.EqualTo(expected.At));
            Assert.That(manifest.Counts.Where(static count => count.Key != TransferKind.Change), Is.EquivalentTo(expected.Counts));
            Assert.That(manifest.IsEncrypted, Is.EqualTo(encrypted));
            Assert.That(manifest.ChunkHashes, Has.Count.GreaterThan(5));
        });
        Assert.That((await MosaicBackup.VerifyAsync(folder.File("full.mosaicbackup"), passphrase)).Ok);
        var read = await MosaicBackup.ReadManifestAsync(folder.File("full.mosaicbackup"), passphrase);
        Assert.That(read.Hash.ToArray(), Is.EqualTo(manifest.Hash.ToArray()));
        Assert.That((await store.CheckAsync()).Problems, Is.Empty);
        await AnswersAsync(store, restored);
    }

    [Test]
    public async Task A_chain_comes_back_at_each_of_its_backups()
    {
        using var folder = new BackupFolder();
        await using var store = await MosaicEngine.OpenAsync(folder.File("a.mosaic"), Quick);
        var random = await FillAsync(store, 800);
        var expected = new List<TransferDigest>();
        string? before = null;
        for (var number = 0; number < 5; number++)
        {
            for (var step = 0; step < 250 && number > 0 && number != 3; step++)
            {
                await random.StepAsync();
            }

            var path = folder.File(string.Create(CultureInfo.InvariantCulture, $"{number}.mosaicbackup"));
            var manifest = await MosaicBackup.CreateAsync(store, path, new BackupOptions { Base = before, ChunkBytes = 20_000 });
            Assert.That(manifest.FullBecause, Is.Null);
            Assert.That(manifest.BaseId, before is null ? Is.Null : Is.Not.Null);
            before = path;
            expected.Add(await store.Transfer.DigestAsync());
        }

        Assert.That(new FileInfo(folder.File("3.mosaicbackup")).Length, Is.LessThan(new FileInfo(folder.File("0.mosaicbackup")).Length / 3), "nothing had changed");
        for (var number = 0; number < 5; number++)
        {
            var target = folder.File(string.Create(CultureInfo.InvariantCulture, $"restored-{number}.mosaic"));
            await MosaicBackup.RestoreAsync(folder.File(string.Create(CultureInfo.InvariantCulture, $"{number}.mosaicbackup")), target);
            await using var restored = await MosaicEngine.OpenAsync(target, new MosaicOptions { ReadOnly = true });
            await SameAsync(restored, expected[number]);
        }

        File.Move(folder.File("1.mosaicbackup"), folder.File("renamed"));
        Assert.That((await MosaicBackup.VerifyAsync(folder.File("4.mosaicbackup"))).Ok, "found by its id");
        File.Delete(folder.File("renamed"));
        Assert.That((await MosaicBackup.VerifyAsync(folder.File("4.mosaicbackup"))).Problems.Single(), Does.Contain("1.mosaicbackup"));
    }

    [Test]
    public async Task A_backup_beside_writers_is_of_one_moment()
    {
        using var folder = new BackupFolder();
        await using var store = await MosaicEngine.OpenAsync(folder.File("a.mosaic"), Quick);
        for (var id = 0; id < 3_000; id++)
        {
            await store.Documents.PutAsync("many", Name(id), new { text = new string('x', 200) }, new WriteOptions { Upsert = true });
        }

        var done = new ConcurrentDictionary<int, long>();
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 4).Select(writer => WriteAsync(store, writer, done, stop.Token)).ToList();
        string? before = null;
        for (var number = 0; number < 6; number++)
        {
            await Task.Delay(60);
            var least = done.ToDictionary();
            var path = folder.File(string.Create(CultureInfo.InvariantCulture, $"{number}.mosaicbackup"));
            var manifest = await MosaicBackup.CreateAsync(store, path, new BackupOptions { Base = number is 0 or 3 ? null : before, ChunkBytes = 20_000 });
            Assert.That(manifest.FullBecause, Is.Null);
            before = path;
            var most = done.ToDictionary();
            var target = folder.File(string.Create(CultureInfo.InvariantCulture, $"{number}.mosaic"));
            await MosaicBackup.RestoreAsync(path, target);
            await using var restored = await MosaicEngine.OpenAsync(target, new MosaicOptions { ReadOnly = true });
            Assert.That((await restored.CheckAsync()).Problems, Is.Empty);
            foreach (var writer in least.Keys)
            {
                var left = (await restored.Documents.GetAsync<Numbered>($"left {writer}", "value"))!.Value.Number;
                var right = (await restored.Documents.GetAsync<Numbered>($"right {writer}", "value"))!.Value.Number;
                var preference = await restored.Memory.Preferences.GetOrDefaultAsync("ann", $"value {writer}", -1L);
                Assert.That(right, Is.EqualTo(left), "one unit");
                Assert.That(preference, Is.EqualTo(left).Or.EqualTo(left - 1), "the next write");
                Assert.That(left, Is.InRange(least[writer], most.GetValueOrDefault(writer) + 1));
                Assert.That(await restored.Queue.LengthAsync($"jobs {writer}"), Is.EqualTo(left));
            }
        }

        await stop.CancelAsync();
        await Task.WhenAll(writers);
        await MosaicBackup.CreateAsync(store, folder.File("last.mosaicbackup"), new BackupOptions { Base = before });
        await MosaicBackup.RestoreAsync(folder.File("last.mosaicbackup"), folder.File("last.mosaic"));
        await using var last = await MosaicEngine.OpenAsync(folder.File("last.mosaic"), new MosaicOptions { ReadOnly = true });
        await SameAsync(last, await store.Transfer.DigestAsync());
    }

    [Test]
    public async Task Random_writes_of_all_kinds_beside_a_chain_leave_the_last_backup_equal()
    {
        using var folder = new BackupFolder();
        await using var store = await MosaicEngine.OpenAsync(folder.File("a.mosaic"), Quick);
        await FillAsync(store, 500);
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(1, 3).Select(async writer =>
        {
            var random = new RandomStore(store, new Random(LongTests.Seed + writer), string.Create(CultureInfo.InvariantCulture, $"w{writer} "));
            await random.DeclareAsync();
            while (!stop.IsCancellationRequested)
            {
                await random.StepAsync();
            }
        }).ToList();
        string? before = null;
        for (var number = 0; number < 5; number++)
        {
            await Task.Delay(150); // writers write
            var path = folder.File(string.Create(CultureInfo.InvariantCulture, $"{number}.mosaicbackup"));
            await MosaicBackup.CreateAsync(store, path, new BackupOptions { Base = before, ChunkBytes = 20_000 });
            before = path;
        }

        await stop.CancelAsync();
        await Task.WhenAll(writers);
        await MosaicBackup.CreateAsync(store, folder.File("last.mosaicbackup"), new BackupOptions { Base = before });
        await MosaicBackup.RestoreAsync(folder.File("last.mosaicbackup"), folder.File("last.mosaic"));
        await using var last = await MosaicEngine.OpenAsync(folder.File("last.mosaic"), new MosaicOptions { ReadOnly = true });
        await SameAsync(last, await store.Transfer.DigestAsync());
    }

    [Test]
    public async Task What_is_older_than_the_change_record_becomes_a_full_backup_and_says_so()
    {
        using var folder = new BackupFolder();
        var options = new MosaicOptions { Durability = Durability.Relaxed, ChangeRecordRowsMax = 16 };
        await using var store = await MosaicEngine.OpenAsync(folder.File("a.mosaic"), options);
        await store.Documents.PutAsync("a", "a", new { x = 1 }, new WriteOptions { Upsert = true });
        await MosaicBackup.CreateAsync(store, folder.File("0.mosaicbackup"));
        for (var id = 0; id < 200; id++)
        {
            await store.Documents.PutAsync("a", Name(id), new { x = 1 }, new WriteOptions { Upsert = true });
        }

        await store.CompactAsync(); // what is trimmed, is when rows go into the file

        var manifest = await MosaicBackup.CreateAsync(store, folder.File("1.mosaicbackup"), new BackupOptions { Base = folder.File("0.mosaicbackup") });
        Assert.That(manifest.BaseId, Is.Null);
        Assert.That(manifest.FullBecause, Does.Contain("older"));
        File.Delete(folder.File("0.mosaicbackup"));
        await MosaicBackup.RestoreAsync(folder.File("1.mosaicbackup"), folder.File("b.mosaic"));
        await using var restored = await MosaicEngine.OpenAsync(folder.File("b.mosaic"), new MosaicOptions { ReadOnly = true });
        await SameAsync(restored, await store.Transfer.DigestAsync());
    }

    [Test]
    public async Task A_base_of_another_history_becomes_a_full_backup()
    {
        using var folder = new BackupFolder();
        await using var store = await MosaicEngine.OpenAsync(folder.File("a.mosaic"), Quick);
        await using var other = await MosaicEngine.OpenAsync(folder.File("b.mosaic"), Quick);
        await store.Documents.PutAsync("a", "a", new { x = 1 }, new WriteOptions { Upsert = true });
        await other.Documents.PutAsync("a", "a", new { x = 1 }, new WriteOptions { Upsert = true });
        await MosaicBackup.CreateAsync(store, folder.File("0.mosaicbackup"));

        var manifest = await MosaicBackup.CreateAsync(other, folder.File("1.mosaicbackup"), new BackupOptions { Base = folder.File("0.mosaicbackup") });

        Assert.That(manifest.FullBecause, Does.Contain("another store"));
    }

    [Test]
    public async Task An_empty_store_comes_back_and_a_restored_one_is_backed_up_on_the_same_chain()
    {
        using var folder = new BackupFolder();
        await using (var store = await MosaicEngine.OpenAsync(folder.File("a.mosaic"), Quick))
        {
            await MosaicBackup.CreateAsync(store, folder.File("0.mosaicbackup"));
        }

        await MosaicBackup.RestoreAsync(folder.File("0.mosaicbackup"), folder.File("b.mosaic"));
        await using var restored = await MosaicEngine.OpenAsync(folder.File("b.mosaic"), Quick);
        await restored.Documents.PutAsync("a", "a", new { x = 1 }, new WriteOptions { Upsert = true });
        var manifest = await MosaicBackup.CreateAsync(restored, folder.File("1.mosaicbackup"), new BackupOptions { Base = folder.File("0.mosaicbackup") });
        Assert.That(manifest.BaseId, Is.Not.Null);
        await MosaicBackup.RestoreAsync(folder.File("1.mosaicbackup"), folder.File("c.mosaic"));
        await using var again = await MosaicEngine.OpenAsync(folder.File("c.mosaic"), new MosaicOptions { ReadOnly = true });
        await SameAsync(again, await restored.Transfer.DigestAsync());
    }

    [Test]
    public async Task Progress_tells_pace_and_what_is_left_and_cancelling_leaves_no_backup_and_what_goes_on()
    {
        using var folder = new BackupFolder();
        await using var store = await MosaicEngine.OpenAsync(folder.File("a.mosaic"), Quick);
        await FillAsync(store, 1_500);
        using var stop = new CancellationTokenSource();
        var told = new List<BackupProgress>();
        var progress = new Told(report =>
        {
            told.Add(report);
            stop.Cancel();
        });
        var path = folder.File("full.mosaicbackup");
        Assert.That(
            async () => await MosaicBackup.CreateAsync(store, path, new BackupOptions { ChunkBytes = 5_000 }, progress, stop.Token),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(File.Exists(path), Is.False);
        Assert.That(told, Is.Not.Empty);

        var manifest = await MosaicBackup.CreateAsync(store, path, new BackupOptions { ChunkBytes = 5_000 }, new Told(told.Add));
        Assert.That(folder.Files, Does.Not.Contain("full.mosaicbackup.part"));
        Assert.That(told[^1].BytesDone, Is.EqualTo(manifest.RecordBytes));
        Assert.That(told.Select(static report => report.Phase), Is.SupersetOf(new[] { BackupPhase.Copying, BackupPhase.CatchingUp }));

        using var early = new CancellationTokenSource();
        await early.CancelAsync();
        Assert.That(async () => await MosaicBackup.RestoreAsync(path, folder.File("b.mosaic"), null, null, early.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(folder.Files, Does.Not.Contain("b.mosaic"));
    }

    [Test]
    public async Task A_restore_replaces_no_store()
    {
        using var folder = new BackupFolder();
        await using (var store = await MosaicEngine.OpenAsync(folder.File("a.mosaic"), Quick))
        {
            await MosaicBackup.CreateAsync(store, folder.File("0.mosaicbackup"));
        }

        var bytes = await File.ReadAllBytesAsync(folder.File("a.mosaic"));
        Assert.That(async () => await MosaicBackup.RestoreAsync(folder.File("0.mosaicbackup"), folder.File("a.mosaic")), Throws.TypeOf<MosaicException>());
        Assert.That(await File.ReadAllBytesAsync(folder.File("a.mosaic")), Is.EqualTo(bytes));
    }

    internal static async Task<RandomStore> FillAsync(MosaicEngine store, int steps)
    {
        var random = new RandomStore(store, new Random(LongTests.Seed));
        await random.DeclareAsync();
        for (var step = 0; step < steps; step++)
        {
            await random.StepAsync();
        }

        return random;
    }

    internal static async Task SameAsync(MosaicEngine restored, TransferDigest expected)
    {
        var digest = await restored.Transfer.DigestAsync();
        Assert.That(digest.Counts, Is.EqualTo(expected.Counts), $"seed {LongTests.Seed}");
        Assert.That(digest.Hash.ToArray(), Is.EqualTo(expected.Hash.ToArray()), $"seed {LongTests.Seed}");
        Assert.That(digest.At, Is.EqualTo(expected.At));
        Assert.That((await restored.CheckAsync()).Problems, Is.Empty, $"seed {LongTests.Seed}");
    }

    private static async Task AnswersAsync(MosaicEngine store, MosaicEngine restored)
    {
        foreach (var collection in new[] { "notes", "people", "raw" })
        {
            Assert.That(await DocumentsAsync(restored, collection), Is.EqualTo(await DocumentsAsync(store, collection)));
            Assert.That(await restored.Documents.CountAsync(collection), Is.EqualTo(await store.Documents.CountAsync(collection)));
        }

        for (var n = 0; n < 20; n++)
        {
            Assert.That(
                await restored.Documents.FindAsync<object>("notes", Filter.Eq("n", n)).CountAsync(),
                Is.EqualTo(await store.Documents.FindAsync<object>("notes", Filter.Eq("n", n)).CountAsync()));
        }

        foreach (var queue in await store.Queue.ListQueuesAsync())
        {
            var (left, right) = (await store.Queue.GetStatsAsync(queue), await restored.Queue.GetStatsAsync(queue));
            Assert.That(right.Waiting + right.Leased, Is.EqualTo(left.Waiting + left.Leased), "leases are not restored");
            Assert.That((right.Scheduled, right.DeadLetter, right.Completed), Is.EqualTo((left.Scheduled, left.DeadLetter, left.Completed)));
        }

        // All of them: what was deleted counts in how common a word is until the index is merged, and not in one that was made anew.
        var hits = await store.Memory.SearchAsync("bees in winter", 500, new SearchFilter { UserId = "ann" });
        var found = await restored.Memory.SearchAsync("bees in winter", 500, new SearchFilter { UserId = "ann" });
        Assert.That(found.Select(static hit => (hit.Id, hit.Content)), Is.EquivalentTo(hits.Select(static hit => (hit.Id, hit.Content))));
    }

    private static async Task<List<string>> DocumentsAsync(MosaicEngine store, string collection) =>
        await store.Documents.FindJsonAsync(collection).Select(static document => $"{document.Id} {document.Version} {Convert.ToHexString(document.Value.Span)}").ToListAsync();

    private static async Task WriteAsync(MosaicEngine store, int writer, ConcurrentDictionary<int, long> done, CancellationToken stop)
    {
        for (var value = 1L; !stop.IsCancellationRequested; value++)
        {
            await store.TransactAsync(async (unit, token) =>
            {
                await unit.Documents.PutAsync($"left {writer}", "value", new Numbered(value), new WriteOptions { Upsert = true }, token);
                await unit.Documents.PutAsync($"right {writer}", "value", new Numbered(value), new WriteOptions { Upsert = true }, token);
                await unit.Queue.EnqueueAsync($"jobs {writer}", "job", value, cancellationToken: token);
            }, CancellationToken.None);
            await store.Memory.Preferences.SetAsync("ann", $"value {writer}", value, null, CancellationToken.None);
            done[writer] = value;
        }
    }

    private static string Name(int id) => string.Create(CultureInfo.InvariantCulture, $"d{id:00000}");

    private sealed record Numbered(long Number);

    private sealed class Told(Action<BackupProgress> report) : IProgress<BackupProgress>
    {
        public void Report(BackupProgress value) => report(value);
    }
}
