using System.Globalization;
using Mosaic.Documents.Json;

namespace Mosaic.Documents.Filters.Linq;

/// <summary>How the text of a DateTime compares with one, as C# does: by its date and time, whatever stands behind them.</summary>
/// <remarks>
/// The serializer writes <c>2024-01-02T03:04:05.678Z</c>, the fraction without its last zeros and left out when there is none, then
/// nothing, Z or an offset. In the order of bytes + and - come before the point, that before digits, and those before Z: so Z alone
/// puts a text above those that it is below.
/// </remarks>
internal static class DateTimeText
{
    private const int FractionDigits = 7;

    public static Filter Compare(JsonPath path, ComparisonOperator comparison, DateTime value) => comparison switch
    {
        ComparisonOperator.Equal => Equal(path, [value]),
        ComparisonOperator.Less => Below(path, value),
        ComparisonOperator.LessOrEqual => Below(path, value) | Equal(path, [value]),
        ComparisonOperator.GreaterOrEqual => NotBelow(path, value),
        ComparisonOperator.Greater => NotBelow(path, value) & !new IsTrueFilter(Equal(path, [value])),
        _ => throw new ArgumentOutOfRangeException(nameof(comparison)),
    };

    /// <summary>The text is one of the values.</summary>
    public static Filter Equal(JsonPath path, IReadOnlyCollection<DateTime> values)
    {
        // Others than the serializer write zeros at the fraction's end.
        var texts = values.SelectMany(static value => Padded(Text(value))).ToList();
        var whole = new InFilter(path, texts.SelectMany(static text => (string[])[text, $"{text}Z"]).Select(JsonScalar.From));
        return OrFilter.Of(
        [
            whole, .. texts.Select(text =>
                new ComparisonFilter(path, ComparisonOperator.Greater, JsonScalar.From($"{text}+")) & new ComparisonFilter(path, ComparisonOperator.Less, JsonScalar.From($"{text}."))),
        ]);
    }

    private static Filter Below(JsonPath path, DateTime value)
    {
        Filter less = new ComparisonFilter(path, ComparisonOperator.Less, JsonScalar.From(Text(value)));
        return ShorterButAbove(path, Text(value)) is { } shorter ? less | shorter : less;
    }

    private static Filter NotBelow(JsonPath path, DateTime value)
    {
        Filter notLess = new ComparisonFilter(path, ComparisonOperator.GreaterOrEqual, JsonScalar.From(Text(value)));
        return ShorterButAbove(path, Text(value)) is { } shorter ? notLess & !shorter : notLess;
    }

    /// <summary>Times before the value whose texts are above it: its own beginnings, with Z; null when it has no fraction.</summary>
    private static InFilter? ShorterButAbove(JsonPath path, string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        return point < 0 ? null : new InFilter(path, Enumerable.Range(point, text.Length - point)
            .Where(end => end != point + 1)
            .Select(end => JsonScalar.From($"{text[..end]}Z")));
    }

    private static IEnumerable<string> Padded(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var digits = point < 0 ? 0 : text.Length - point - 1;
        var open = point < 0 ? text + "." : text;
        return [text, .. Enumerable.Range(1, FractionDigits - digits).Select(zeros => open + new string('0', zeros))];
    }

    private static string Text(DateTime value) => value.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture);
}
