using Mosaic.Backends;
using Mosaic.Documents.Catalog;
using Mosaic.Documents.Json;
using Mosaic.Storage.Commit;
using Mosaic.Storage.Rows;

namespace Mosaic.Documents.Rows;

/// <summary>Refuses a second document with the same value. Absent values and null are not compared, nor null in an array.</summary>
internal static class UniqueIndex
{
    private const int PageRows = 64;

    /// <summary>Checks what a document is to have and has not: no other has what it has.</summary>
    public static void Check(
        UnitContext context, CollectionInfo collection, IndexInfo index, byte[] key, string id, DocumentRow? old, ReadOnlyMemory<byte> json)
    {
        // What an expired document has, another may have by now; and an index that is being built has compared nothing yet.
        var before = index.Ready && old is { } row && !row.IsExpired(context.Now) ? row.Json : default(ReadOnlyMemory<byte>);
        var had = before.IsEmpty ? [] : IndexEntries.Extract(before.Span, index.Parsed).ToHashSet();
        foreach (var entry in IndexEntries.Extract(json.Span, index.Parsed))
        {
            var stays = had.TryGetValue(entry, out var same)
                && (!(entry.IsTruncated || same.IsTruncated) || Values(json.Span, index.Parsed, entry).IsSubsetOf(Values(before.Span, index.Parsed, entry)));
            if (!stays)
            {
                Check(context, collection, index, entry, key, id, json);
            }
        }
    }

    public static void Check(
        UnitContext context, CollectionInfo collection, IndexInfo index, IndexKey entry, byte[] key, string id, ReadOnlyMemory<byte> json)
    {
        if (entry.IsNull)
        {
            return;
        }

        var prefix = DocumentKeys.Entries(index.Id, entry.Span);
        foreach (var candidate in Candidates(context, prefix))
        {
            var other = DocumentKeys.Document(collection.Id, DocumentKeys.EntryId(candidate.Key.Span, candidate.Value.Span));
            if (other.AsSpan().SequenceEqual(key) || context.Get(other) is not { } bytes || new DocumentRow(bytes) is var row && row.IsExpired(context.Now))
            {
                continue;
            }

            if (!entry.IsTruncated || SameValue(index.Parsed, entry, json.Span, row.Json.Span))
            {
                throw DocumentIndex.Taken(collection.Name, index.Path, id, DocumentKeys.Id(other), DocumentIndex.Shown(index.Parsed, entry, json.Span));
            }
        }
    }

    /// <summary>Entries with the same key: one where keys are whole, any number where long values were cut to the same one.</summary>
    private static IEnumerable<ScannedRow> Candidates(UnitContext context, byte[] prefix)
    {
        var from = prefix;
        var to = Keys.After(prefix);
        while (context.Scan(from, to, PageRows) is { Count: > 0 } page)
        {
            foreach (var row in page)
            {
                yield return row;
            }

            from = Keys.Next(page[^1].Key.Span);
        }
    }

    /// <summary>Whether a value that was cut to the key is, whole, in both documents.</summary>
    private static bool SameValue(JsonPath path, IndexKey entry, ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        Values(left, path, entry).Overlaps(Values(right, path, entry));

    /// <summary>The whole values that have the key.</summary>
    private static HashSet<byte[]> Values(ReadOnlySpan<byte> json, JsonPath path, IndexKey entry)
    {
        var values = new HashSet<byte[]>(RowKeyComparer.Instance);
        foreach (var slot in IndexEntries.Find(json, path, entry))
        {
            values.Add(SortKey.Of(slot, json));
        }

        return values;
    }
}
