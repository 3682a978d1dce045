using System.Buffers.Binary;
using System.Text;
using Mosaic.Documents.Json;
using Mosaic.Storage.Rows;

namespace Mosaic.Memory.Rows;

/// <summary>
/// Row keys of memory. A name that something follows is preceded by its length, so that no name, whatever it holds, is the
/// beginning of another's keys.
/// </summary>
internal static class MemoryKeys
{
    private const byte InsightEntry = 1;
    private const byte SessionEntry = 2;

    /// <summary>There while files may hold what was forgotten: which unit deleted some of it last.</summary>
    public static byte[] Forgotten { get; } = Keys.Of(RowTable.Forgotten);

    public static byte[] Preference(string user, string key) => Join(RowTable.Preference, user, Encoding.UTF8.GetBytes(key));

    public static byte[] Preferences(string user) => Join(RowTable.Preference, user, []);

    public static string PreferenceKey(ReadOnlySpan<byte> preference) => StrictUtf8.GetString(preference[AfterName(preference)..]);

    public static string PreferenceUser(ReadOnlySpan<byte> preference) => Name(preference);

    public static byte[] Insight(string id) => Keys.Of(RowTable.Insight, Encoding.UTF8.GetBytes(id));

    public static byte[] Vector(string insight) => Keys.Of(RowTable.Vector, Encoding.UTF8.GetBytes(insight));

    /// <summary>Insights that expire, in the order of time.</summary>
    public static byte[] Expiry(DateTimeOffset at, string insight)
    {
        var name = Encoding.UTF8.GetBytes(insight);
        var key = new byte[1 + sizeof(long) + name.Length];
        Keys.Of(RowTable.InsightExpiry, at.UtcTicks).CopyTo(key, 0);
        name.CopyTo(key.AsSpan(1 + sizeof(long)));
        return key;
    }

    public static string ExpiringInsight(ReadOnlySpan<byte> expiry) => StrictUtf8.GetString(expiry[(1 + sizeof(long))..]);

    public static byte[] Session(string id) => Keys.Of(RowTable.Session, Encoding.UTF8.GetBytes(id));

    public static byte[] TurnId(string id) => Keys.Of(RowTable.TurnId, Encoding.UTF8.GetBytes(id));

    /// <summary>The id in the key of an insight, a vector, a session or a turn's id.</summary>
    public static string Id(ReadOnlySpan<byte> key) => StrictUtf8.GetString(key[1..]);

    /// <summary>Turns stand in their session's order, counted from 1.</summary>
    public static byte[] Turn(string session, long number)
    {
        Span<byte> place = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(place, number);
        return Join(RowTable.Turn, session, place);
    }

    public static byte[] Turns(string session) => Join(RowTable.Turn, session, []);

    public static string TurnSession(ReadOnlySpan<byte> turn) => Name(turn);

    public static long TurnNumber(ReadOnlySpan<byte> turn) => BinaryPrimitives.ReadInt64BigEndian(turn[AfterName(turn)..]);

    /// <summary>Sessions by their last turn's time, the latest first. The row's value is the user.</summary>
    public static byte[] Recency(long lastTicks, string session)
    {
        var name = Encoding.UTF8.GetBytes(session);
        var key = new byte[1 + sizeof(long) + name.Length];
        key[0] = (byte)RowTable.SessionRecency;
        BinaryPrimitives.WriteInt64BigEndian(key.AsSpan(1), long.MaxValue - lastTicks);
        name.CopyTo(key.AsSpan(1 + sizeof(long)));
        return key;
    }

    public static string RecencySession(ReadOnlySpan<byte> recency) => StrictUtf8.GetString(recency[(1 + sizeof(long))..]);

    public static long RecencyTicks(ReadOnlySpan<byte> recency) => long.MaxValue - BinaryPrimitives.ReadInt64BigEndian(recency[1..]);

    /// <summary>What a user has, so that forgetting the user needs no scan of what others have.</summary>
    public static byte[] UserInsight(string user, string insight) => UserEntry(user, InsightEntry, insight);

    public static byte[] UserInsights(string user) => UserEntry(user, InsightEntry, "");

    public static byte[] UserSession(string user, string session) => UserEntry(user, SessionEntry, session);

    public static byte[] UserSessions(string user) => UserEntry(user, SessionEntry, "");

    public static string EntryUser(ReadOnlySpan<byte> entry) => Name(entry);

    public static bool IsInsightEntry(ReadOnlySpan<byte> entry) => entry[AfterName(entry)] == InsightEntry;

    public static string EntryId(ReadOnlySpan<byte> entry) => StrictUtf8.GetString(entry[(AfterName(entry) + 1)..]);

    private static byte[] UserEntry(string user, byte kind, string id)
    {
        var name = Encoding.UTF8.GetBytes(id);
        var rest = new byte[1 + name.Length];
        rest[0] = kind;
        name.CopyTo(rest.AsSpan(1));
        return Join(RowTable.UserMemory, user, rest);
    }

    /// <summary>A table, a name with its length before it, and what follows.</summary>
    public static byte[] Join(RowTable table, string name, ReadOnlySpan<byte> rest)
    {
        const int prefix = 1 + sizeof(ushort);
        var length = Encoding.UTF8.GetByteCount(name);
        var key = new byte[prefix + length + rest.Length];
        key[0] = (byte)table;
        BinaryPrimitives.WriteUInt16BigEndian(key.AsSpan(1), (ushort)length);
        Encoding.UTF8.GetBytes(name, key.AsSpan(prefix));
        rest.CopyTo(key.AsSpan(prefix + length));
        return key;
    }

    /// <summary>The name in a key that <see cref="Join"/> made.</summary>
    public static string Name(ReadOnlySpan<byte> key) => StrictUtf8.GetString(key[(1 + sizeof(ushort))..AfterName(key)]);

    private static int AfterName(ReadOnlySpan<byte> key) => 1 + sizeof(ushort) + BinaryPrimitives.ReadUInt16BigEndian(key[1..]);
}
