using System.Numerics;
using System.Runtime.InteropServices;

namespace Mosaic.Storage;

/// <summary>CRC-32C (Castagnoli, RFC 3720 appendix B.4), by the processor's own instruction where it has one.</summary>
internal static class Checksum
{
    public static uint Crc32C(uint seed, ReadOnlySpan<byte> data)
    {
        var crc = seed;
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

    public static uint Crc32C(uint seed, ulong value) => BitOperations.Crc32C(seed, value);
}
