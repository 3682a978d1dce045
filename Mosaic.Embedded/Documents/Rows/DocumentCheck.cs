using System.Buffers.Binary;
using Mosaic.Documents.Catalog;
using Mosaic.Documents.Json;
using Mosaic.Storage;
using Mosaic.Storage.Maintenance;
using Mosaic.Storage.Rows;

namespace Mosaic.Documents.Rows;

/// <summary>Compares documents with their index entries, expiries and counters.</summary>
internal sealed class DocumentCheck(StoreCore core, Action<string> report) : IRowCheck
{
    private readonly Dictionary<int, CollectionInfo> _collections = [];
    private readonly Dictionary<int, long> _counts = [];
    private HashSet<string> _lastEntries = [];
    private byte[]? _lastDocument;
    private int _lastIndex;

    public void Check(RowTable table, byte[] key, ReadOnlyMemory<byte> value)
    {
        switch (table)
        {
            case RowTable.Collection:
                var collection = CollectionCodec.Decode(value.Span);
                _collections[collection.Id] = collection; // as of these blocks, which the live catalog may be ahead of
                break;
            case RowTable.Document:
                CheckDocument(key, new DocumentRow(value));
                break;
            case RowTable.IndexEntry:
                CheckEntry(key, value);
                break;
            case RowTable.Expiry:
                CheckExpiry(key);
                break;
        }
    }

    public void End()
    {
        foreach (var info in _collections.Values)
        {
            var row = core.Rows.GetStored(CounterTable.Key(info.Counter));
            var counter = row is null ? 0 : BinaryPrimitives.ReadInt64LittleEndian(row);
            if (counter != _counts.GetValueOrDefault(info.Id))
            {
                report($"'{info.Name}' counts {counter} documents and has {_counts.GetValueOrDefault(info.Id)}.");
            }
        }
    }

    private void CheckDocument(byte[] key, DocumentRow row)
    {
        var collection = DocumentKeys.Collection(key);
        _counts[collection] = _counts.GetValueOrDefault(collection) + 1;
        var id = DocumentKeys.Id(key);
        if (!_collections.TryGetValue(collection, out var info))
        {
            report($"Document '{id}' is of collection {collection}, which is not known.");
            return;
        }

        try
        {
            JsonText.Validate(row.Json.Span);
        }
        catch (InvalidDocumentException exception)
        {
            report($"Document '{id}' of '{info.Name}' is not valid: {exception.Message}");
            return;
        }

        if (row.ExpiresAtTicks is { } ticks && core.Rows.GetStored(DocumentKeys.Expiry(ticks, key)) is null)
        {
            report($"Document '{id}' of '{info.Name}' expires, but no expiry names it.");
        }

        foreach (var index in info.Indexes.Where(static index => index.Ready))
        {
            foreach (var entry in IndexEntries.Extract(row.Json.Span, index.Parsed))
            {
                if (core.Rows.GetStored(DocumentKeys.Entry(index.Id, entry.Span, key)) is null)
                {
                    report($"Document '{id}' of '{info.Name}' is missing from the index over '{index.Path}'.");
                }
            }
        }
    }

    private void CheckEntry(byte[] key, ReadOnlyMemory<byte> value)
    {
        var id = BinaryPrimitives.ReadInt32BigEndian(key.AsSpan(1));
        var owner = _collections.Values.Select(collection => (collection, index: Array.Find(collection.Indexes, index => index.Id == id)))
            .FirstOrDefault(static pair => pair.index is not null);
        if (owner.index is null)
        {
            return; // being dropped
        }

        var document = DocumentKeys.Document(owner.collection.Id, DocumentKeys.EntryId(key, value.Span));
        if (!EntriesOf(document, owner.index).Contains(Convert.ToHexString(key)))
        {
            report($"The index over '{owner.index.Path}' of '{owner.collection.Name}' names '{DocumentKeys.Id(document)}', which has no such value.");
        }
    }

    /// <summary>The entries that a document should have; kept for the next one, as a long list has its entries together.</summary>
    private HashSet<string> EntriesOf(byte[] document, IndexInfo index)
    {
        if (_lastDocument is null || _lastIndex != index.Id || !_lastDocument.AsSpan().SequenceEqual(document))
        {
            _lastDocument = document;
            _lastIndex = index.Id;
            _lastEntries = core.Rows.GetStored(document) is { } bytes
                ? IndexEntries.Extract(new DocumentRow(bytes).Json.Span, index.Parsed)
                    .Select(entry => Convert.ToHexString(DocumentKeys.Entry(index.Id, entry.Span, document))).ToHashSet(StringComparer.Ordinal)
                : [];
        }

        return _lastEntries;
    }

    private void CheckExpiry(byte[] key)
    {
        var document = DocumentKeys.ExpiringDocument(key).ToArray();
        if (core.Rows.GetStored(document) is not { } expiring
            || new DocumentRow(expiring).ExpiresAtTicks != BinaryPrimitives.ReadInt64BigEndian(key.AsSpan(1)))
        {
            report($"An expiry names document '{DocumentKeys.Id(document)}', which does not expire then.");
        }
    }
}
