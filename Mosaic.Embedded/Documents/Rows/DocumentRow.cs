using System.Buffers.Binary;
using Mosaic.Backends;

namespace Mosaic.Documents.Rows;

/// <summary>
/// A document as its row holds it: flags (1), version (8), modified (8, UTC ticks), the unit that wrote it (8), expiry
/// (8, UTC ticks, if flagged), then the exact JSON bytes.
/// </summary>
internal readonly struct DocumentRow(ReadOnlyMemory<byte> bytes)
{
    private const int Fixed = 1 + (3 * sizeof(long));
    private const byte Expires = 1;

    public long Version => BinaryPrimitives.ReadInt64LittleEndian(bytes.Span[1..]);

    public DateTimeOffset ModifiedAt => new(BinaryPrimitives.ReadInt64LittleEndian(bytes.Span[9..]), TimeSpan.Zero);

    /// <summary>The unit that wrote it; differs for a document that was deleted and created again with the same version.</summary>
    public long Sequence => BinaryPrimitives.ReadInt64LittleEndian(bytes.Span[17..]);

    public long? ExpiresAtTicks => (bytes.Span[0] & Expires) == 0 ? null : BinaryPrimitives.ReadInt64LittleEndian(bytes.Span[Fixed..]);

    public ReadOnlyMemory<byte> Json => bytes[(ExpiresAtTicks is null ? Fixed : Fixed + sizeof(long))..];

    public StoredDocument ToStored(string id) => new(id, Version, ModifiedAt, ExpiresAtTicks is { } ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null, Json);

    public bool IsExpired(DateTimeOffset now) => ExpiresAtTicks is { } ticks && ticks <= now.UtcTicks;

    public static byte[] Encode(long version, DateTimeOffset modifiedAt, long sequence, DateTimeOffset? expiresAt, ReadOnlySpan<byte> json)
    {
        var header = expiresAt is null ? Fixed : Fixed + sizeof(long);
        var bytes = new byte[header + json.Length];
        WriteHeader(bytes, version, modifiedAt, sequence);
        if (expiresAt is { } expiry)
        {
            bytes[0] = Expires;
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(Fixed), expiry.UtcTicks);
        }

        json.CopyTo(bytes.AsSpan(header));
        return bytes;
    }

    public static void WriteHeader(Span<byte> row, long version, DateTimeOffset modifiedAt, long sequence)
    {
        BinaryPrimitives.WriteInt64LittleEndian(row[1..], version);
        BinaryPrimitives.WriteInt64LittleEndian(row[9..], modifiedAt.UtcTicks);
        BinaryPrimitives.WriteInt64LittleEndian(row[17..], sequence);
    }
}
