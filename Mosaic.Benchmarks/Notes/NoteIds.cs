using System.Buffers.Binary;

namespace Mosaic.Benchmarks.Notes;

/// <summary>
/// The same ascending UUIDv7 for the same number, on every side and in every process: a fixed past day plus a quarter of a
/// millisecond each, the rest a hash of the number.
/// </summary>
internal static class NoteIds
{
    private const int PerMillisecond = 4;
    private static readonly long Start = new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    public static string At(long number)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, (Start + (number / PerMillisecond)) << 16);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[6..], (ushort)(0x7000 | (number % PerMillisecond)));
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], 0x8000_0000_0000_0000 | (Hash(number) >> 2));
        return new Guid(bytes, bigEndian: true).ToString();
    }

    /// <summary>SplitMix64: spreads neighbouring numbers.</summary>
    public static ulong Hash(long number)
    {
        var z = (ulong)number + 0x9E37_79B9_7F4A_7C15;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }
}
