using Mosaic.Storage.Blocks;
using Mosaic.Storage.Files;
using Mosaic.Storage.Pages;
using Mosaic.Storage.Rows;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Storage.Blocks;

public sealed class BlockMergeTests
{
    private static readonly FileIdentity Identity = new(Guid.NewGuid(), 1, 0, 0, 0, 0, 0, Closed: true);

    [Test]
    public void Random_changes_read_as_a_model_does([Values(1, 3, 128)] int blocksPerSlice)
    {
        var seed = Random.Shared.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var data = new PagedFile(new MemoryFile(), "blocks", Identity);
        using var blocks = new BlockStore(new PageStream(data));
        var model = new SortedDictionary<byte[], byte[]>(Order);
        for (var round = 0; round < 40; round++)
        {
            var changes = RandomChanges(random, round, model);
            Apply(blocks, changes, blocksPerSlice);
            foreach (var (key, value) in changes)
            {
                if (value is { } present)
                {
                    model[key.ToArray()] = present.ToArray();
                }
                else
                {
                    model.Remove(key.ToArray());
                }
            }

            Compare(blocks, model, random, $"round {round}, seed {seed}");
        }
    }

    [Test]
    public void Blocks_that_lose_their_rows_join_or_go()
    {
        using var data = new PagedFile(new MemoryFile(), "blocks", Identity);
        using var blocks = new BlockStore(new PageStream(data));
        Apply(blocks, [.. Enumerable.Range(0, 5000).Select(static i => new RowChange(Key(i), new byte[100]))], 128);
        var many = blocks.Blocks;

        Apply(blocks, [.. Enumerable.Range(0, 5000).Where(static i => i % 100 != 0).Select(static i => new RowChange(Key(i), null))], 1);

        Assert.That(many, Is.GreaterThan(50));
        Assert.That(blocks.Blocks, Is.LessThan(many / 4));
        Apply(blocks, [.. Enumerable.Range(0, 5000).Select(static i => new RowChange(Key(i), null))], 128);
        Assert.That(blocks.Blocks, Is.LessThanOrEqualTo(1));
    }

    [Test]
    public void A_slice_is_bounded_also_when_all_rows_are_behind_the_last_block()
    {
        using var data = new PagedFile(new MemoryFile(), "blocks", Identity);
        using var blocks = new BlockStore(new PageStream(data));
        var merge = new BlockMerge(blocks);
        using var rows = Enumerable.Range(0, 2000).Select(static i => new RowChange(Key(i), new byte[i % 500 == 0 ? 50_000 : 300])).GetEnumerator();
        var changes = new List<BlockChange>();
        var largest = 0;
        for (var more = rows.MoveNext(); more;)
        {
            changes.Clear();
            more = merge.Next(rows, 4, changes);
            blocks.Apply(changes);
            largest = Math.Max(largest, changes.Count);
        }

        Assert.That(blocks.Blocks, Is.GreaterThan(70));
        Assert.That(largest, Is.InRange(4, 6)); // what the last block held already, and a row that does not fit, may add one each
    }

    [Test]
    public void A_block_gives_back_its_rows_and_refuses_damage()
    {
        BlockRow[] rows = [new("a"u8.ToArray(), "1"u8.ToArray()), new("b"u8.ToArray(), Array.Empty<byte>()), new("c"u8.ToArray(), new byte[100_000])];
        var packed = Block.Pack(rows);
        var block = new Block(packed);

        Assert.That(Enumerable.Range(0, block.Count).Select(i => (Convert.ToHexString(block[i].Key.Span), block[i].Value.Length)), Is.EqualTo(new[] { ("61", 1), ("62", 0), ("63", 100_000) }));
        Assert.That((block.LowerBound("A"u8), block.LowerBound("b"u8), block.LowerBound("bb"u8), block.LowerBound("d"u8)), Is.EqualTo((0, 1, 2, 3)));
        packed[0] = 9;
        Assert.That(() => new Block(packed), Throws.TypeOf<StoreCorruptException>());
        Assert.That(() => new Block(new byte[3]), Throws.TypeOf<StoreCorruptException>());
    }

    private static Comparer<byte[]> Order { get; } = Comparer<byte[]>.Create(static (left, right) => left.AsSpan().SequenceCompareTo(right));

    private static byte[] Key(int number) => Keys.Of(RowTable.Document, number);

    private static List<RowChange> RandomChanges(Random random, int round, SortedDictionary<byte[], byte[]> model)
    {
        var changes = new SortedDictionary<byte[], byte[]?>(Order);
        var deletes = random.Next(3) == 0;
        for (var i = random.Next(400); i >= 0; i--)
        {
            var key = random.Next(2) == 0 ? Key((round * 1000) + i) : Key(random.Next(3000));
            changes[key] = deletes || random.Next(4) == 0 ? null : new byte[random.Next(60) == 0 ? random.Next(40_000) : random.Next(300)];
            if (changes[key] is { } value)
            {
                random.NextBytes(value);
            }
        }

        if (deletes)
        {
            foreach (var key in model.Keys.Where(_ => random.Next(3) != 0))
            {
                changes[key] = null;
            }
        }

        return [.. changes.Select(static change => new RowChange(change.Key, change.Value))];
    }

    private static void Apply(BlockStore blocks, List<RowChange> rows, int blocksPerSlice)
    {
        var merge = new BlockMerge(blocks);
        using var source = rows.AsEnumerable().GetEnumerator(); // not the list's own, which is copied when it is passed
        var changes = new List<BlockChange>();
        for (var more = source.MoveNext(); more;)
        {
            changes.Clear();
            more = merge.Next(source, blocksPerSlice, changes);
            blocks.Apply(changes);
        }

        blocks.Flush();
    }

    private static void Compare(BlockStore blocks, SortedDictionary<byte[], byte[]> model, Random random, string message)
    {
        var scanned = new ScanMerge(blocks, new StoreView(), long.MaxValue, [0], [0xFF]).Read(int.MaxValue, int.MaxValue, 0).Rows;
        Assert.That(scanned.Select(static row => Convert.ToHexString(row.Key.Span)), Is.EqualTo(model.Keys.Select(Convert.ToHexString)), message);
        for (var i = 0; i < 50; i++)
        {
            var key = Key(random.Next(3000));
            Assert.That(blocks.TryGet(key, out var value), Is.EqualTo(model.ContainsKey(key)), message);
            Assert.That(value.AsSpan().SequenceEqual(model.GetValueOrDefault(key)), Is.True, message);
        }
    }
}
