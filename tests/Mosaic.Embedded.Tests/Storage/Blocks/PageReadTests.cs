using Mosaic.Storage.Blocks;
using Mosaic.Storage.Pages;
using Mosaic.Storage.Rows;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Storage.Blocks;

/// <summary>Rows read out of pages, past LiteDB: what LiteDB would answer, or an error.</summary>
public sealed class PageReadTests
{
    private const int Keys = 2000;

    [Test]
    public void Rows_are_those_of_a_model_whatever_was_flushed_and_checkpointed([Values(2, 64)] int blocksPerSlice)
    {
        var seed = Random.Shared.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var store = new PagedBlocks();
        var model = new byte[]?[Keys];
        for (var round = 0; round < 60; round++)
        {
            store.Apply(Change(random, model), blocksPerSlice);
            Compare(store.Blocks, model, random, $"round {round} applied, seed {seed}");
            if (random.Next(2) == 0)
            {
                store.Blocks.Flush();
                Compare(store.Blocks, model, random, $"round {round} flushed, seed {seed}");
            }

            if (random.Next(3) == 0)
            {
                store.Blocks.Flush();
                store.Checkpoint();
                Compare(store.Blocks, model, random, $"round {round} checkpointed, seed {seed}");
            }

            if (random.Next(10) == 0)
            {
                store.Blocks.Flush();
                store.Reopen();
                Compare(store.Blocks, model, random, $"round {round} reopened, seed {seed}");
            }
        }
    }

    [Test]
    public void LiteDB_is_not_asked_for_what_it_has_flushed([Values] bool reopened)
    {
        using var store = new PagedBlocks();
        var model = new byte[]?[Keys];
        store.Apply(Change(new Random(1), model));
        store.Apply(Change(new Random(2), model));
        store.Blocks.Flush();
        if (reopened)
        {
            store.Reopen();
        }

        var asked = store.Blocks.Queries;
        Compare(store.Blocks, model, null, "all");

        Assert.That(store.Blocks.Queries, Is.EqualTo(asked));
    }

    [Test]
    public void LiteDB_answers_what_it_has_not_flushed_yet()
    {
        using var store = new PagedBlocks();
        store.Apply(Rows(0, 1));
        store.Blocks.Flush();
        store.Apply(Rows(0, 2));
        var asked = store.Blocks.Queries;

        for (var i = 0; i < Keys; i++)
        {
            Assert.That(Read(store.Blocks, i), Is.EqualTo(new byte[] { 2 }));
        }

        Assert.That(store.Blocks.Queries, Is.GreaterThan(asked));
    }

    [Test]
    public void A_hint_to_a_page_that_holds_something_else_is_left_to_LiteDB()
    {
        var seed = Random.Shared.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var store = new PagedBlocks();
        var model = new byte[]?[Keys];
        store.Apply(Change(random, model));
        store.Blocks.Flush();
        store.Checkpoint();
        var pages = store.Data.Pages;
        for (var round = 0; round < 20; round++)
        {
            for (var i = 0; i < pages; i++)
            {
                store.Stream.Seen!(random.Next(pages + 10), store.Page(i)); // as if what this page holds lay elsewhere
            }

            Compare(store.Blocks, model, random, $"round {round}, seed {seed}");
        }
    }

    [Test]
    public void A_flipped_bit_in_a_page_is_told()
    {
        var seed = Random.Shared.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < 50; round++)
        {
            using var store = new PagedBlocks();
            store.Apply(Rows(0, 1));
            store.Blocks.Flush();
            store.Checkpoint();
            var good = Enumerable.Range(0, store.Data.Pages).Select(store.Page).ToList();
            var damaged = good.FindIndex(page => DataPage.Slots(page) > 0 && random.Next(good.Count) == 0);
            if (damaged < 0)
            {
                continue;
            }

            var at = ((long)damaged * PageCodec.Size) + random.Next(PageCodec.Size);
            var bytes = new byte[1];
            store.File.Read(at, bytes);
            bytes[0] ^= (byte)(1 << random.Next(8));
            store.File.Write(at, bytes);

            var told = 0;
            for (var i = 0; i < Keys; i++)
            {
                try
                {
                    Assert.That(Read(store.Blocks, i), Is.EqualTo(new byte[] { 1 }), $"seed {seed}");
                }
                catch (StoreCorruptException)
                {
                    told++;
                }
            }

            Assert.That(told, Is.Positive, $"byte {at}, seed {seed}");
        }
    }

    [Test]
    public void No_image_of_a_page_is_read_beyond_its_end()
    {
        var seed = Random.Shared.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var store = new PagedBlocks();
        store.Apply(Change(random, new byte[]?[Keys]));
        store.Blocks.Flush();
        for (var round = 0; round < 20_000; round++)
        {
            var page = store.Page(random.Next(store.Data.Pages));
            for (var i = random.Next(4); i >= 0; i--)
            {
                var at = random.Next(3) switch { 0 => random.Next(100), 1 => page.Length - 1 - random.Next(100), _ => random.Next(page.Length) };
                page[at] = (byte)random.Next(256);
            }

            Assert.That(() => store.Stream.Seen!(1, page), Throws.Nothing, $"seed {seed}");
            for (var slot = 0; slot < IndexPage.Slots(page); slot++)
            {
                IndexPage.TryGet(page, slot, out _, out _);
            }

            for (var slot = 0; slot < 256; slot++)
            {
                DataPage.TryGet(page, slot, continuation: true, out _, out _);
            }
        }
    }

    private static byte[] Key(int number) => Mosaic.Storage.Rows.Keys.Of(RowTable.Document, number);

    private static byte[]? Read(BlockStore blocks, int key) => blocks.TryGet(Key(key), out var value) ? value : null;

    private static IEnumerable<RowChange> Rows(int first, byte value) =>
        Enumerable.Range(first, Keys - first).Select(i => new RowChange(Key(i), [value]));

    private static List<RowChange> Change(Random random, byte[]?[] model)
    {
        var deletes = random.Next(4) == 0;
        var from = random.Next(Keys);
        var to = random.Next(from, Keys);
        var changes = new List<RowChange>();
        for (var i = from; i <= to; i++)
        {
            if (random.Next(3) == 0)
            {
                // Now and then more than one page, and more than what is joined without an array of its own.
                var size = random.Next(100) switch { 0 => random.Next(100_000), < 3 => random.Next(20_000), _ => random.Next(400) };
                model[i] = deletes || random.Next(6) == 0 ? null : new byte[size];
                random.NextBytes(model[i] ?? []);
                changes.Add(new RowChange(Key(i), model[i]));
            }
        }

        return changes;
    }

    private static void Compare(BlockStore blocks, byte[]?[] model, Random? random, string message)
    {
        for (var i = random?.Next(7) ?? 0; i < Keys; i += random?.Next(1, 14) ?? 1)
        {
            Assert.That(Read(blocks, i).AsSpan().SequenceEqual(model[i]) && (model[i] is null) == (Read(blocks, i) is null), Is.True, $"row {i}, {message}");
        }
    }
}
