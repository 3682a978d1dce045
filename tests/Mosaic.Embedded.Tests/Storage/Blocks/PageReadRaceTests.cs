using System.Buffers.Binary;
using Microsoft.Extensions.Logging.Abstractions;
using Mosaic.Storage;
using Mosaic.Storage.Rows;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Storage.Blocks;

public sealed class PageReadRaceTests
{
    private const int Lasting = 400;
    private const int Rounds = 150;

    [Test]
    public async Task Readers_beside_slices_flushes_and_checkpoints_never_see_a_row_go_back()
    {
        var seed = Random.Shared.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var paged = new PagedBlocks();
        paged.Apply(Changes(random, 0));
        using var store = new RowStore(paged.Blocks, 0, 0, new StoreHealth("store", readOnly: false, NullLogger.Instance));
        var begun = 0;
        var done = 0;
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(1, 3).Select(i => Task.Factory.StartNew(
            () => Read(new Random(seed + i)), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToList();
        for (var round = 1; round <= Rounds; round++)
        {
            Volatile.Write(ref begun, round);
            foreach (var slice in PagedBlocks.Slices(paged.Blocks, Changes(random, round), 4))
            {
                store.ApplySlice(slice);
                if (random.Next(20) == 0)
                {
                    store.Exclusively(static blocks => blocks.Flush());
                    paged.Checkpoint(); // beside the readers, as the applier does it
                }
            }

            Volatile.Write(ref done, round);
            if (random.Next(3) == 0)
            {
                store.Exclusively(static blocks => blocks.Flush());
            }
        }

        await stop.CancelAsync();
        Assert.That(await Task.WhenAll(readers), Has.All.Positive);

        int Read(Random own)
        {
            var count = 0;
            for (; !stop.IsCancellationRequested || count == 0; count++)
            {
                var least = Volatile.Read(ref done);
                var row = store.GetStored(Key(own.Next(Lasting) * 10));
                Assert.That(row, Is.Not.Null, $"seed {seed}");
                Assert.That(BinaryPrimitives.ReadInt32LittleEndian(row), Is.InRange(least, Volatile.Read(ref begun)), $"seed {seed}");
            }

            return count;
        }
    }

    /// <summary>Every lasting row is written in each round; rows of all sizes come and go between them.</summary>
    private static SortedList<int, byte[]?> Sorted(Random random, int round)
    {
        var changes = new SortedList<int, byte[]?>();
        for (var i = 0; i < Lasting; i++)
        {
            var value = new byte[sizeof(int) + random.Next(random.Next(50) == 0 ? 20_000 : 300)];
            BinaryPrimitives.WriteInt32LittleEndian(value, round);
            changes[i * 10] = value;
        }

        for (var i = random.Next(200); i > 0; i--)
        {
            changes[(random.Next(Lasting) * 10) + 1 + random.Next(9)] = random.Next(2) == 0 ? null : new byte[random.Next(600)];
        }

        return changes;
    }

    private static IEnumerable<RowChange> Changes(Random random, int round) =>
        Sorted(random, round).Select(static change => new RowChange(Key(change.Key), change.Value));

    private static byte[] Key(int number) => Keys.Of(RowTable.Document, number);
}
