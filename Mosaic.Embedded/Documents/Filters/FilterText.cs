using System.Text;

namespace Mosaic.Documents.Filters;

/// <summary>Writes a filter as text.</summary>
internal static class FilterText
{
    public static string Write(Filter filter)
    {
        var text = new StringBuilder();
        Append(text, filter, nested: false);
        return text.ToString();
    }

    private static void Append(StringBuilder text, Filter filter, bool nested)
    {
        switch (filter)
        {
            case ComparisonFilter it:
                text.Append(it.Path).Append(' ').Append(Symbol(it.Operator)).Append(' ').Append(it.Value);
                break;
            case InFilter it:
                text.Append(it.Path).Append(" IN (").AppendJoin(", ", it.Values.ToArray().AsEnumerable()).Append(')');
                break;
            case ExistsFilter it:
                text.Append(it.Path).Append(" EXISTS");
                break;
            case ContainsFilter it:
                text.Append(it.Path).Append(" CONTAINS ").Append(it.Value);
                break;
            case StartsWithFilter it:
                text.Append(it.Path).Append(" STARTS WITH ").Append(it.Prefix);
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
