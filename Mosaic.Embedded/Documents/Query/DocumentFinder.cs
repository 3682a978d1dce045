using Mosaic.Backends;
using System.Runtime.CompilerServices;
using Mosaic.Documents.Catalog;
using Mosaic.Documents.Filters;
using Mosaic.Documents.Json;
using Mosaic.Documents.Rows;
using Mosaic.Storage;
using Mosaic.Storage.Rows;

namespace Mosaic.Documents.Query;

/// <summary>
/// Finds documents: by an index that narrows what is read, else by scanning the collection in key order. Reads short pages
/// under the store's lock and gives way outside it; every candidate is decided by the filter over its bytes.
/// </summary>
internal sealed partial class DocumentFinder(RowStore rows, CollectionCatalog catalog, StoreClock clock)
{
    private const int PageRows = 128;
    private const int PageBytes = 512 * 1024;
    private const int RowsPerPause = 16;

    /// <summary>Documents in an order, or the part of them that it asks for.</summary>
    public IAsyncEnumerable<StoredDocument> FindAsync(string collection, Filter? filter, DocumentOrder order) =>
        FindOrder.Apply(FindAsync(collection, filter, order.SortTerms, FindOrder.Kept(order.Skip, order.Limit)), order);

    /// <summary>Documents that match, in the order of ids.</summary>
    public IAsyncEnumerable<StoredDocument> FindAsync(string collection, Filter? filter) => FindAsync(collection, filter, [], long.MaxValue);

    /// <summary>Documents that match, those of one value in the order of ids, to be ordered and the first kept: some that cannot be among these
    /// may be left out.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="filter">The filter.</param>
    /// <param name="order">The order; none: by id.</param>
    /// <param name="kept">How many are kept of that order; <see cref="long.MaxValue"/>: all.</param>
    /// <returns>The documents; the enumerator's token ends the search between two rows, whether they match or not.</returns>
    public IAsyncEnumerable<StoredDocument> FindAsync(string collection, Filter? filter, IReadOnlyList<SortTerm> order, long kept)
    {
        if (catalog.Find(collection) is not { } info)
        {
            return AsyncEnumerable.Empty<StoredDocument>();
        }

        return IndexChoice.For(rows, info, filter) is not { } choice ? ByScanAsync(info, filter)
            : choice.IsInOrder(order, kept) ? ByIndexAsync(info, choice, filter, kept)
            : ByIndexAsync(info, choice.Index, choice.Ranges, filter);
    }

    /// <summary>How <see cref="FindAsync(string, Filter?, IReadOnlyList{SortTerm}, long)"/> would go about it.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="filter">The filter.</param>
    /// <param name="documents">How many documents the collection has.</param>
    /// <param name="order">The order; none: by id.</param>
    /// <param name="kept">How many are kept of that order; <see cref="long.MaxValue"/>: all.</param>
    public QueryPlan Explain(string collection, Filter? filter, long documents, IReadOnlyList<SortTerm> order, long kept)
    {
        var choice = catalog.Find(collection) is { } info ? IndexChoice.For(rows, info, filter) : null;
        return new QueryPlan(
            collection, choice?.Index.Path, choice?.Ranges.Count ?? 0, choice?.Count(rows, QueryPlan.CandidatesMax) ?? documents, filter?.ToString())
        {
            SortedBy = order.Count == 0 || choice?.IsInOrder(order, kept) == true ? null : string.Join(", ", order),
        };
    }

    public DocumentRow? Get(string collection, string id)
    {
        if (catalog.Find(collection) is not { } info || rows.Get(DocumentKeys.Of(info.Id, id)) is not { } bytes)
        {
            return null;
        }

        var row = new DocumentRow(bytes);
        return row.ExpiresAtTicks is not null && row.IsExpired(clock.Now()) ? null : row;
    }

    /// <summary>Documents that have expired and are not swept yet; the counter still has them.</summary>
    public long CountExpired(CollectionInfo info)
    {
        var count = 0L;
        byte[]? from = Keys.Of(RowTable.Expiry);
        var to = Keys.Of(RowTable.Expiry, clock.Now().UtcTicks + 1);
        while (from is not null)
        {
            var page = rows.Scan(from, to, PageRows, PageBytes);
            count += page.Rows.Count(row => DocumentKeys.Collection(DocumentKeys.ExpiringDocument(row.Key.Span)) == info.Id);
            from = page.Next;
        }

        return count;
    }

    private async IAsyncEnumerable<StoredDocument> ByScanAsync(
        CollectionInfo info, Filter? filter, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var from = DocumentKeys.All(info.Id);
        var to = Keys.After(from);
        var read = 0;
        while (from is not null)
        {
            var page = rows.Scan(from, to, PageRows, PageBytes);
            await ScanPause.Now();
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var (key, value) in page.Rows)
            {
                if (++read % RowsPerPause == 0)
                {
                    await ScanPause.Now();
                    cancellationToken.ThrowIfCancellationRequested();
                }

                var row = new DocumentRow(value);
                if (IsLive(row) && FilterEvaluator.Matches(filter, row.Json.Span))
                {
                    yield return row.ToStored(DocumentKeys.Id(key.Span));
                }
            }

            from = page.Next;
        }
    }

    private bool IsLive(DocumentRow row) => row.ExpiresAtTicks is null || !row.IsExpired(clock.Now());
}
