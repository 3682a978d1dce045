using System.Buffers.Binary;
using System.Text;
using Mosaic.Documents.Json;

namespace Mosaic.Memory.Rows;

/// <summary>A session's row: flags (1), version, first and last turn's time (UTC ticks), turns kept, turns ever (8 each), then the user.</summary>
internal sealed record SessionRow
{
    private const byte ArchivedFlag = 1;
    private const int Fixed = 1 + (5 * sizeof(long));

    public required string User { get; init; }

    public long Version { get; init; }

    public long StartedTicks { get; init; }

    public long LastTicks { get; init; }

    public long Turns { get; init; }

    /// <summary>The number of the last turn that it ever had.</summary>
    public long LastNumber { get; init; }

    public bool Archived { get; init; }

    public byte[] Encode()
    {
        var row = new byte[Fixed + Encoding.UTF8.GetByteCount(User)];
        row[0] = Archived ? ArchivedFlag : (byte)0;
        BinaryPrimitives.WriteInt64LittleEndian(row.AsSpan(1), Version);
        BinaryPrimitives.WriteInt64LittleEndian(row.AsSpan(9), StartedTicks);
        BinaryPrimitives.WriteInt64LittleEndian(row.AsSpan(17), LastTicks);
        BinaryPrimitives.WriteInt64LittleEndian(row.AsSpan(25), Turns);
        BinaryPrimitives.WriteInt64LittleEndian(row.AsSpan(33), LastNumber);
        Encoding.UTF8.GetBytes(User, row.AsSpan(Fixed));
        return row;
    }

    public static SessionRow Decode(ReadOnlySpan<byte> row) => new()
    {
        Archived = (row[0] & ArchivedFlag) != 0,
        Version = BinaryPrimitives.ReadInt64LittleEndian(row[1..]),
        StartedTicks = BinaryPrimitives.ReadInt64LittleEndian(row[9..]),
        LastTicks = BinaryPrimitives.ReadInt64LittleEndian(row[17..]),
        Turns = BinaryPrimitives.ReadInt64LittleEndian(row[25..]),
        LastNumber = BinaryPrimitives.ReadInt64LittleEndian(row[33..]),
        User = StrictUtf8.GetString(row[Fixed..]),
    };

    public SessionInfo ToInfo(string id) => new(
        id,
        User,
        new DateTimeOffset(StartedTicks, TimeSpan.Zero),
        new DateTimeOffset(LastTicks, TimeSpan.Zero),
        (int)Math.Min(Turns, int.MaxValue),
        Archived);
}
