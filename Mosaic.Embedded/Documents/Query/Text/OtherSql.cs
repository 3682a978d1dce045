namespace Mosaic.Documents.Query.Text;

/// <summary>Words of SQL that this language does not have; here they are names.</summary>
internal static class OtherSql
{
    /// <returns>What to write instead; null: it is no such word.</returns>
    public static string? Advice(Token token) => token.Kind != TokenKind.Path ? null : token.Text.ToUpperInvariant() switch
    {
        "FROM" => "A query has no FROM: it runs over one collection, the one that is given as the parameter 'collection'.",
        "DISTINCT" => "DISTINCT is not supported: GROUP BY shows each value once, as in SELECT city GROUP BY city.",
        "HAVING" => "HAVING is not supported: WHERE says which documents count, and every group is shown.",
        _ => null,
    };
}
