using Mosaic.Backends;
using Mosaic.Documents.Catalog;
using Mosaic.Documents.Filters;
using Mosaic.Documents.Json;
using Mosaic.Documents.Rows;
using Mosaic.Storage.Rows;

namespace Mosaic.Documents.Query;

/// <summary>An index that narrows a filter, and where.</summary>
internal sealed record IndexChoice(IndexInfo Index, IReadOnlyList<IndexRange> Ranges)
{
    private const int PageRows = 512;
    private const int PageBytes = 128 * 1024;

    /// <summary>Where documents whose value is a scalar are.</summary>
    public IReadOnlyList<IndexRange> Plain => [.. Ranges.Where(static range => range.Low[0] < OrderedEncoding.ElementFlag)];

    /// <summary>Where documents whose value is an array are.</summary>
    public IReadOnlyList<IndexRange> Elements => [.. Ranges.Where(static range => range.Low[0] >= OrderedEncoding.ElementFlag)];

    /// <summary>The index with the fewest entries to read; null when none is of use.</summary>
    public static IndexChoice? For(RowStore rows, CollectionInfo info, Filter? filter)
    {
        IndexChoice? best = null;
        var fewest = -1L;
        foreach (var index in info.Indexes)
        {
            if (!index.Ready || FilterPlanner.RangesFor(filter, index.Parsed) is not { } ranges)
            {
                continue;
            }

            var choice = new IndexChoice(index, ranges);
            if (best is null)
            {
                best = choice; // counted only when there is another
                continue;
            }

            fewest = fewest < 0 ? best.Count(rows, QueryPlan.CandidatesMax) : fewest;
            var count = choice.Count(rows, fewest);
            (best, fewest) = count < fewest ? (choice, count) : (best, fewest);
        }

        return best;
    }

    /// <summary>Whether the order of the index is the one that is wanted, and not all of it.</summary>
    public bool IsInOrder(IReadOnlyList<SortTerm> order, long kept) =>
        kept < long.MaxValue && order is [{ Descending: false } term] && term.Path.Equals(Index.Parsed);

    /// <summary>The entries in the ranges, counted to <paramref name="most"/>.</summary>
    public long Count(RowStore rows, long most)
    {
        var count = 0L;
        foreach (var range in Ranges)
        {
            var from = DocumentKeys.Entries(Index.Id, range.Low);
            var to = Keys.After(DocumentKeys.Entries(Index.Id, range.High));
            while (from is not null && count < most)
            {
                var page = rows.Scan(from, to, PageRows, PageBytes);
                count += page.Rows.Count;
                from = page.Next;
            }
        }

        return Math.Min(count, most);
    }
}
