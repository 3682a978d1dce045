using Mosaic.Documents.Catalog;
using Mosaic.Documents.Json;
using Mosaic.Storage.Commit;
using Mosaic.Storage.Rows;

namespace Mosaic.Documents.Rows;

/// <summary>Refuses a second document with the same value. Absent and null values are not compared.</summary>
internal static class UniqueIndex
{
    private const int CandidatesMax = 1024;

    public static void Check(
        UnitContext context, CollectionInfo collection, IndexInfo index, IndexKey entry, byte[] key, string id, ReadOnlyMemory<byte> json)
    {
        if (index.Parsed.Find(json.Span) is { Kind: JsonKind.Null })
        {
            return;
        }

        var prefix = DocumentKeys.Entries(index.Id, entry.Span);
        foreach (var candidate in context.Scan(prefix, Keys.After(prefix), CandidatesMax))
        {
            var other = DocumentKeys.Document(collection.Id, DocumentKeys.EntryId(candidate.Key.Span, candidate.Value.Span));
            if (other.AsSpan().SequenceEqual(key) || context.Get(other) is not { } bytes || new DocumentRow(bytes) is var row && row.IsExpired(context.Now))
            {
                continue;
            }

            if (!entry.IsTruncated || SameValue(index.Parsed, json.Span, row.Json.Span))
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

    private static bool SameValue(JsonPath path, ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        SortKey.Extract(left, path).AsSpan().SequenceEqual(SortKey.Extract(right, path));
}
