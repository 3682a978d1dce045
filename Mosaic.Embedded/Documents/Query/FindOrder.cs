using Mosaic.Documents.Json;

namespace Mosaic.Documents.Query;

/// <summary>Sorting, skipping and limiting. Equal sort keys keep the order of ids; with a limit only that many are held.</summary>
internal static class FindOrder
{
    public static IAsyncEnumerable<FoundDocument> Apply(IAsyncEnumerable<FoundDocument> found, FindOptions? options)
    {
        if (options is null)
        {
            return found;
        }

        ArgumentOutOfRangeException.ThrowIfNegative(options.Skip);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Limit ?? 0);
        if (options.OrderBy is { } path)
        {
            var kept = options.Limit is { } limit ? (long)limit + options.Skip : long.MaxValue;
            found = SortAsync(found, JsonPath.Parse(path), options.Descending, kept);
        }
        else if (options.Descending)
        {
            found = found.Reverse();
        }

        found = found.Skip(options.Skip);
        return options.Limit is { } max ? found.Take(max) : found;
    }

    private static async IAsyncEnumerable<FoundDocument> SortAsync(IAsyncEnumerable<FoundDocument> found, JsonPath path, bool descending, long kept)
    {
        var comparer = Comparer<(byte[] Key, long Arrival)>.Create((a, b) =>
        {
            var order = a.Key.AsSpan().SequenceCompareTo(b.Key);
            return order != 0 ? (descending ? -order : order) : a.Arrival.CompareTo(b.Arrival);
        });
        var worstFirst = Comparer<(byte[] Key, long Arrival)>.Create((a, b) => comparer.Compare(b, a));
        var heap = new PriorityQueue<FoundDocument, (byte[] Key, long Arrival)>(worstFirst);
        var arrival = 0L;
        await foreach (var document in found.ConfigureAwait(false))
        {
            var rank = (SortKey.Extract(document.Row.Json.Span, path), arrival++);
            if (heap.Count < kept)
            {
                heap.Enqueue(document, rank);
            }
            else if (kept > 0)
            {
                heap.EnqueueDequeue(document, rank);
            }
        }

        var sorted = new FoundDocument[heap.Count];
        for (var i = sorted.Length - 1; i >= 0; i--)
        {
            sorted[i] = heap.Dequeue();
        }

        foreach (var document in sorted)
        {
            yield return document;
        }
    }
}
