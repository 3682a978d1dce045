using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Mosaic.Postgres.Documents;

/// <summary>A filter as a predicate of SQL over the projections of documents (<see cref="DocumentProjection"/>): true, false and NULL where
/// the filter is true, false and unknown.</summary>
internal sealed class FilterSql : FilterVisitor<StringBuilder>
{
    private readonly StringBuilder _sql;
    private readonly SqlValues _values;
    private readonly string _root;
    private readonly int _depth;

    private FilterSql(StringBuilder sql, SqlValues values, string root, int depth)
    {
        _sql = sql;
        _values = values;
        _root = root;
        _depth = depth;
    }

    /// <summary>The predicate.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="column">The jsonb column.</param>
    /// <param name="values">Takes up what the filter names and compares with.</param>
    /// <exception cref="NotSupportedException">It compares with a number of more than <see cref="ProjectedNumber.DigitsMax"/> digits.</exception>
    public static string Write(Filter filter, string column, SqlValues values) =>
        filter.Accept(new FilterSql(new StringBuilder(), values, column, depth: 1)).ToString();

    public override StringBuilder VisitAnd(IReadOnlyList<Filter> operands) => AppendAll(operands, " AND ");

    public override StringBuilder VisitOr(IReadOnlyList<Filter> operands) => AppendAll(operands, " OR ");

    public override StringBuilder VisitNot(Filter operand)
    {
        _sql.Append("NOT (");
        return operand.Accept(this).Append(')');
    }

    public override StringBuilder VisitIsTrue(Filter operand)
    {
        _sql.Append("((");
        return operand.Accept(this).Append(") IS TRUE)");
    }

    public override StringBuilder VisitComparison(FilterPath path, ComparisonOperator comparison, FilterValue value)
    {
        var found = PathSql.Write(_root, path, _values);
        return (comparison, value.Kind) switch
        {
            (ComparisonOperator.Equal or ComparisonOperator.NotEqual, FilterValueKind.Null) =>
                _sql.Append(CultureInfo.InvariantCulture, $"jsonb_typeof({found}) {Symbol(comparison)} 'null'"),
            (ComparisonOperator.NotEqual, _) => _sql.Append(CultureInfo.InvariantCulture, $"{found} <> ({_values.Add(Json(value))})::jsonb"),
            (_, FilterValueKind.Boolean) => AppendIf(found, "boolean", $"({found})::boolean {Symbol(comparison)} {value}"),
            (_, FilterValueKind.Number) => AppendIf(found, "number", $"({found})::numeric {Symbol(comparison)} ({_values.Add(Plain(value))})::numeric"),
            _ => AppendIf(found, "string", $"{Text(found)} {Symbol(comparison)} {_values.Add(Plain(value))}"),
        };
    }

    public override StringBuilder VisitIn(FilterPath path, IReadOnlyList<FilterValue> values)
    {
        var found = PathSql.Write(_root, path, _values);
        var separator = "(";
        foreach (var group in values.GroupBy(static value => value.Kind))
        {
            _sql.Append(separator);
            separator = " OR ";
            var array = group.Key is FilterValueKind.Number or FilterValueKind.String ? _values.AddAll(group.Select(Plain)) : null;
            _ = group.Key switch
            {
                FilterValueKind.Null => _sql.Append(CultureInfo.InvariantCulture, $"jsonb_typeof({found}) = 'null'"),
                FilterValueKind.Boolean => AppendIf(found, "boolean", $"({found})::boolean IN ({string.Join(", ", group)})"),
                FilterValueKind.Number => AppendIf(found, "number", $"({found})::numeric = ANY ({array}::numeric[])"),
                _ => AppendIf(found, "string", $"{Text(found)} = ANY ({array})"),
            };
        }

        return _sql.Append(values.Count == 0 ? "false" : ")");
    }

    public override StringBuilder VisitExists(FilterPath path) => _sql.Append('(').Append(PathSql.Write(_root, path, _values)).Append(" IS NOT NULL)");

    public override StringBuilder VisitContains(FilterPath path, FilterValue value)
    {
        var found = PathSql.Write(_root, path, _values);
        _sql.Append(CultureInfo.InvariantCulture, $"CASE jsonb_typeof({found}) WHEN 'array' THEN {found} @> ({_values.Add($"[{Json(value)}]")})::jsonb");
        if (value.Kind == FilterValueKind.String)
        {
            _sql.Append(CultureInfo.InvariantCulture, $" WHEN 'string' THEN strpos({Text(found)}, {_values.Add(Plain(value))}) > 0");
        }

        return _sql.Append(" END");
    }

    public override StringBuilder VisitStartsWith(FilterPath path, string prefix)
    {
        var found = PathSql.Write(_root, path, _values);
        return AppendIf(found, "string", $"starts_with({Text(found)}, {_values.Add(ControlEscape.Escape(prefix))})");
    }

    public override StringBuilder VisitLike(FilterPath path, string pattern, char? escape)
    {
        var found = PathSql.Write(_root, path, _values);
        return AppendIf(found, "string", LikeSql.Write(Text(found), pattern, escape, _values));
    }

    public override StringBuilder VisitAny(FilterPath path, Filter element)
    {
        var found = PathSql.Write(_root, path, _values);

        // The element's filter stands there once: a query that names it twice, through a subquery too, is planned in twice the time for each level.
        _sql.Append(CultureInfo.InvariantCulture, $"CASE jsonb_typeof({found}) WHEN 'array' THEN (SELECT CASE max(coalesce((");
        element.Accept(new FilterSql(_sql, _values, $"e{_depth}.value", _depth + 1));
        return _sql.Append(")::int * 2, 1)) WHEN 2 THEN true WHEN 1 THEN NULL ELSE false END ")
            .Append(CultureInfo.InvariantCulture, $"FROM jsonb_array_elements({found}) AS e{_depth} (value)) END");
    }

    /// <summary>A string's characters, compared by their bytes.</summary>
    private static string Text(string found) => $"({found} #>> '{{}}') COLLATE \"C\"";

    private static string Plain(FilterValue value) =>
        value.Kind == FilterValueKind.Number ? ProjectedNumber.ForOperand(value.Text) : ControlEscape.Escape(value.Text);

    private static string Json(FilterValue value) => value.Kind switch
    {
        FilterValueKind.String => $"\"{JsonEncodedText.Encode(Plain(value))}\"",
        FilterValueKind.Number => Plain(value),
        _ => value.ToString(),
    };

    private static string Symbol(ComparisonOperator comparison) => comparison switch
    {
        ComparisonOperator.Equal => "=",
        ComparisonOperator.NotEqual => "<>",
        ComparisonOperator.Greater => ">",
        ComparisonOperator.GreaterOrEqual => ">=",
        ComparisonOperator.Less => "<",
        _ => "<=",
    };

    private StringBuilder AppendIf(string found, string type, string predicate) =>
        _sql.Append(CultureInfo.InvariantCulture, $"CASE jsonb_typeof({found}) WHEN '{type}' THEN {predicate} END");

    private StringBuilder AppendAll(IReadOnlyList<Filter> operands, string separator)
    {
        _sql.Append('(');
        for (var i = 0; i < operands.Count; i++)
        {
            _sql.Append(i > 0 ? separator : "");
            operands[i].Accept(this);
        }

        return _sql.Append(')');
    }
}
