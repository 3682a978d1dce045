namespace Mosaic.Documents.Query.Text;

/// <summary>Errors of a query's text, each at its column.</summary>
internal static class QueryError
{
    private const int Around = 40;

    private const string Grammar =
        "The grammar stands at IDocumentStore.QueryAsync: SELECT …, WHERE …, GROUP BY …, ORDER BY …, LIMIT n, OFFSET n in this order, none of them needed; strings stand in single quotes, values also in parameters: @name.";

    /// <param name="text">The query.</param>
    /// <param name="position">Where the error is, in UTF-16 units from 0.</param>
    /// <param name="expected">What should stand there.</param>
    /// <param name="found">What stands there.</param>
    /// <param name="note">A sentence more; null: none.</param>
    public static QuerySyntaxException At(string text, int position, string expected, string found, string? note = null) => new(
        $"Column {position + 1}: expected {expected}, found {found}.{(note is null ? "" : $" {note}")}\n{Excerpt(text, position)}")
    {
        Column = position + 1,
        Expected = expected,
        Operation = "query",
        Hint = note ?? Grammar,
    };

    /// <param name="text">The query.</param>
    /// <param name="name">The parameter.</param>
    /// <param name="used">The parameters that the query names.</param>
    public static QuerySyntaxException Unused(string text, string name, IEnumerable<string> used) => new(
        $"The parameter @{name} is given, and the query does not name it. It names {(string.Join(", ", used.Select(static it => $"@{it}")) is { Length: > 0 } names ? names : "none")}.\n{Excerpt(text, text.Length)}")
    {
        Column = text.Length + 1,
        Expected = $"@{name}",
        Operation = "query",
        Hint = $"Name it in the text, @{name}, or leave it out of the parameters.",
    };

    private static string Excerpt(string text, int position)
    {
        var start = Math.Max(0, position - Around);
        var end = Math.Min(text.Length, position + Around);
        var line = string.Concat(text.AsSpan(start, end - start).ToString().Select(static letter => char.IsControl(letter) || char.IsSurrogate(letter) ? ' ' : letter));
        return $"  {line}\n  {new string(' ', position - start)}^";
    }
}
