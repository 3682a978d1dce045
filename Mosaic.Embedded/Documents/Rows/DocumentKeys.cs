using System.Buffers.Binary;
using System.Text;
using Mosaic.Documents.Json;
using Mosaic.Storage.Rows;

namespace Mosaic.Documents.Rows;

/// <summary>Row keys of documents, of index entries and of expiries.</summary>
internal static class DocumentKeys
{
    private const int Prefix = 1 + sizeof(int);

    public static byte[] Of(int collection, string id)
    {
        var key = new byte[Prefix + Encoding.UTF8.GetByteCount(id)];
        key[0] = (byte)RowTable.Document;
        BinaryPrimitives.WriteInt32BigEndian(key.AsSpan(1), collection);
        Encoding.UTF8.GetBytes(id, key.AsSpan(Prefix));
        return key;
    }

    public static byte[] All(int collection) => Keys.Of(RowTable.Document, collection, []);

    public static string Id(ReadOnlySpan<byte> documentKey) => StrictUtf8.GetString(documentKey[Prefix..]);

    /// <summary>An entry: index, encoded value, document id. Its row's value is the encoded value's length.</summary>
    public static byte[] Entry(int index, ReadOnlySpan<byte> encoded, ReadOnlySpan<byte> documentKey)
    {
        var id = documentKey[Prefix..];
        var key = new byte[Prefix + encoded.Length + id.Length];
        key[0] = (byte)RowTable.IndexEntry;
        BinaryPrimitives.WriteInt32BigEndian(key.AsSpan(1), index);
        encoded.CopyTo(key.AsSpan(Prefix));
        id.CopyTo(key.AsSpan(Prefix + encoded.Length));
        return key;
    }

    public static byte[] EntryValue(int encodedLength) => [(byte)encodedLength, (byte)(encodedLength >> 8)];

    public static ReadOnlySpan<byte> EntryId(ReadOnlySpan<byte> entryKey, ReadOnlySpan<byte> entryValue) =>
        entryKey[(Prefix + EncodedLength(entryValue))..];

    public static int EncodedLength(ReadOnlySpan<byte> entryValue) => BinaryPrimitives.ReadUInt16LittleEndian(entryValue);

    public static byte[] Entries(int index, ReadOnlySpan<byte> from) => Keys.Of(RowTable.IndexEntry, index, from);

    public static byte[] Document(int collection, ReadOnlySpan<byte> id) => Keys.Of(RowTable.Document, collection, id);

    /// <summary>Expiry rows are in the order of time; the rest of the key is the document's key.</summary>
    public static byte[] Expiry(long ticks, ReadOnlySpan<byte> documentKey)
    {
        var key = new byte[1 + sizeof(long) + documentKey.Length];
        key[0] = (byte)RowTable.Expiry;
        BinaryPrimitives.WriteInt64BigEndian(key.AsSpan(1), ticks);
        documentKey.CopyTo(key.AsSpan(1 + sizeof(long)));
        return key;
    }

    public static ReadOnlySpan<byte> ExpiringDocument(ReadOnlySpan<byte> expiryKey) => expiryKey[(1 + sizeof(long))..];

    public static int Collection(ReadOnlySpan<byte> documentKey) => BinaryPrimitives.ReadInt32BigEndian(documentKey[1..]);
}
