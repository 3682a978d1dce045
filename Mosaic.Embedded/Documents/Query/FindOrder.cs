using Mosaic.Backends;
using System.Runtime.CompilerServices;
using Mosaic.Documents.Json;

namespace Mosaic.Documents.Query;

/// <summary>Sorting, skipping and limiting. Equal sort keys keep the order of ids; with a limit only that many are held.</summary>
internal static class FindOrder
{
    public static IAsyncEnumerable<StoredDocument> Apply(IAsyncEnumerable<StoredDocument> found, DocumentOrder order) =>
        order == DocumentOrder.ById ? found : Apply(order.Reversed ? found.Reverse() : found, order.SortTerms, order.Skip, order.Limit);

    /// <exception cref="ArgumentOutOfRangeException">They are not.</exception>
    public static void RequireInRange(FindOptions options)
    {
        RequireNotNegative(options.Skip, nameof(options.Skip), "leaves out none");
        RequireNotNegative(options.Limit ?? 0, nameof(options.Limit), "finds none, null all");
    }

    /// <summary>The paths to order by; none: by id.</summary>
    public static IReadOnlyList<SortTerm> Terms(FindOptions? options) =>
        options?.OrderBy is { } path ? [new SortTerm(JsonPath.Parse(path), options.Descending)] : [];

    /// <summary>How many of an order are looked at; <see cref="long.MaxValue"/>: all.</summary>
    public static long Kept(int skip, int? limit) => limit is { } most ? (long)most + skip : long.MaxValue;

    /// <summary>Orders by several paths, the first counting most.</summary>
    public static IAsyncEnumerable<StoredDocument> Apply(IAsyncEnumerable<StoredDocument> found, IReadOnlyList<SortTerm> terms, int skip, int? limit)
    {
        if (terms.Count > 0)
        {
            found = SortAsync(found, terms, Kept(skip, limit));
        }

        found = found.Skip(skip);
        return limit is { } max ? found.Take(max) : found;
    }

    private static void RequireNotNegative(int value, string name, string zero)
    {
        if (value < 0)
        {
            throw new ArgumentOutOfRangeException($"{nameof(FindOptions)}.{name}", value, $"{nameof(FindOptions)}.{name} is not to be negative; 0 {zero}.");
        }
    }

    private static async IAsyncEnumerable<StoredDocument> SortAsync(
        IAsyncEnumerable<StoredDocument> found, IReadOnlyList<SortTerm> terms, long kept, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var worstFirst = Comparer<(byte[][] Keys, long Arrival)>.Create((left, right) =>
        {
            for (var i = 0; i < terms.Count; i++)
            {
                var order = right.Keys[i].AsSpan().SequenceCompareTo(left.Keys[i]);
                if (order != 0)
                {
                    return terms[i].Descending ? -order : order;
                }
            }

            return right.Arrival.CompareTo(left.Arrival);
        });
        var heap = new PriorityQueue<StoredDocument, (byte[][] Keys, long Arrival)>(worstFirst);
        var arrival = 0L;
        await foreach (var document in found.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            var keys = new byte[terms.Count][];
            for (var i = 0; i < keys.Length; i++)
            {
                keys[i] = SortKey.Extract(document.Json.Span, terms[i].Path);
            }

            if (heap.Count < kept)
            {
                heap.Enqueue(document, (keys, arrival++));
            }
            else if (kept > 0)
            {
                heap.EnqueueDequeue(document, (keys, arrival++));
            }
        }

        var sorted = new StoredDocument[heap.Count];
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
