using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Mosaic.Storage.Rows;

namespace Mosaic.Channels;

/// <summary>
/// Rows of channels with durable subscriptions. A message (28, by channel and number): UTC ticks (8), UTF-8. A subscription (29, by
/// channel and name): the number of the last message that it handled (8). What was let go of a channel (30): up to which number (8).
/// </summary>
internal static class ChannelRows
{
    public static byte[] Messages(string channel) => Keys.Of(RowTable.ChannelMessage, Prefix(channel));

    public static byte[] Message(string channel, long number)
    {
        var prefix = Messages(channel);
        var key = new byte[prefix.Length + sizeof(long)];
        prefix.CopyTo(key, 0);
        BinaryPrimitives.WriteInt64BigEndian(key.AsSpan(prefix.Length), number);
        return key;
    }

    public static byte[] EncodeMessage(string content, DateTimeOffset at)
    {
        var row = new byte[sizeof(long) + Encoding.UTF8.GetByteCount(content)];
        BinaryPrimitives.WriteInt64LittleEndian(row, at.UtcTicks);
        Encoding.UTF8.GetBytes(content, row.AsSpan(sizeof(long)));
        return row;
    }

    public static long ReadNumber(ReadOnlySpan<byte> key) => BinaryPrimitives.ReadInt64BigEndian(key[^sizeof(long)..]);

    public static DateTimeOffset ReadTime(ReadOnlySpan<byte> row) => new(BinaryPrimitives.ReadInt64LittleEndian(row), TimeSpan.Zero);

    public static ChannelMessage ToMessage(string channel, ScannedRow row) => new(
        channel, Encoding.UTF8.GetString(row.Value.Span[sizeof(long)..]), Cursor(ReadNumber(row.Key.Span)), ReadTime(row.Value.Span));

    public static string Cursor(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static byte[] Subscription(string channel, string name) => Keys.Of(RowTable.ChannelSubscription, [.. Prefix(channel), .. Encoding.UTF8.GetBytes(name)]);

    public static (string Channel, string Name) ReadSubscription(ReadOnlySpan<byte> key) =>
        (Encoding.UTF8.GetString(key.Slice(2, key[1])), Encoding.UTF8.GetString(key[(2 + key[1])..]));

    public static byte[] Trim(string channel) => Keys.Of(RowTable.ChannelTrim, Encoding.UTF8.GetBytes(channel));

    public static byte[] EncodeNumber(long number)
    {
        var row = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(row, number);
        return row;
    }

    public static long DecodeNumber(ReadOnlySpan<byte> row) => BinaryPrimitives.ReadInt64LittleEndian(row);

    /// <summary>Preceded by its length (names are at most 128 bytes), so that no channel's rows are within another's.</summary>
    private static byte[] Prefix(string channel)
    {
        var name = Encoding.UTF8.GetBytes(channel);
        return [(byte)name.Length, .. name];
    }
}
