using Mosaic.Documents.Catalog;
using Mosaic.Documents.Json;
using Mosaic.Storage.Commit;
using Mosaic.Storage.Rows;

namespace Mosaic.Documents.Rows;

/// <summary>Refuses a second document with the same value. Absent values and null are not compared, nor null in an array.</summary>
internal static class UniqueIndex
{
    private const int PageRows = 64;

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
                throw new DuplicateKeyException(
                    $"'{collection.Name}' already has a document with this value at '{index.Path}': '{DocumentKeys.Id(other)}'.")
                {
                    Operation = "write",
                    Target = $"{collection.Name}/{id}",
                    Hint = $"The index over '{index.Path}' is unique.",
                };
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
    private static bool SameValue(JsonPath path, IndexKey entry, ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        foreach (var slot in IndexEntries.Find(left, path, entry))
        {
            var value = SortKey.Of(slot, left);
            foreach (var other in IndexEntries.Find(right, path, entry))
            {
                if (SortKey.Of(other, right).AsSpan().SequenceEqual(value))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
