using System.Buffers.Binary;
using Mosaic.Documents.Catalog;
using Mosaic.Documents.Json;
using Mosaic.Documents.Rows;
using Mosaic.Storage.Pages;
using Mosaic.Storage.Rows;

namespace Mosaic.Storage.Maintenance;

/// <summary>Compares everything that is stored twice, at one unit, while the store goes on. Changes nothing.</summary>
internal sealed class IntegrityCheck(StoreCore core)
{
    private const int ProblemsMax = 100;
    private const int PageBytes = 1 << 20;
    private readonly List<string> _problems = [];
    private HashSet<string> _lastEntries = [];
    private byte[]? _lastDocument;
    private int _lastIndex;
    private readonly Dictionary<int, CollectionInfo> _collections = [];

    public IntegrityReport Run(CancellationToken cancellationToken)
    {
        core.Health.ThrowIfClosed();
        core.Applier.Quietly(() =>
        {
            CheckPages(cancellationToken);
            if (_problems.Count > 0)
            {
                return; // rows of damaged pages would only repeat it
            }

            try
            {
                core.Quiesce(() => CheckRows(cancellationToken));
            }
            catch (StoreCorruptException exception)
            {
                Report(exception.Message);
            }
        });
        return new IntegrityReport(_problems.Count == 0, _problems);
    }

    private void CheckPages(CancellationToken cancellationToken)
    {
        var page = new byte[PageCodec.Size];
        for (var number = 0; number < core.Data.Identity.Pages; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                if (core.Log is null)
                {
                    core.Data.ReadPage(number, page); // what a journal mends is not damage; only who writes can mend the file
                }
                else
                {
                    core.Data.ReadStored(number, page);
                }
            }
            catch (StoreCorruptException exception)
            {
                Report(exception.Message);
            }
        }
    }

    private void CheckRows(CancellationToken cancellationToken)
    {
        byte[]? previous = null;
        var counts = new Dictionary<int, long>();
        var entries = new Dictionary<int, long>();
        var lastRecord = core.Trim.Oldest - 1;
        byte[]? from = [0];
        while (from is not null)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var rows = core.Rows.ScanBlocks(from, PageBytes);
            foreach (var (key, value) in rows.Rows)
            {
                if (previous is not null && previous.AsSpan().SequenceCompareTo(key.Span) >= 0)
                {
                    Report($"Row {Convert.ToHexString(key.Span)} is out of order.");
                }

                previous = key.ToArray();
                switch ((RowTable)key.Span[0])
                {
                    case RowTable.Collection:
                        var collection = CollectionCatalog.Decode(value.Span);
                        _collections[collection.Id] = collection; // as of these blocks, which the live catalog may be ahead of
                        break;
                    case RowTable.Document:
                        CheckDocument(previous, new DocumentRow(value), counts);
                        break;
                    case RowTable.IndexEntry:
                        CheckEntry(previous, value, entries);
                        break;
                    case RowTable.Change:
                        var sequence = BinaryPrimitives.ReadInt64BigEndian(key.Span[1..]);
                        if (sequence != lastRecord + 1)
                        {
                            Report($"The change record goes from unit {lastRecord} to {sequence}.");
                        }

                        lastRecord = sequence;
                        break;
                    case RowTable.Expiry:
                        var document = DocumentKeys.ExpiringDocument(key.Span).ToArray();
                        if (core.Rows.GetStored(document) is not { } expiring
                            || new DocumentRow(expiring).ExpiresAtTicks != BinaryPrimitives.ReadInt64BigEndian(key.Span[1..]))
                        {
                            Report($"An expiry names document '{DocumentKeys.Id(document)}', which does not expire then.");
                        }

                        break;
                }
            }

            from = rows.Next;
        }

        if (lastRecord != core.Applier.Applied && core.Trim.Oldest <= core.Applier.Applied)
        {
            Report($"The change record ends at unit {lastRecord}; unit {core.Applier.Applied} is the last.");
        }

        CheckCounters(counts);
    }

    private void CheckDocument(byte[] key, DocumentRow row, Dictionary<int, long> counts)
    {
        var collection = DocumentKeys.Collection(key);
        counts[collection] = counts.GetValueOrDefault(collection) + 1;
        var id = DocumentKeys.Id(key);
        if (!_collections.TryGetValue(collection, out var info))
        {
            Report($"Document '{id}' is of collection {collection}, which is not known.");
            return;
        }

        try
        {
            JsonText.Validate(row.Json.Span);
        }
        catch (InvalidDocumentException exception)
        {
            Report($"Document '{id}' of '{info.Name}' is not valid: {exception.Message}");
            return;
        }

        if (row.ExpiresAtTicks is { } ticks && core.Rows.GetStored(DocumentKeys.Expiry(ticks, key)) is null)
        {
            Report($"Document '{id}' of '{info.Name}' expires, but no expiry names it.");
        }

        foreach (var index in info.Indexes.Where(static index => index.Ready))
        {
            foreach (var entry in IndexEntries.Extract(row.Json.Span, index.Parsed))
            {
                if (core.Rows.GetStored(DocumentKeys.Entry(index.Id, entry.Span, key)) is null)
                {
                    Report($"Document '{id}' of '{info.Name}' is missing from the index over '{index.Path}'.");
                }
            }
        }
    }

    private void CheckEntry(byte[] key, ReadOnlyMemory<byte> value, Dictionary<int, long> entries)
    {
        var id = BinaryPrimitives.ReadInt32BigEndian(key.AsSpan(1));
        entries[id] = entries.GetValueOrDefault(id) + 1;
        var owner = _collections.Values.Select(collection => (collection, index: Array.Find(collection.Indexes, index => index.Id == id)))
            .FirstOrDefault(static pair => pair.index is not null);
        if (owner.index is null)
        {
            return; // being dropped
        }

        var document = DocumentKeys.Document(owner.collection.Id, DocumentKeys.EntryId(key, value.Span));
        if (!EntriesOf(document, owner.index).Contains(Convert.ToHexString(key)))
        {
            Report($"The index over '{owner.index.Path}' of '{owner.collection.Name}' names '{DocumentKeys.Id(document)}', which has no such value.");
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

    private void CheckCounters(Dictionary<int, long> counts)
    {
        foreach (var info in _collections.Values)
        {
            var row = core.Rows.GetStored(CounterTable.ToRow(new(info.Counter, 0), 0).Key);
            var counter = row is null ? 0 : BinaryPrimitives.ReadInt64LittleEndian(row);
            if (counter != counts.GetValueOrDefault(info.Id))
            {
                Report($"'{info.Name}' counts {counter} documents and has {counts.GetValueOrDefault(info.Id)}.");
            }
        }
    }

    private void Report(string problem)
    {
        if (_problems.Count < ProblemsMax)
        {
            _problems.Add(problem);
        }
    }
}
