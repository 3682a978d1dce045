using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using Mosaic.Specs;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Storage;

/// <summary>Compaction, copies, trimming and closing, beside writers.</summary>
public sealed class MaintenanceTests
{
    private static readonly string Text = new('x', 300);

    [Test]
    public async Task Compaction_gives_back_the_space_of_what_was_deleted()
    {
        using var folder = new TemporaryFolder();
        await using (var store = await MosaicEngine.OpenAsync(folder.Store))
        {
            await store.Documents.CreateManyAsync("notes", Enumerable.Range(0, 3000).Select(static i => new Note { Id = $"n{i:0000}", Rank = i, Title = Text }));
            await store.CheckAsync(); // brings them into the file
            await store.Documents.DeleteManyAsync("notes", Enumerable.Range(0, 2900).Select(static i => $"n{i:0000}"));
            await store.CheckAsync();
            var before = new FileInfo(folder.Store).Length;

            await store.CompactAsync();

            Assert.That(new FileInfo(folder.Store).Length, Is.LessThan(before / 2));
            Assert.That(await FolderStore.ReadAsync(store), Has.Count.EqualTo(100));
            await store.Documents.CreateAsync("notes", new Note { Id = "after" });
        }

        Assert.That(folder.Files, Is.EqualTo(new[] { "app.mosaic" }));
        await using var reopened = await MosaicEngine.OpenAsync(folder.Store);
        Assert.That(await FolderStore.ReadAsync(reopened), Has.Count.EqualTo(101));
        Assert.That((await reopened.CheckAsync()).Problems, Is.Empty);
    }

