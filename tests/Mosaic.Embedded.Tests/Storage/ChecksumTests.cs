using Mosaic.Storage;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Storage;

public sealed class ChecksumTests
{
    [Test]
    public void The_sum_of_the_check_string_is_that_of_the_standard() =>
        Assert.That(Checksum.Of("123456789"u8), Is.EqualTo(0xE3069283)); // RFC 3720's polynomial, as every catalogue lists it

    [Test]
    public void Bytes_of_any_length_sum_as_bit_by_bit_in_one_piece_or_two()
    {
        var seed = Random.Shared.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < 300; round++)
        {
            var length = round switch { < 30 => round, < 60 => (3 * 2720) - 15 + round - 30, _ => random.Next(40_000) };
            var data = new byte[length];
            random.NextBytes(data);
            var cut = random.Next(length + 1);

            Assert.That(Checksum.Of(data), Is.EqualTo(BitByBit(data)), $"{length} bytes, seed {seed}");
            Assert.That(Checksum.Of(data.AsSpan(0, cut), data.AsSpan(cut)), Is.EqualTo(BitByBit(data)), $"{length} bytes cut at {cut}, seed {seed}");
        }
    }

    private static uint BitByBit(ReadOnlySpan<byte> data)
    {
        var crc = ~0u;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0x82F63B78);
            }
        }

        return ~crc;
    }
}
