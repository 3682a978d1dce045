using NUnit.Framework;

namespace Mosaic.Specs;

/// <summary>What holds of a store as a whole.</summary>
public abstract class StoreLifetimeSpec : MosaicSpec
{
    [Test]
    public async Task Use_after_dispose_throws_ObjectDisposed()
    {
        await Store.DisposeAsync();

        Assert.That(async () => await Documents.CreateAsync("notes", new Note()), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(async () => await Documents.ReadAsync<Note>("notes", "a"), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(async () => await Documents.CountAsync("notes"), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(async () => await ToListAsync(Documents.FindAsync<Note>("notes")), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(async () => await ToListAsync(Documents.ListCollectionsAsync()), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(async () => await ToListAsync(Store.Changes.ReadAsync()), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(async () => await Store.Changes.GetHeadAsync(), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(async () => await Store.TransactAsync(static (_, _) => ValueTask.CompletedTask), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public async Task Dispose_twice_and_at_once_is_harmless()
    {
        await Documents.CreateAsync("notes", new Note());

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => Store.DisposeAsync().AsTask()))).WaitAsync(Patience);
        await Store.DisposeAsync().AsTask().WaitAsync(Patience);
    }

    [Test]
    public async Task Writers_that_dispose_overtakes_are_acknowledged_or_told_ObjectDisposed()
    {
        var begun = new CountdownEvent(8);
        var writers = Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 100_000; i++)
            {
                try
                {
                    await Documents.CreateAsync("notes", new Note { Id = $"{writer}-{i}" });
                }
                catch (ObjectDisposedException)
                {
                    return i;
                }

                if (i == 20)
                {
                    begun.Signal();
                }
            }

            return -1;
        })).ToList();
        Assert.That(begun.Wait(Patience), Is.True);

        await Store.DisposeAsync();

        Assert.That(await Task.WhenAll(writers).WaitAsync(Patience), Is.All.GreaterThan(20));
    }

    [Test]
    public async Task A_caller_that_blocks_once_it_is_told_holds_up_none_of_its_neighbours()
    {
        for (var round = 0; round < 10; round++)
        {
            using var others = new CountdownEvent(31);
            var first = 0;
            var overtaken = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(async () =>
            {
                await Documents.CreateAsync("notes", new Note()).ConfigureAwait(false);
                if (Interlocked.Exchange(ref first, 1) == 0)
                {
                    return others.Wait(Patience);
                }

                others.Signal();
                return true;
            })));

            Assert.That(overtaken, Is.All.True);
        }
    }

    [Test]
    public async Task Work_of_many_threads_at_once_is_safe()
    {
        var tasks = Enumerable.Range(0, 12).Select(worker => Task.Run(async () =>
        {
            var random = new Random(worker);
            for (var i = 0; i < 60; i++)
            {
                var id = $"n{random.Next(30)}";
                switch (random.Next(5))
                {
                    case 0:
                        await Documents.PutAsync("notes", id, new Note { Rank = i }, new WriteOptions { Upsert = true });
                        break;
                    case 1:
                        await Documents.DeleteAsync("notes", id);
                        break;
                    case 2:
                        await ToListAsync(Documents.FindAsync<Note>("notes", Filter.Gt("rank", 10)));
                        break;
                    case 3:
                        await Documents.EnsureIndexAsync("notes", "rank");
                        break;
                    default:
                        await Documents.ReadAsync<Note>("notes", id);
                        break;
                }
            }
        }));

        await Task.WhenAll(tasks).WaitAsync(Patience);
        Assert.That(await Documents.CountAsync("notes"), Is.EqualTo((await ToListAsync(Documents.FindAsync<Note>("notes"))).Count));
    }
}
