using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Mosaic.Documents;

/// <summary>
/// UUIDv7 (RFC 9562, section 5.7) that ascends within this process: the 12 bits behind the milliseconds count (its method 1),
/// so that new documents go to the end of their collection, which costs a third of a random place.
/// </summary>
internal static class OrderedId
{
    private const int CounterBits = 12;
    private static long _last;

    public static string Next(DateTimeOffset now)
    {
        long last, next;
        do
        {
            last = Interlocked.Read(ref _last);
            next = Math.Max(last + 1, now.ToUnixTimeMilliseconds() << CounterBits);
        }
        while (Interlocked.CompareExchange(ref _last, next, last) != last);

        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, next >> CounterBits << 16);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[6..], (ushort)(0x7000 | (next & 0xFFF)));
        RandomNumberGenerator.Fill(bytes[8..]);
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3F));
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
