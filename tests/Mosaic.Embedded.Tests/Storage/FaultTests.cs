using System.Collections.Concurrent;
using Mosaic.Specs;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Storage;

/// <summary>A disk that is full is survived; any other error ends the instance, and a reopened store has all that was acknowledged.</summary>
public sealed class FaultTests
{
    private static readonly string Text = new('x', 500);

    [Test]
    public async Task A_full_disk_refuses_writes_and_poisons_nothing([Values(200_000, 300_000, 450_000, 700_000)] long bytesMax)
    {
        var folder = new FaultyFolder();
        var store = FolderStore.Open(folder);
        await store.Documents.EnsureIndexAsync("notes", "rank");
        folder.BytesMax = bytesMax;
        var acknowledged = new ConcurrentDictionary<string, int>();
        var refused = 0;

        async Task Write(int writer, int count)
        {
            for (var i = 0; i < count; i++)
            {
                var id = $"{bytesMax - folder.BytesMax}-{writer}-{i:0000}";
                try
                {
                    await store.Documents.CreateAsync("notes", new Note { Id = id, Rank = i, Title = Text });
                    acknowledged[id] = i;
                }
                catch (StoreFullException exception)
                {
                    Assert.That(exception.IsTransient, Is.True);
                    Interlocked.Increment(ref refused);
                }
            }
        }

        await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(() => Write(writer, 400))));
        Assert.That(refused, Is.Positive);
        Assert.That(await FolderStore.ReadAsync(store), Is.EqualTo(acknowledged));
        Assert.That(await store.Documents.CountAsync("notes"), Is.EqualTo(acknowledged.Count));

        folder.BytesMax = long.MaxValue;
        var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            try
            {
                await store.Documents.CreateAsync("notes", new Note { Id = "space again" });
                acknowledged["space again"] = 0;
                break;
            }
            catch (StoreFullException) when (!deadline.IsCancellationRequested)
            {
            }
        }

        await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(() => Write(writer, 100))));
        Assert.That(await FolderStore.ReadAsync(store), Is.EqualTo(acknowledged));
        await store.DisposeAsync();
        await using var reopened = FolderStore.Open(folder);
        Assert.That(await FolderStore.ReadAsync(reopened), Is.EqualTo(acknowledged));
        Assert.That((await reopened.CheckAsync()).Problems, Is.Empty);
    }

    [Test]
    public async Task A_store_that_closes_on_a_full_disk_loses_nothing()
    {
        var folder = new FaultyFolder();
        var store = FolderStore.Open(folder);
        var count = 0;
        folder.BytesMax = 250_000;
        try
        {
            for (; ; count++)
            {
                await store.Documents.CreateAsync("notes", new Note { Id = $"n{count:0000}", Title = Text });
            }
        }
        catch (StoreFullException)
        {
        }

        await store.DisposeAsync();
        folder.BytesMax = long.MaxValue;
        await using var reopened = FolderStore.Open(folder);
        Assert.That(await FolderStore.ReadAsync(reopened), Has.Count.EqualTo(count));
    }

    [Test]
    public void Creating_a_store_on_a_full_disk_is_StoreFull()
    {
        var folder = new FaultyFolder { BytesMax = 5000 };

        Assert.That(() => FolderStore.Open(folder), Throws.TypeOf<StoreFullException>());
    }

    [Test]
    public async Task An_error_of_any_call_poisons_and_loses_nothing([Values("write", "sync")] string operation, [Values(FolderStore.Data, FolderStore.Log)] string path, [Values(0, 1, 5, 20)] int after)
    {
        var folder = new FaultyFolder();
        var store = FolderStore.Open(folder);
        var calls = -1;
        var acknowledged = new SortedDictionary<string, int>(StringComparer.Ordinal);
        folder.Fails = (name, file) => name == operation && file == path && Interlocked.Increment(ref calls) == after;
        var attempted = new HashSet<string>();
        Exception? failure = null;
        for (var i = 0; i < 3000 && failure is null; i++)
        {
            var id = $"n{i:0000}";
            attempted.Add(id);
            try
            {
                await store.Documents.CreateAsync("notes", new Note { Id = id, Rank = i, Title = Text });
                acknowledged[id] = i;
            }
            catch (MosaicException exception)
            {
                failure = exception;
            }
        }

        Assert.That(failure, Is.TypeOf<StorePoisonedException>());
        Assert.That(async () => await store.Documents.CreateAsync("notes", new Note { Id = "late" }), Throws.TypeOf<StorePoisonedException>());
        Assert.That(async () => await store.Documents.DeleteAsync("notes", "n0000"), Throws.TypeOf<StorePoisonedException>());
        Assert.That(async () => await store.TransactAsync(static (_, _) => ValueTask.CompletedTask), Throws.TypeOf<StorePoisonedException>());
        Assert.That(await FolderStore.ReadAsync(store), Is.EqualTo(acknowledged), "reads go on");
        Assert.That(await store.Documents.CountAsync("notes"), Is.EqualTo(acknowledged.Count));
        await store.DisposeAsync();

        await using var reopened = FolderStore.Open(folder);
        var found = await FolderStore.ReadAsync(reopened);
        Assert.That(acknowledged.Keys.Except(found.Keys), Is.Empty, "acknowledged and lost");
        Assert.That(found.Keys.Except(attempted), Is.Empty);
        Assert.That((await reopened.CheckAsync()).Problems, Is.Empty);
        await reopened.Documents.CreateAsync("notes", new Note { Id = "goes on" });
    }

    [Test]
    public async Task A_sync_that_fails_for_a_follower_poisons_the_store()
    {
        // The error of a sync is told once: a writer's own sync would succeed after it, over data that is lost.
        var folder = new FaultyFolder();
        await using var store = FolderStore.Open(folder, new MosaicOptions { Durability = Durability.Relaxed });
        await store.Documents.CreateAsync("notes", new Note());
        var failed = 0;
        folder.Fails = (operation, path) => operation == "sync" && path == FolderStore.Log && Interlocked.Exchange(ref failed, 1) == 0;

        Assert.That(async () => await store.Changes.GetHeadAsync(), Throws.TypeOf<StorePoisonedException>());
        Assert.That(async () => await store.Documents.CreateAsync("notes", new Note()), Throws.TypeOf<StorePoisonedException>());
    }

    [Test]
    public async Task A_checkpoint_that_fails_for_a_check_poisons_the_store([Values(FolderStore.Data, FolderStore.Log)] string failing)
    {
        var folder = new FaultyFolder();
        await using var store = FolderStore.Open(folder);
        await store.Documents.CreateAsync("notes", new Note());
        var failed = 0;
        folder.Fails = (operation, path) => operation == "sync" && path == failing && Interlocked.Exchange(ref failed, 1) == 0;

        Assert.That(async () => await store.CheckAsync(), Throws.InstanceOf<MosaicException>());
        Assert.That(async () => await store.Documents.CreateAsync("notes", new Note()), Throws.TypeOf<StorePoisonedException>());
    }

    [Test]
    public async Task A_poisoned_store_is_not_copied_and_not_compacted()
    {
        var folder = new FaultyFolder();
        await using var store = FolderStore.Open(folder);
        folder.Fails = static (operation, path) => operation == "sync" && path == FolderStore.Log;
        Assert.That(async () => await store.Documents.CreateAsync("notes", new Note()), Throws.TypeOf<StorePoisonedException>());
        using var target = new TemporaryFolder();

        Assert.That(async () => await store.CopyToAsync(target.Store), Throws.TypeOf<StorePoisonedException>());
        Assert.That(async () => await store.CompactAsync(), Throws.TypeOf<StorePoisonedException>());
        Assert.That(target.Files, Is.Empty);
        folder.Fails = static (_, _) => false;
    }

    [Test]
    public async Task An_error_in_a_compaction_loses_nothing([Values("write", "sync", "rename", "sync folder")] string operation, [Values(0, 2)] int after)
    {
        var folder = new FaultyFolder();
        var store = FolderStore.Open(folder);
        await store.Documents.CreateManyAsync("notes", Enumerable.Range(0, 500).Select(static i => new Note { Id = $"n{i:000}", Rank = i, Title = Text }));
        await store.CheckAsync();
        var calls = -1;
        folder.Fails = (name, path) => name == operation && path != FolderStore.Log && Interlocked.Increment(ref calls) == after;

        try
        {
            await store.CompactAsync();
        }
        catch (Exception exception) when (exception is MosaicException or IOException)
        {
            TestContext.Out.WriteLine($"compaction: {exception.GetType().Name}");
        }

        folder.Fails = static (_, _) => false;
        Assert.That(await FolderStore.ReadAsync(store), Has.Count.EqualTo(500));
        await store.DisposeAsync();
        await using var reopened = FolderStore.Open(folder);
        Assert.That(await FolderStore.ReadAsync(reopened), Has.Count.EqualTo(500));
        Assert.That((await reopened.CheckAsync()).Problems, Is.Empty);
        Assert.That(folder.Files, Is.EquivalentTo(new[] { FolderStore.Data, FolderStore.Log }));
    }

    [Test]
    public async Task No_reader_sees_a_write_before_it_is_durable()
    {
        var folder = new FaultyFolder();
        await using var store = FolderStore.Open(folder);
        await store.Documents.CreateAsync("notes", new Note { Id = "first" });
        using var syncing = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        folder.Before = (operation, path) =>
        {
            if (operation == "sync" && path == FolderStore.Log)
            {
                syncing.Set();
                go.Wait(TimeSpan.FromSeconds(30));
            }
        };

        var write = Task.Run(() => store.Documents.CreateAsync("notes", new Note { Id = "second" }).AsTask());
        Assert.That(syncing.Wait(TimeSpan.FromSeconds(30)), Is.True);
        Assert.That(await store.Documents.ReadAsync<Note>("notes", "second"), Is.Null);
        Assert.That(await FolderStore.ReadAsync(store), Has.Count.EqualTo(1));
        Assert.That(await store.Documents.CountAsync("notes"), Is.EqualTo(1));
        Assert.That(write.IsCompleted, Is.False);
        go.Set();
        await write;
        Assert.That(await store.Documents.CountAsync("notes"), Is.EqualTo(2));
    }
}
