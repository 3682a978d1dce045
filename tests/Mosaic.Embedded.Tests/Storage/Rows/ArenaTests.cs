using Mosaic.Storage.Rows;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Storage.Rows;

public sealed class ArenaTests
{
    [Test]
    public void What_is_kept_stays_as_it_was_whatever_comes_after_it()
    {
        var seed = Random.Shared.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var arena = new Arena();
        var kept = new List<(ReadOnlyMemory<byte> Memory, byte[] Bytes)>();
        for (var i = 0; i < 3000; i++)
        {
            var bytes = new byte[random.Next(50) switch { 0 => random.Next(1_000_000), < 10 => random.Next(20_000), _ => random.Next(400) }];
            random.NextBytes(bytes);
            kept.Add((arena.Keep(bytes), bytes));
        }

        foreach (var (memory, bytes) in kept)
        {
            Assert.That(memory.Span.SequenceEqual(bytes), Is.True, $"seed {seed}");
        }

        var total = kept.Sum(static it => (long)it.Bytes.Length);
        Assert.That(arena.Bytes, Is.InRange(total, (total * 2) + 1_000_000), $"seed {seed}");
    }

    [Test]
    public void Addresses_are_apart_and_none_is_zero()
    {
        var arena = new Arena();
        var addresses = Enumerable.Range(0, 100_000).Select(i => arena.Take(i % 40)).ToList();

        Assert.That(addresses, Is.Unique.And.All.Positive);
    }

    [Test]
    public void A_number_is_read_where_it_was_written()
    {
        var arena = new Arena();
        var address = arena.Take(16);
        arena.Number(address, 4) = 7;
        arena.Number(address, 12) = -1;

        Assert.That((arena.Number(address, 4), arena.Number(address, 12)), Is.EqualTo((7, -1)));
    }

    [Test]
    public void What_is_larger_than_a_chunk_has_one_of_its_own()
    {
        var arena = new Arena();
        var small = arena.Take(100);
        var before = arena.Bytes;
        var large = arena.Take(3_000_000);
        var next = arena.Take(100);

        Assert.That(arena.Bytes - before, Is.EqualTo(3_000_000));
        Assert.That(arena.At(large).Length, Is.EqualTo(3_000_000));
        Assert.That(next - small, Is.EqualTo(13), "the chunk before is filled on"); // 100 bytes in units of eight
    }
}
