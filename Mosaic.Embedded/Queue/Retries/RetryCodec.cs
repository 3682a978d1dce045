using System.Buffers.Binary;

namespace Mosaic.Backends;

/// <summary>A retry policy in bytes: kind (1), then its times as ticks (8 each).</summary>
public static class RetryCodec
{
    /// <summary>Writes a policy.</summary>
    /// <param name="policy">The policy.</param>
    /// <returns>Its bytes.</returns>
    public static byte[] Encode(RetryPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var bytes = new byte[1 + (policy.Times.Count * sizeof(long))];
        bytes[0] = (byte)policy.Kind;
        for (var i = 0; i < policy.Times.Count; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(1 + (i * sizeof(long))), policy.Times[i].Ticks);
        }

        return bytes;
    }

    /// <summary>Reads a policy.</summary>
    /// <param name="bytes">Its bytes.</param>
    /// <returns>The policy.</returns>
    public static RetryPolicy Decode(ReadOnlySpan<byte> bytes)
    {
        var times = new TimeSpan[(bytes.Length - 1) / sizeof(long)];
        for (var i = 0; i < times.Length; i++)
        {
            times[i] = TimeSpan.FromTicks(BinaryPrimitives.ReadInt64LittleEndian(bytes[(1 + (i * sizeof(long)))..]));
        }

        return RetryPolicy.Of((RetryKind)bytes[0], times);
    }

    /// <summary>How long to wait after a failed attempt; of a policy with jitter another time at each call.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="attempt">The attempt that failed, from 1.</param>
    /// <returns>The wait.</returns>
    public static TimeSpan After(RetryPolicy policy, int attempt)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return policy.After(attempt);
    }
}
