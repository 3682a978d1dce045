using System.Security.Cryptography;
using Mosaic.Documents.Filters;
using Mosaic.Documents.Json;

namespace Mosaic.Backends;

/// <summary>A declared index: what it holds of each document, and where it holds what a filter matches. Immutable.</summary>
public sealed class DocumentIndex
{
    private const int MaxShown = 100;

    private readonly JsonPath _path;

    /// <param name="path">The dotted path.</param>
    /// <param name="unique">No two documents have the same value there.</param>
    /// <exception cref="ArgumentException">The path is not supported.</exception>
    public DocumentIndex(string path, bool unique)
    {
        _path = JsonPath.Parse(path);
        Unique = unique;
    }

    /// <summary>The path as it was written.</summary>
    public string Path => _path.Text;

    /// <summary>No two documents have the same value there.</summary>
    public bool Unique { get; }

    /// <summary>Whether another index is over the same path, however it is written.</summary>
    /// <param name="other">The other.</param>
    public bool IsOver(DocumentIndex other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return _path.Equals(other._path);
    }

    /// <summary>What the index holds of a document: one entry for a scalar, one for each distinct scalar of an array, none for what is missing or an object.</summary>
    /// <param name="json">The document.</param>
    public IReadOnlyList<IndexedValue> ValuesOf(ReadOnlySpan<byte> json)
    {
        var keys = IndexEntries.Extract(json, _path);
        var values = new List<IndexedValue>(keys.Count);
        foreach (var key in keys)
        {
            if (!key.IsTruncated)
            {
                values.Add(new IndexedValue(key.Memory, key.IsNull ? default(ReadOnlyMemory<byte>?) : key.Memory));
                continue;
            }

            foreach (var slot in IndexEntries.Find(json, _path, key))
            {
                values.Add(new IndexedValue(key.Memory, (byte[])[.. key.Span, .. SHA256.HashData(SortKey.Of(slot, json))]));
            }
        }

        return values;
    }

    /// <summary>The ranges of keys that hold every document a filter matches, in order and disjoint: none when nothing can match; null when the index is of no use.</summary>
    /// <param name="filter">The filter; it decides again on what is found there.</param>
    public IReadOnlyList<IndexRange>? RangesOf(Filter? filter) => FilterPlanner.RangesFor(filter, _path);

    /// <summary>The error of a write whose value is taken.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="id">The document that cannot have the value.</param>
    /// <param name="owner">The document that has it; null: it is not known any more.</param>
    /// <param name="json">The document that cannot have it; empty: its value is not shown.</param>
    /// <param name="value">Its value.</param>
    public DuplicateKeyException Taken(string collection, string id, string? owner, ReadOnlySpan<byte> json, IndexedValue? value) =>
        Taken(collection, Path, id, owner, value is { } taken && !json.IsEmpty ? Shown(json, taken) : "");

    /// <summary>The error of a declaration that differs from one that is there.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="path">The path as it was declared this time.</param>
    /// <param name="unique">Whether it was to be unique this time.</param>
    public static MosaicException OfOtherKind(string collection, string path, bool unique) => new(
        $"'{collection}' has an index over '{path}' that is {(unique ? "not " : "")}unique, and an index does not change its kind. Declare it with unique: {(unique ? "false" : "true")}, or over another collection and move the documents there.")
    {
        Operation = "index",
        Target = $"{collection}/{path}",
        Hint = "ExportJsonLinesAsync and ImportJsonLinesAsync move them; of a folder, close it and delete its index (FolderOptions.IndexPath), which is built anew.",
    };

    internal static DuplicateKeyException Taken(string collection, string path, string id, string? owner, string shown) =>
        new($"The value{shown} at '{path}' belongs to {(owner is null ? "another document" : $"the document '{owner}'")} of '{collection}' already; '{id}' cannot have it, too.")
        {
            Operation = "write",
            Target = $"{collection}/{id}",
            Hint = $"The index over '{path}' is unique.",
        };

    private string Shown(ReadOnlySpan<byte> json, IndexedValue value)
    {
        foreach (var key in IndexEntries.Extract(json, _path))
        {
            if (key.Span.SequenceEqual(value.Key.Span))
            {
                return Shown(_path, key, json);
            }
        }

        return "";
    }

    /// <summary>The value as the document writes it, with a space before; empty: it is long.</summary>
    internal static string Shown(JsonPath path, IndexKey key, ReadOnlySpan<byte> json)
    {
        foreach (var slot in IndexEntries.Find(json, path, key))
        {
            return JsonSpan.Of(slot) is { } range && json[range] is { Length: <= MaxShown } value ? $" {StrictUtf8.GetString(value)}" : "";
        }

        return "";
    }
}
