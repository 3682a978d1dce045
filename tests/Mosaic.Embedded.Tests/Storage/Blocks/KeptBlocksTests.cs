using System.Buffers.Binary;
using Mosaic.Storage.Blocks;
using Mosaic.Storage.Files;
using Mosaic.Storage.Pages;
using Mosaic.Storage.Rows;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Storage.Blocks;

public sealed class KeptBlocksTests
{
    private const int Lasting = 300;
    private const int Rounds = 80;

    [Test]
    public async Task What_memory_answers_beside_slices_is_of_one_state()
    {
        var seed = Random.Shared.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var data = new PagedFile(new MemoryFile(), "blocks", new FileIdentity(Guid.NewGuid(), 1, 0, 0, 0, 0, 0, Closed: true));
        using var blocks = new BlockStore(new PageStream(data));
        var passing = new HashSet<int>();
        Apply(blocks, random, passing, 0);
        var round = 0;
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToList();
        for (var next = 1; next <= Rounds; next++)
        {
            for (var i = 0; i < 20; i++)
            {
                Assert.That(blocks.TryGet(Key(random.Next(Lasting) * 10), out var value), Is.True);
                Assert.That(Written(value), Is.EqualTo(next - 1));
            }

            Apply(blocks, random, passing, next);
            Volatile.Write(ref round, next);
            Assert.That(Answers(blocks, next), Is.Positive, $"seed {seed}");
        }

        await stop.CancelAsync();
        var answered = await Task.WhenAll(readers);
        Assert.That(answered, Has.All.Positive);

        int Read()
        {
            var seen = new int[Lasting];
            var count = 0;
            for (var i = 0; !stop.IsCancellationRequested || count == 0; i = (i + 7) % Lasting)
            {
                if (blocks.TryGetKept(Key(i * 10), out var found, out var value))
                {
                    Assert.That(found, Is.True, $"row {i} was there all the time, seed {seed}");
                    Assert.That(Written(value), Is.InRange(seen[i], Volatile.Read(ref round) + 1), $"row {i}, seed {seed}");
                    seen[i] = Written(value);
                    count++;
                }
            }

            return count;
        }
    }

    /// <summary>How many lasting rows memory answers; each as this round has written it.</summary>
    private static int Answers(BlockStore blocks, int round)
    {
        var count = 0;
        for (var i = 0; i < Lasting; i++)
        {
            if (blocks.TryGetKept(Key(i * 10), out var found, out var value))
            {
                Assert.That(found, Is.True);
                Assert.That(Written(value), Is.EqualTo(round));
                count++;
            }
        }

        return count;
    }

    /// <summary>Writes every lasting row again, and between them rows that come and go, so that blocks split and join.</summary>
    private static void Apply(BlockStore blocks, Random random, HashSet<int> passing, int round)
    {
        var changes = new SortedDictionary<int, byte[]?>();
        foreach (var key in passing.Where(_ => random.Next(3) != 0).ToList())
        {
            passing.Remove(key);
            changes[key] = null;
        }

        for (var i = random.Next(2) * random.Next(600); i > 0; i--)
        {
            var key = random.Next(Lasting * 10);
            if (key % 10 != 0)
            {
                passing.Add(key);
                changes[key] = Value(round, random.Next(400));
            }
        }

        for (var i = 0; i < Lasting; i++)
        {
            changes[i * 10] = Value(round, random.Next(300));
        }

        var merge = new BlockMerge(blocks);
        using var rows = changes.Select(static change => new RowChange(Key(change.Key), change.Value)).GetEnumerator();
        var slice = new List<BlockChange>();
        for (var more = rows.MoveNext(); more;)
        {
            slice.Clear();
            more = merge.Next(rows, 3, slice);
            blocks.Apply(slice);
        }
    }

    private static byte[] Key(int number) => Keys.Of(RowTable.Document, number);

    private static byte[] Value(int round, int more)
    {
        var value = new byte[sizeof(int) + more];
        BinaryPrimitives.WriteInt32LittleEndian(value, round);
        return value;
    }

    private static int Written(ReadOnlyMemory<byte> value) => BinaryPrimitives.ReadInt32LittleEndian(value.Span);
}
