using System.Text;

namespace Mosaic.Postgres.Documents;

/// <summary>The SQL of a path: the jsonb at it, or NULL where nothing is.</summary>
internal static class PathSql
{
    /// <param name="root">The SQL of what the path begins at.</param>
    /// <param name="path">The path.</param>
    /// <param name="values">Takes up the names.</param>
    public static string Write(string root, FilterPath path, SqlValues values)
    {
        if (path.Segments.Count == 0)
        {
            return root;
        }

        var sql = new StringBuilder("(").Append(root);
        foreach (var segment in path.Segments)
        {
            // Through #> any whole number leads into an array, "-1" and "01" too; through -> a text never does.
            var name = values.Add(ControlEscape.Escape(segment.Name));
            sql.Append(segment.Index is null ? $" -> {name}" : $" #> ARRAY[{name}]");
        }

        return sql.Append(')').ToString();
    }
}
