using System.Buffers.Binary;

namespace Mosaic.Storage.Rows;

/// <summary>Builds row keys whose byte order is the order that scans want.</summary>
internal static class Keys
{
    public static byte[] Of(RowTable table) => [(byte)table];

    public static byte[] Of(RowTable table, ReadOnlySpan<byte> rest)
    {
        var key = new byte[1 + rest.Length];
        key[0] = (byte)table;
        rest.CopyTo(key.AsSpan(1));
        return key;
    }

    public static byte[] Of(RowTable table, long number)
    {
        var key = new byte[1 + sizeof(long)];
        key[0] = (byte)table;
        BinaryPrimitives.WriteInt64BigEndian(key.AsSpan(1), number);
        return key;
    }

    public static byte[] Of(RowTable table, int owner, ReadOnlySpan<byte> rest)
    {
        var key = new byte[1 + sizeof(int) + rest.Length];
        key[0] = (byte)table;
        BinaryPrimitives.WriteInt32BigEndian(key.AsSpan(1), owner);
        rest.CopyTo(key.AsSpan(1 + sizeof(int)));
        return key;
    }

    /// <summary>The least key greater than all that begin with <paramref name="prefix"/>.</summary>
    public static byte[] After(ReadOnlySpan<byte> prefix)
    {
        var end = prefix.LastIndexOfAnyExcept((byte)0xFF);
        var after = prefix[..(end + 1)].ToArray();
        after[^1]++;
        return after;
    }

    /// <summary>The least key greater than <paramref name="key"/>.</summary>
    public static byte[] Next(ReadOnlySpan<byte> key)
    {
        var next = new byte[key.Length + 1];
        key.CopyTo(next);
        return next;
    }
}
