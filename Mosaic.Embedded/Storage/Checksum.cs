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

    public static uint Of(ReadOnlySpan<byte> data) => ~Add(Start, data);

    /// <summary>The sum of two pieces, one behind the other.</summary>
    public static uint Of(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) => ~Add(Add(Start, first), second);

    /// <summary>The sum of bytes as they stand at one place of one chain.</summary>
    public static uint Of(uint salt, long position, ReadOnlySpan<byte> data) =>
        ~Add(BitOperations.Crc32C(BitOperations.Crc32C(Start, salt), (ulong)position), data);

    private static uint Add(uint crc, ReadOnlySpan<byte> data)
    {
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(data))
        {
            crc = BitOperations.Crc32C(crc, word);
        }

        foreach (var tail in data[(data.Length & ~7)..])
        {
            crc = BitOperations.Crc32C(crc, tail);
        }

        return crc;
    }
}
