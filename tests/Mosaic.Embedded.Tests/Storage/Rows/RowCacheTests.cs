using Mosaic.Storage.Rows;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Storage.Rows;

public sealed class RowCacheTests
{
    [Test]
    public void Random_use_stays_within_its_bytes_and_answers_what_was_read_last()
    {
        var seed = Random.Shared.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        const long bytesMax = 50_000;
        var cache = new RowCache(bytesMax);
        var disk = new Dictionary<int, byte[]>();
        for (var i = 0; i < 50_000; i++)
        {
            var number = random.Next(10) < 8 ? random.Next(50) : random.Next(2000);
            var key = Keys.Of(RowTable.Document, number);
            if (random.Next(5) == 0)
            {
                disk[number] = new byte[random.Next(400)];
                random.NextBytes(disk[number]);
                cache.Invalidate(key);
                continue;
            }

            var ticket = cache.Ticket(key);
            if (cache.TryGet(key, out var cached))
            {
                Assert.That(cached, Is.EqualTo(disk[number]), $"seed {seed}");
            }
            else if (disk.TryGetValue(number, out var value))
            {
                cache.Add(key, value, ticket);
            }

            Assert.That(cache.Bytes, Is.InRange(0, bytesMax), $"seed {seed}");
        }
    }

    [Test]
    public void A_row_that_was_written_since_it_was_read_is_not_kept()
    {
        var cache = new RowCache(10_000);
        var key = Keys.Of(RowTable.Document, 1);
        var ticket = cache.Ticket(key);
        cache.Invalidate(key);

        cache.Add(key, [1], ticket);

        Assert.That(cache.TryGet(key, out _), Is.False);
    }

    [Test]
    public async Task A_row_that_is_written_while_it_is_kept_is_not_answered()
    {
        var cache = new RowCache(1_000_000);
        using var together = new Barrier(2);
        const int rounds = 100_000;
        var keys = Enumerable.Range(0, rounds).Select(static number => Keys.Of(RowTable.Document, number)).ToArray();
        var writer = Task.Factory.StartNew(
            () =>
            {
                foreach (var key in keys)
                {
                    together.SignalAndWait();
                    cache.Invalidate(key);
                    together.SignalAndWait();
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        var stale = 0;
        foreach (var key in keys)
        {
            var ticket = cache.Ticket(key);
            together.SignalAndWait();
            cache.Add(key, [1], ticket);
            together.SignalAndWait();
            stale += cache.TryGet(key, out _) ? 1 : 0;
        }

        await writer;
        Assert.That(stale, Is.Zero);
        Assert.That(cache.Bytes, Is.Zero);
    }

    [Test]
    public void A_row_that_would_drive_out_much_is_not_kept()
    {
        var cache = new RowCache(10_000);
        var key = Keys.Of(RowTable.Document, 1);

        cache.Add(key, new byte[5000], cache.Ticket(key));

        Assert.That(cache.TryGet(key, out _), Is.False);
        Assert.That(cache.Bytes, Is.Zero);
    }

    [Test]
    public void A_scan_does_not_drive_out_what_is_used_often()
    {
        var cache = new RowCache(30_000);
        for (var round = 0; round < 20; round++)
        {
            for (var hot = 0; hot < 20; hot++)
            {
                Use(cache, hot);
            }

            for (var cold = 0; cold < 50; cold++)
            {
                Use(cache, 1000 + (round * 50) + cold);
            }
        }

        Assert.That(Enumerable.Range(0, 20).Count(hot => cache.TryGet(Keys.Of(RowTable.Document, hot), out _)), Is.EqualTo(20));
    }

    private static void Use(RowCache cache, int number)
    {
        var key = Keys.Of(RowTable.Document, number);
        if (!cache.TryGet(key, out _))
        {
            cache.Add(key, new byte[100], cache.Ticket(key));
        }
    }
}
