using System.Buffers.Binary;
using System.Text;
using Mosaic.Channels;
using Mosaic.Documents.Catalog;
using Mosaic.Documents.Rows;
using Mosaic.Storage.Changes;

namespace Mosaic.Backends;

/// <summary>
/// Says what the rows of one store mean. Documents name their collection by its number, so collections are decoded before their documents.
/// </summary>
/// <param name="storeId">The store's id, which ids of jobs carry.</param>
/// <remarks>One caller at a time.</remarks>
public sealed partial class TransferDecoder(Guid storeId)
{
    private readonly JobId _ids = new(storeId);
    private readonly Dictionary<int, string> _collections = [];

    /// <summary>What a row means.</summary>
    /// <param name="record">A row that is put; what is told of it may be parts of its memory.</param>
    /// <exception cref="ArgumentException">It puts no row.</exception>
    /// <exception cref="StoreCorruptException">It is a document of a collection that was not decoded yet.</exception>
    public TransferRow Decode(in TransferRecord record)
    {
        if (record.Operation != TransferOperation.Put)
        {
            throw new ArgumentException("Only a row that is put means something.", nameof(record));
        }

        var key = record.Key.Span;
        var value = record.Value.Span;
        switch (record.Kind)
        {
            case TransferKind.Change:
                return Change(BinaryPrimitives.ReadInt64BigEndian(key[1..]), record.Value);
            case TransferKind.Collection:
                return Collection(value);
            case TransferKind.Document:
                return Document(key, new DocumentRow(record.Value));
            case TransferKind.ChannelMessage:
                return new TransferMessage(
                    Encoding.UTF8.GetString(key.Slice(2, key[1])), ChannelRows.ReadNumber(key), ChannelRows.ReadTime(value), Encoding.UTF8.GetString(value[sizeof(long)..]));
            case TransferKind.ChannelSubscription:
                var (channel, name) = ChannelRows.ReadSubscription(key);
                return new TransferSubscription(channel, name, ChannelRows.DecodeNumber(value));
            case TransferKind.ChannelTrim:
                return new TransferTrim(Encoding.UTF8.GetString(key[1..]), ChannelRows.DecodeNumber(value));
            default:
                return DecodeJob(record) ?? DecodeMemory(record);
        }
    }

    private TransferCollection Collection(ReadOnlySpan<byte> value)
    {
        var info = CollectionCodec.Decode(value);
        _collections[info.Id] = info.Name;
        return new TransferCollection(
            info.Id,
            info.Name,
            [.. info.Indexes.Select(static index => new TransferIndex(index.Path, index.Unique, index.Ready))],
            [.. (info.Texts ?? []).Select(static text => text.Path)]);
    }

    private TransferDocument Document(ReadOnlySpan<byte> key, DocumentRow row) =>
        _collections.TryGetValue(DocumentKeys.Collection(key), out var collection)
            ? new TransferDocument(collection, row.ToStored(DocumentKeys.Id(key)), row.Sequence)
            : throw new StoreCorruptException($"Document '{DocumentKeys.Id(key)}' is of a collection that was not told.")
            {
                Operation = "transfer",
                Hint = "Decode the collections first.",
            };

    private TransferChange Change(long sequence, ReadOnlyMemory<byte> row)
    {
        var record = ChangeCodec.FromRow(sequence, row);
        var at = new DateTimeOffset(record.Ticks, TimeSpan.Zero);
        var changes = new List<Change>();
        foreach (var change in ChangeCodec.Decode(record.Changes.Span))
        {
            changes.Add(new Change(
                new FeedCursor(storeId, sequence, record.Stamp, changes.Count).ToString(),
                change.Kind.Name(),
                change.Collection,
                change.Id,
                change.Kind == ChangeKind.Job ? JobVersion.Version(change.Version) : change.Version,
                change.Operation,
                at));
        }

        return new TransferChange(sequence, record.Stamp, at, changes);
    }
}
