using Mosaic.Backends;
using System.Runtime.CompilerServices;
using Mosaic.Documents.Catalog;
using Mosaic.Documents.Filters;
using Mosaic.Documents.Json;
using Mosaic.Documents.Rows;
using Mosaic.Storage.Rows;

namespace Mosaic.Documents.Query;

/// <content>By an index: entries first, then their documents in the order of ids.</content>
internal sealed partial class DocumentFinder
{
    private static readonly Comparer<byte[]> ByBytes = Comparer<byte[]>.Create(static (a, b) => a.AsSpan().SequenceCompareTo(b));

    private async IAsyncEnumerable<StoredDocument> ByIndexAsync(
        CollectionInfo info, IndexInfo index, IReadOnlyList<IndexRange> ranges, Filter? filter, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var (keys, _) in EntriesAsync(info, index, ranges, int.MaxValue, cancellationToken).ConfigureAwait(false))
        {
            await foreach (var document in ReadAsync(keys, filter, cancellationToken).ConfigureAwait(false))
            {
                yield return document;
            }
        }
    }

    /// <summary>
    /// What comes first in the order of the index, and perhaps more; those of one value in the order of ids. Arrays come last, as whoever
    /// orders places them: a match that is missing or an object has no entry, so that the filter could not have led to this index.
    /// </summary>
    private async IAsyncEnumerable<StoredDocument> ByIndexAsync(
        CollectionInfo info, IndexChoice choice, Filter? filter, long count, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var met = new HashSet<string>(StringComparer.Ordinal); // one that is written meanwhile may have an entry before and another behind
        await foreach (var (keys, isCut) in EntriesAsync(info, choice.Index, choice.Plain, PageRows, cancellationToken).ConfigureAwait(false))
        {
            await foreach (var document in ReadAsync(keys, filter, cancellationToken).ConfigureAwait(false))
            {
                if (met.Add(document.Id))
                {
                    yield return document;
                }
            }

            if (met.Count >= count && !isCut)
            {
                yield break;
            }
        }

        if (met.Count >= count)
        {
            yield break;
        }

        await foreach (var document in ByIndexAsync(info, choice.Index, choice.Elements, filter, cancellationToken).ConfigureAwait(false))
        {
            if (met.Add(document.Id))
            {
                yield return document;
            }
        }
    }

    /// <summary>The documents' keys of entries in the order of the index, in parts that double, each in the order of ids: so a document with
    /// several entries comes once, and documents that lie together are read together.</summary>
    /// <returns>The parts, and whether the last entry's value was cut, so that one after the part may come before it.</returns>
    private async IAsyncEnumerable<(SortedSet<byte[]> Keys, bool IsCut)> EntriesAsync(
        CollectionInfo info, IndexInfo index, IReadOnlyList<IndexRange> ranges, int most, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var keys = new SortedSet<byte[]>(ByBytes);
        var isCut = false;
        foreach (var range in ranges)
        {
            var from = DocumentKeys.Entries(index.Id, range.Low);
            var to = Keys.After(DocumentKeys.Entries(index.Id, range.High));
            while (from is not null)
            {
                var page = rows.Scan(from, to, PageRows, PageBytes);
                foreach (var (key, value) in page.Rows)
                {
                    keys.Add(DocumentKeys.Document(info.Id, DocumentKeys.EntryId(key.Span, value.Span)));
                    isCut = DocumentKeys.EncodedLength(value.Span) >= IndexKey.LeastCutLength;
                }

                from = page.Next;
                await ScanPause.Now();
                cancellationToken.ThrowIfCancellationRequested();
                if (keys.Count >= most)
                {
                    yield return (keys, isCut);
                    keys = new SortedSet<byte[]>(ByBytes);
                    most = (int)Math.Min(2L * most, int.MaxValue);
                }
            }
        }

        yield return (keys, false);
    }

    private async IAsyncEnumerable<StoredDocument> ReadAsync(SortedSet<byte[]> keys, Filter? filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var read = 0;
        foreach (var key in keys)
        {
            if (++read % RowsPerPause == 0)
            {
                await ScanPause.Now();
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (rows.Get(key) is { } bytes && new DocumentRow(bytes) is var row && IsLive(row)
                && FilterEvaluator.Matches(filter, row.Json.Span))
            {
                yield return row.ToStored(DocumentKeys.Id(key));
            }
        }
    }
}
