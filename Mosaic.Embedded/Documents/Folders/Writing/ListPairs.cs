using System.Text.Json.Nodes;

namespace Mosaic.Documents.Folders.Writing;

/// <summary>Which items of a list became which of another.</summary>
internal sealed class ListPairs
{
    /// <summary>Comparisons of longer lists would take too long: they are paired by place.</summary>
    private const int MaxComparisons = 250_000;

    private readonly JsonArray _before;
    private readonly JsonArray _after;
    private readonly int[] _pairs;

    private ListPairs(JsonArray before, JsonArray after)
    {
        _before = before;
        _after = after;
        _pairs = new int[before.Count];
        Array.Fill(_pairs, -1);
    }

    /// <summary>
    /// As many items as can be stay as they are, in order; between two that do, items become others, those that are alike first, then by place;
    /// what is left over was removed or added.
    /// </summary>
    /// <returns>For each item before, the place after of what it is or became, ascending; -1: it was removed.</returns>
    public static int[] Find(JsonArray before, JsonArray after)
    {
        var pairs = new ListPairs(before, after);
        pairs.PairEnds();
        pairs.Between((rows, columns) => pairs.PairMost(rows, columns, JsonNode.DeepEquals));
        pairs.Between((rows, columns) => pairs.PairMost(rows, columns, AreAlike));
        pairs.Between(pairs.PairByPlace);
        return pairs._pairs;
    }

    private static bool AreAlike(JsonNode? before, JsonNode? after) => (before, after) switch
    {
        (JsonObject left, JsonObject right) => left.Any(pair => right.TryGetPropertyValue(pair.Key, out var other) && JsonNode.DeepEquals(pair.Value, other)),
        (JsonArray { Count: > 0 } left, JsonArray { Count: > 0 } right) => JsonNode.DeepEquals(left[0], right[0]) || JsonNode.DeepEquals(left[^1], right[^1]),
        _ => false,
    };

    private void PairEnds()
    {
        var start = 0;
        while (start < _before.Count && start < _after.Count && JsonNode.DeepEquals(_before[start], _after[start]))
        {
            _pairs[start] = start++;
        }

        var (before, after) = (_before.Count, _after.Count);
        while (before > start && after > start && JsonNode.DeepEquals(_before[before - 1], _after[after - 1]))
        {
            _pairs[--before] = --after;
        }
    }

    /// <summary>Hands out what is between two pairs, of both lists.</summary>
    private void Between(Action<Range, Range> pair)
    {
        for (int i = 0, row = 0, column = 0; i <= _before.Count; i++)
        {
            if (i < _before.Count && _pairs[i] < 0)
            {
                continue;
            }

            var end = i < _before.Count ? _pairs[i] : _after.Count;
            if (row < i && column < end)
            {
                pair(row..i, column..end);
            }

            (row, column) = (i + 1, end + 1);
        }
    }

    /// <summary>The longest common subsequence.</summary>
    private void PairMost(Range before, Range after, Func<JsonNode?, JsonNode?, bool> isPair)
    {
        var ((firstRow, rows), (firstColumn, columns)) = (before.GetOffsetAndLength(_before.Count), after.GetOffsetAndLength(_after.Count));
        if ((long)rows * columns > MaxComparisons)
        {
            return;
        }

        var matches = new bool[rows, columns];
        var longest = new int[rows + 1, columns + 1];
        for (var row = rows - 1; row >= 0; row--)
        {
            for (var column = columns - 1; column >= 0; column--)
            {
                matches[row, column] = isPair(_before[firstRow + row], _after[firstColumn + column]);
                longest[row, column] = Math.Max(Math.Max(longest[row + 1, column], longest[row, column + 1]), matches[row, column] ? longest[row + 1, column + 1] + 1 : 0);
            }
        }

        for (int row = 0, column = 0; row < rows && column < columns;)
        {
            if (matches[row, column] && longest[row, column] == longest[row + 1, column + 1] + 1)
            {
                _pairs[firstRow + row++] = firstColumn + column++;
            }
            else if (longest[row + 1, column] >= longest[row, column + 1])
            {
                row++;
            }
            else
            {
                column++;
            }
        }
    }

    private void PairByPlace(Range before, Range after)
    {
        var ((row, rows), (column, columns)) = (before.GetOffsetAndLength(_before.Count), after.GetOffsetAndLength(_after.Count));
        for (var i = 0; i < Math.Min(rows, columns); i++)
        {
            _pairs[row + i] = column + i;
        }
    }
}
