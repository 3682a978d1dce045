using System.Numerics;
using System.Runtime.InteropServices;

namespace Mosaic.Storage;

/// <summary>
/// CRC-32C (Castagnoli, RFC 3720 appendix B.4), by the processor's own instruction where it has one. The final inversion
/// matters: without it, bytes followed by their own sum and zeros would sum to zero.
/// </summary>
internal static class Checksum
{
    private const uint Start = ~0u;

    // The instruction takes three cycles and one can begin in each: three stretches at a time, joined afterwards. Three of
    // these fill a page.
    private const int LaneWords = 340;

    private static readonly uint[] Shift = MakeShift();

    public static uint Of(ReadOnlySpan<byte> data) => ~Add(Start, data);

    /// <summary>The sum of two pieces, one behind the other.</summary>
    public static uint Of(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) => ~Add(Add(Start, first), second);

    /// <summary>The sum of bytes as they stand at one place of one chain.</summary>
    public static uint Of(uint salt, long position, ReadOnlySpan<byte> data) =>
        ~Add(BitOperations.Crc32C(BitOperations.Crc32C(Start, salt), (ulong)position), data);

    private static uint Add(uint crc, ReadOnlySpan<byte> data)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(data);
        for (; words.Length >= 3 * LaneWords; words = words[(3 * LaneWords)..])
        {
            var first = words[..LaneWords];
            var second = words.Slice(LaneWords, LaneWords);
            var third = words.Slice(2 * LaneWords, LaneWords);
            uint one = crc, two = 0, three = 0;
            for (var i = 0; i < first.Length; i++)
            {
                one = BitOperations.Crc32C(one, first[i]);
                two = BitOperations.Crc32C(two, second[i]);
                three = BitOperations.Crc32C(three, third[i]);
            }

            crc = ShiftLane(ShiftLane(one) ^ two) ^ three;
        }

        foreach (var word in words)
        {
            crc = BitOperations.Crc32C(crc, word);
        }

        foreach (var tail in data[(data.Length & ~7)..])
        {
            crc = BitOperations.Crc32C(crc, tail);
        }

        return crc;
    }

    /// <summary>The sum after as many zeros as a lane has bytes. The sum is linear: that of each byte of it, added.</summary>
    private static uint ShiftLane(uint crc) =>
        Shift[crc & 0xFF] ^ Shift[0x100 | ((crc >> 8) & 0xFF)] ^ Shift[0x200 | ((crc >> 16) & 0xFF)] ^ Shift[0x300 | (crc >> 24)];

    private static uint[] MakeShift()
    {
        var shift = new uint[4 * 256];
        for (var bit = 0; bit < 32; bit++)
        {
            var crc = 1u << bit;
            for (var i = 0; i < LaneWords; i++)
            {
                crc = BitOperations.Crc32C(crc, 0ul);
            }

            // Every value of this byte that has this bit as its highest one.
            var table = shift.AsSpan(bit / 8 * 256, 256);
            var highest = 1 << (bit % 8);
            for (var value = 0; value < highest; value++)
            {
                table[highest | value] = table[value] ^ crc;
            }
        }

        return shift;
    }
}
