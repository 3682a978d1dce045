using LiteDB;
using LiteDB.Engine;
using Mosaic.Storage.Blocks;
using Mosaic.Storage.Pages;
using Mosaic.Storage.Rows;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Storage.Blocks;

/// <summary>The ids of all blocks read out of pages, past LiteDB.</summary>
public sealed class BlockIndexTests
{
    [Test]
    public void It_names_the_blocks_that_LiteDB_names_and_the_pages_that_hold_them()
    {
        var seed = Random.Shared.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var store = new PagedBlocks();
        for (var round = 0; round < 40; round++)
        {
            store.Apply(Change(random));
            store.Blocks.Flush();

            var index = BlockIndex.TryRead(store.Stream)!;
            List<byte[]> named;
            using (var table = new BlockTable(new PageStream(store.Data)))
            {
                named = table.ReadIds();
            }

            Assert.That(index.Ids.Select(Convert.ToHexString).Order(StringComparer.Ordinal), Is.EqualTo(named.Select(Convert.ToHexString)), $"round {round}, seed {seed}");
            for (var i = 0; i < index.Ids.Count; i++)
            {
                Assert.That(Begins(store.Page(index.Pages[i]), index.Ids[i]), Is.True, $"block {i}, round {round}, seed {seed}");
            }

            store.Reopen();
        }
    }

    [Test]
    public void LiteDB_is_opened_neither_to_read_nor_to_scan()
    {
        using var store = new PagedBlocks();
        store.Apply(Enumerable.Range(0, 3000).Select(static number => new RowChange(Keys.Of(RowTable.Document, number), new byte[number % 900])));
        store.Blocks.Flush();
        store.Reopen();
        var opened = false;
        store.Stream.Seen += (_, _) => opened = true; // every page that LiteDB reads passes here

        byte[]? from = [0];
        var run = new List<Block>();
        var rows = 0;
        while (from is not null)
        {
            from = store.Blocks.ReadRun(from, [0xFF], 8, run);
            rows += run.Sum(static block => block.Count);
            Assert.That(run.All(block => block.Count == 0 || store.Blocks.TryGet(block[0].Key.Span, out _)), Is.True);
        }

        Assert.That(rows, Is.Positive);
        Assert.That(opened, Is.False);
        Assert.That(store.Blocks.Queries, Is.Zero);
    }

    [Test]
    public void A_file_with_a_collection_of_somebody_else_is_left_to_LiteDB()
    {
        using var store = new PagedBlocks();
        store.Apply([new RowChange([5, 1], [1])]);
        store.Blocks.Flush();
        using (var engine = new LiteEngine(new EngineSettings { DataStream = new PageStream(store.Data), LogStream = new MemoryStream(), Collation = Collation.Binary }))
        {
            engine.Insert("other", [new BsonDocument { ["_id"] = 1 }], BsonAutoId.Int32);
            engine.Checkpoint();
        }

        Assert.That(BlockIndex.TryRead(new PageStream(store.Data)), Is.Null);
        store.Reopen();
        Assert.That(store.Blocks.TryGet([5, 1], out var value) ? value : null, Is.EqualTo(new byte[] { 1 }));
    }

    private static bool Begins(byte[] page, byte[] id) => Enumerable.Range(0, DataPage.Slots(page)).Any(slot =>
        DataPage.TryGet(page, slot, continuation: false, out var piece, out _)
        && BlockDocument.TryBegin(page.AsSpan(piece), out var document) && document.Id.SequenceEqual(id));

    private static List<RowChange> Change(Random random)
    {
        var (from, deletes) = (random.Next(4000), random.Next(3) == 0);
        return [.. Enumerable.Range(from, random.Next(1, 2000)).Where(_ => random.Next(3) > 0).Select(number =>
            new RowChange(Keys.Of(RowTable.Document, number), deletes ? null : new byte[random.Next(900)]))];
    }
}
