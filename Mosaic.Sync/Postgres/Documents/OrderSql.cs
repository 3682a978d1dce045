namespace Mosaic.Postgres.Documents;

/// <summary>The SQL of an order by a path: missing, null, false, true, numbers, strings, then arrays and objects, which tie.</summary>
internal static class OrderSql
{
    /// <summary>Terms of ORDER BY; what ties is for the caller to order by id.</summary>
    /// <param name="column">The jsonb column.</param>
    /// <param name="path">What to order by.</param>
    /// <param name="descending">Highest first.</param>
    /// <param name="values">Takes up the names of the path.</param>
    public static string Write(string column, FilterPath path, bool descending, SqlValues values)
    {
        var value = PathSql.Write(column, path, values);
        var direction = descending ? "DESC" : "ASC";
        return $"""
            CASE jsonb_typeof({value}) WHEN 'null' THEN 1 WHEN 'boolean' THEN 2 + ({value})::boolean::int WHEN 'number' THEN 4
            WHEN 'string' THEN 5 WHEN 'array' THEN 6 WHEN 'object' THEN 6 ELSE 0 END {direction},
            CASE jsonb_typeof({value}) WHEN 'number' THEN ({value})::numeric END {direction},
            CASE jsonb_typeof({value}) WHEN 'string' THEN {value} #>> '{"{}"}' END COLLATE "C" {direction}
            """;
    }
}
