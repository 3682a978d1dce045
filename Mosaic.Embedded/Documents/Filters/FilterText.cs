using System.Text;
using Mosaic.Documents.Json;
using Mosaic.Documents.Query.Text;

namespace Mosaic.Documents.Filters;

/// <summary>Writes a filter as the text that <see cref="Filter.Parse"/> reads back.</summary>
internal static class FilterText
{
    public static string Write(Filter filter)
    {
        var text = new StringBuilder();
        Append(text, filter, nested: false);
        return text.ToString();
    }

    /// <summary>Writes a path as a query names it.</summary>
    public static string Write(JsonPath path) => Append(new StringBuilder(), path).ToString();

    private static void Append(StringBuilder text, Filter filter, bool nested)
    {
        switch (filter)
        {
            case ComparisonFilter it:
                Append(text, it.Path).Append(' ').Append(Symbol(it.Operator)).Append(' ').Append(Value(it.Value));
                break;
            case InFilter it:
                Append(text, it.Path).Append(" IN (").AppendJoin(", ", it.Values.ToArray().Select(Value)).Append(')');
                break;
            case ExistsFilter it:
                Append(text, it.Path).Append(" EXISTS");
                break;
            case ContainsFilter it:
                Append(text, it.Path).Append(" CONTAINS ").Append(Value(it.Value));
                break;
            case StartsWithFilter it:
                Append(text, it.Path).Append(" STARTS WITH ").Append(Value(it.Prefix));
                break;
            case LikeFilter it:
                Append(text, it.Path).Append(" LIKE ").Append(Quote(it.Pattern.Text));
                text.Append(it.Pattern.Escape is { } escape ? $" ESCAPE {Quote(escape.ToString())}" : "");
                break;
            case ElementFilter it:
                Append(text.Append("ANY("), it.Path).Append(") MATCHES (");
                Append(text, it.Element, nested: false);
                text.Append(')');
                break;
            case IsTrueFilter it:
                text.Append('(');
                Append(text, it.Operand, nested: false);
                text.Append(") IS TRUE");
                break;
            case NotFilter it:
                text.Append("NOT (");
                Append(text, it.Operand, nested: false);
                text.Append(')');
                break;
            case AndFilter it:
                AppendAll(text, it.Operands, " AND ", nested);
                break;
            case OrFilter it:
                AppendAll(text, it.Operands, " OR ", nested);
                break;
            default:
                throw new NotSupportedException($"A filter of type {filter.GetType()} is not known.");
        }
    }

    private static void AppendAll(StringBuilder text, ReadOnlySpan<Filter> operands, string separator, bool nested)
    {
        text.Append(nested ? "(" : string.Empty);
        for (var i = 0; i < operands.Length; i++)
        {
            text.Append(i > 0 ? separator : string.Empty);
            Append(text, operands[i], nested: true);
        }

        text.Append(nested ? ")" : string.Empty);
    }

    private static StringBuilder Append(StringBuilder text, JsonPath path)
    {
        if (path.Segments.IsEmpty)
        {
            return text.Append('$');
        }

        for (var i = 0; i < path.Segments.Length; i++)
        {
            var name = StrictUtf8.GetString(path.Segments[i].Name);
            var plain = i > 0 && path.Segments[i].Index >= 0
                || (Lexer.IsPlainName(name) && name != JsonPath.SelfText && !(path.Segments.Length == 1 && Lexer.IsReserved(name)));
            text.Append(i > 0 ? "." : "").Append(plain ? name : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
        }

        return text;
    }

    private static string Value(JsonScalar value) => value.Kind == JsonKind.String ? Quote(StrictUtf8.GetString(value.Utf8)) : value.ToString();

    private static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Symbol(ComparisonOperator comparison) => comparison switch
    {
        ComparisonOperator.Equal => "=",
        ComparisonOperator.NotEqual => "<>",
        ComparisonOperator.Greater => ">",
        ComparisonOperator.GreaterOrEqual => ">=",
        ComparisonOperator.Less => "<",
        _ => "<=",
    };
}
