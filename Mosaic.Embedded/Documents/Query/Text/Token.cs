namespace Mosaic.Documents.Query.Text;

/// <summary>A word of a query.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">A word in capitals, a string without its quotes, else as it was written.</param>
/// <param name="Start">Where it begins, in UTF-16 units from 0.</param>
/// <param name="Names">Of a path: its names.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Start, string[] Names)
{
    public bool IsWord(string word) => Kind == TokenKind.Word && Text == word;

    public bool IsSymbol(string symbol) => Kind == TokenKind.Symbol && Text == symbol;

    /// <summary>As it is named in an error.</summary>
    public string Description => Kind switch
    {
        TokenKind.End => "the end",
        TokenKind.String => $"the string {Quoted(Text)}",
        TokenKind.Parameter => Quoted($"@{Text}"),
        _ => Quoted(Text),
    };

    private static string Quoted(string text) => text.Length <= 40 ? $"'{text}'" : $"'{text[..40]}…'";
}
