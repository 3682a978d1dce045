using System.Buffers.Binary;

namespace Mosaic.Queue;

/// <summary>A retry policy in bytes: kind (1), then its times as ticks (8 each).</summary>
internal static class RetryCodec
{
    public static byte[] Encode(RetryPolicy policy)
    {
        var bytes = new byte[1 + (policy.Times.Count * sizeof(long))];
        bytes[0] = (byte)policy.Kind;
        for (var i = 0; i < policy.Times.Count; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(1 + (i * sizeof(long))), policy.Times[i].Ticks);
        }

        return bytes;
    }

    public static RetryPolicy Decode(ReadOnlySpan<byte> bytes)
    {
        var times = new TimeSpan[(bytes.Length - 1) / sizeof(long)];
        for (var i = 0; i < times.Length; i++)
        {
            times[i] = TimeSpan.FromTicks(BinaryPrimitives.ReadInt64LittleEndian(bytes[(1 + (i * sizeof(long)))..]));
        }

        return RetryPolicy.Of((RetryKind)bytes[0], times);
    }
}