    [Test]
    public async Task Compaction_and_checks_beside_writers_and_readers_lose_nothing()
    {
        var folder = new FaultyFolder();
        var store = FolderStore.Open(folder);
        await store.Documents.EnsureIndexAsync("notes", "rank");
        using var stop = new CancellationTokenSource();
        var acknowledged = new ConcurrentDictionary<string, int>();
        var workers = Enumerable.Range(0, 3).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                var id = $"{writer}-{i % 300:000}";
                await store.Documents.PutAsync("notes", id, new Note { Rank = i, Title = Text }, new WriteOptions { Upsert = true });
                acknowledged[id] = i;
                Assert.That((await store.Documents.ReadAsync<Note>("notes", id))!.Rank, Is.EqualTo(i));
            }
        })).ToList();

        for (var round = 0; round < 6; round++)
        {
            await store.CompactAsync();
            Assert.That((await store.CheckAsync()).Problems, Is.Empty);
        }

        await stop.CancelAsync();
        await Task.WhenAll(workers);
        Assert.That(await FolderStore.ReadAsync(store), Is.EqualTo(acknowledged));
        var left = folder.Abandon();
        await store.DisposeAsync();
        foreach (var files in new[] { left, folder })
        {
            await using var reopened = FolderStore.Open(files);
            Assert.That(await FolderStore.ReadAsync(reopened), Is.EqualTo(acknowledged));
            Assert.That((await reopened.CheckAsync()).Problems, Is.Empty);
        }
    }

    [Test]
    public async Task A_cancelled_compaction_leaves_the_old_file()
    {
        var folder = new FaultyFolder();
        await using var store = FolderStore.Open(folder);
        await store.Documents.CreateManyAsync("notes", Enumerable.Range(0, 500).Select(static i => new Note { Id = $"n{i:000}", Title = Text }));
        await store.CheckAsync();
        using var cancel = new CancellationTokenSource();
        folder.Before = (_, path) =>
        {
            if (path == FolderStore.Data + ".new")
            {
                cancel.Cancel();
            }
        };
        await cancel.CancelAsync();
        var before = folder.ReadAll(FolderStore.Data);

        Assert.That(async () => await store.CompactAsync(cancel.Token), Throws.InstanceOf<OperationCanceledException>());

        Assert.That(folder.Files, Is.EquivalentTo(new[] { FolderStore.Data, FolderStore.Log }));
        Assert.That(folder.ReadAll(FolderStore.Data), Has.Length.EqualTo(before.Length));
        Assert.That(await FolderStore.ReadAsync(store), Has.Count.EqualTo(500));
        await store.Documents.CreateAsync("notes", new Note());
    }

    [Test]
    public async Task Copies_beside_writers_are_prefixes_of_what_was_written()
    {
        using var folder = new TemporaryFolder();
        await using var store = await MosaicEngine.OpenAsync(folder.Store);
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 3).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                // Each unit writes both: a copy has both or none.
                var rank = i;
                await store.TransactAsync(async (transaction, token) =>
                {
                    await transaction.Documents.CreateAsync($"left{writer}", new Note { Id = $"n{rank:00000}", Rank = rank, Title = Text }, token);
                    await transaction.Documents.CreateAsync($"right{writer}", new Note { Id = $"n{rank:00000}", Rank = rank }, token);
                });
            }
        })).ToList();
        for (var round = 0; round < 4; round++)
        {
            var reports = new ConcurrentQueue<CopyProgress>();
            var target = folder.File($"copy{round}.mosaic");
            var cursor = await store.Changes.GetHeadAsync();
            await store.CopyToAsync(target, new Progress(reports));
            Assert.That(reports.Last().BytesDone, Is.EqualTo(reports.Last().BytesTotal));
            await using var copy = await MosaicEngine.OpenAsync(target);
            Assert.That((await copy.CheckAsync()).Problems, Is.Empty);
            for (var writer = 0; writer < 3; writer++)
            {
                var left = await FolderStore.ReadAsync(copy, $"left{writer}");
                Assert.That(left.Values, Is.EqualTo(Enumerable.Range(0, left.Count)), "a prefix");
                Assert.That(await FolderStore.ReadAsync(copy, $"right{writer}"), Is.EqualTo(left));
            }
        }

        await stop.CancelAsync();
        await Task.WhenAll(writers);
    }

    [Test]
    public async Task A_copy_replaces_what_was_there_and_a_cancelled_one_does_not()
    {
        using var folder = new TemporaryFolder();
        await using var store = await MosaicEngine.OpenAsync(folder.Store);
        await store.Documents.CreateAsync("notes", new Note());
        await File.WriteAllTextAsync(folder.File("copy.mosaic"), "old");

        Assert.That(async () => await store.CopyToAsync(folder.File("copy.mosaic"), null, new CancellationToken(true)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await File.ReadAllTextAsync(folder.File("copy.mosaic")), Is.EqualTo("old"));
        Assert.That(async () => await store.CopyToAsync(folder.Store), Throws.InstanceOf<ArgumentException>());

        await store.CopyToAsync(folder.File("copy.mosaic"));
        await using var copy = await MosaicEngine.OpenAsync(folder.File("copy.mosaic"));
        Assert.That(await copy.Documents.CountAsync("notes"), Is.EqualTo(1));
        Assert.That(folder.Files, Has.None.Contains(".new"));
    }

    [Test]
    public async Task A_progress_that_throws_surfaces_and_harms_nothing()
    {
        using var folder = new TemporaryFolder();
        await using var store = await MosaicEngine.OpenAsync(folder.Store);
        await store.Documents.CreateAsync("notes", new Note());

        Assert.That(async () => await store.CopyToAsync(folder.File("copy.mosaic"), new Progress(null)), Throws.InstanceOf<NullReferenceException>());

        await store.Documents.CreateAsync("notes", new Note());
    }

    [Test]
    public async Task A_cursor_behind_what_is_kept_is_FeedTrimmed_and_null_begins_at_the_oldest_kept()
    {
        var folder = new FaultyFolder();
        await using var store = FolderStore.Open(folder, new MosaicOptions { ChangeRecordRowsMax = 100 });
        var first = await store.Changes.GetHeadAsync();
        for (var i = 0; i < 5000; i++)
        {
            await store.Documents.PutAsync("notes", "n", new Note { Rank = i }, new WriteOptions { Upsert = true });
        }

        await store.CheckAsync();

        Assert.That(async () => await First(store, first), Throws.TypeOf<FeedTrimmedException>().With.Property("Hint").Not.Empty);
        Assert.That((await First(store, null)).Version, Is.GreaterThan(1));
    }

    [Test]
    public async Task Changes_older_than_the_bound_are_trimmed_by_a_fake_clock()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var folder = new FaultyFolder();
        await using var store = FolderStore.Open(folder, new MosaicOptions { TimeProvider = clock, ChangeRecordAgeMax = TimeSpan.FromDays(1) });
        await store.Documents.CreateAsync("notes", new Note { Id = "old" });
        await store.CheckAsync();
        clock.Advance(TimeSpan.FromDays(2));
        await store.Documents.CreateAsync("notes", new Note { Id = "new" });
        await store.CheckAsync();
        await store.Documents.CreateAsync("notes", new Note { Id = "newest" });

        Assert.That((await First(store, null)).Id, Is.Not.EqualTo("old"));
        Assert.That((await store.CheckAsync()).Problems, Is.Empty);
    }

    [Test]
    public async Task Expired_documents_are_swept_from_rows_index_and_count()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var folder = new FaultyFolder();
        await using var store = FolderStore.Open(folder, new MosaicOptions { TimeProvider = clock });
        await store.Documents.EnsureIndexAsync("notes", "rank");
        for (var i = 0; i < 500; i++)
        {
            await store.Documents.PutAsync("notes", $"n{i:000}", new Note { Rank = i }, new WriteOptions { Upsert = true, ExpiresAt = clock.GetUtcNow() + TimeSpan.FromSeconds(i) });
        }

        clock.Advance(TimeSpan.FromSeconds(250));
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await store.Documents.CountAsync("notes") > 260)
        {
            Assert.That(deadline.IsCancellationRequested, Is.False);
            await Task.Yield();
        }

        Assert.That(await FolderStore.ReadAsync(store), Has.Count.EqualTo(249));
        Assert.That((await store.CheckAsync()).Problems, Is.Empty);
    }

    [Test]
    public async Task Dispose_completes_what_was_admitted_and_what_was_acknowledged_is_there()
    {
        for (var round = 0; round < 10; round++)
        {
            var folder = new FaultyFolder();
            var store = FolderStore.Open(folder);
            var acknowledged = new ConcurrentDictionary<string, int>();
            using var begun = new CountdownEvent(16);
            var writers = Enumerable.Range(0, 16).Select(writer => Task.Run(async () =>
            {
                for (var i = 0; ; i++)
                {
                    try
                    {
                        await store.Documents.CreateAsync("notes", new Note { Id = $"{writer:00}-{i}", Rank = i });
                    }
                    catch (ObjectDisposedException)
                    {
                        return;
                    }

                    acknowledged[$"{writer:00}-{i}"] = i;
                    if (i == 3)
                    {
                        begun.Signal();
                    }
                }
            })).ToList();
            Assert.That(begun.Wait(TimeSpan.FromSeconds(30)), Is.True);

            await store.DisposeAsync();

            await Task.WhenAll(writers);
            Assert.That(folder.Files, Is.EqualTo(new[] { FolderStore.Data }));
            await using var reopened = FolderStore.Open(folder);
            Assert.That(await FolderStore.ReadAsync(reopened), Is.EqualTo(acknowledged));
        }
    }

    private static async Task<Change> First(MosaicEngine store, string? cursor)
    {
        await foreach (var change in store.Changes.ReadAsync(cursor))
        {
            return change;
        }

        throw new InvalidOperationException("The feed ended.");
    }

    private sealed class Progress(ConcurrentQueue<CopyProgress>? reports) : IProgress<CopyProgress>
    {
        public void Report(CopyProgress value) => reports!.Enqueue(value);
    }
}
