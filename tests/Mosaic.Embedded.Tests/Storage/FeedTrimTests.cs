using Microsoft.Extensions.Time.Testing;
using Mosaic.Backends;
using Mosaic.Storage.Changes;
using Mosaic.Storage.Rows;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Storage;

public sealed class FeedTrimTests
{
    [Test]
    public void What_is_on_disk_is_always_one_run_of_records_up_to_the_last()
    {
        var seed = Random.Shared.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var clock = new FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var trim = new FeedTrim(10_000, TimeSpan.FromHours(10), clock);
        var disk = new SortedDictionary<long, byte[]>();
        byte[]? spans = null;
        var next = 1L;
        for (var round = 0; round < 60; round++)
        {
            clock.Advance(TimeSpan.FromMinutes(random.Next(120)));
            var table = new MemTable(next);
            for (var i = random.Next(2000); i >= 0; i--)
            {
                table.Complete(new ChangeRecord(next++, 1, clock.GetUtcNow().UtcTicks, Change()));
            }

            var again = random.Next(5) == 0 ? 2 : 1; // an interrupted table is applied once more
            for (; again > 0; again--)
            {
                foreach (var (key, value) in trim.Rows(table))
                {
                    if (key.Span.SequenceEqual(FeedTrim.Key))
                    {
                        spans = value?.ToArray();
                    }
                    else if (value is { } record)
                    {
                        disk[Number(key)] = record.ToArray();
                    }
                    else
                    {
                        disk.Remove(Number(key));
                    }
                }
            }

            trim.Applied();
            Assert.That(disk.Keys, Is.EqualTo(Enumerable.Range(0, (int)(next - trim.Oldest)).Select(i => trim.Oldest + i)), $"round {round}, seed {seed}");
            Assert.That(disk, Has.Count.LessThanOrEqualTo(10_000));
            if (random.Next(4) == 0)
            {
                trim = new FeedTrim(10_000, TimeSpan.FromHours(10), clock);
                trim.Load(spans, disk.Count == 0 ? null : disk.Keys.First(), next - 1);
            }
        }

        Assert.That(trim.Oldest, Is.GreaterThan(1));
    }

    private static ReadOnlyMemory<byte> Change()
    {
        byte[] buffer = [];
        return ChangeCodec.Encode([new ChangedRow(ChangeKind.Document, "c", "i", 1, ChangeOperation.Put)], ref buffer);
    }

    private static long Number(ReadOnlyMemory<byte> key) => System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(key.Span[1..]);
}
