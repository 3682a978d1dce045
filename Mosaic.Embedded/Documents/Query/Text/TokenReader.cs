namespace Mosaic.Documents.Query.Text;

/// <summary>Goes through a query's tokens.</summary>
internal sealed class TokenReader(string text)
{
    private readonly List<Token> tokens = Lexer.Read(text);
    private int at;

    public string Text => text;

    public Token Current => tokens[at];

    public Token Next => tokens[Math.Min(at + 1, tokens.Count - 1)];

    public Token Take() => tokens[at < tokens.Count - 1 ? at++ : at];

    public Token Take(TokenKind kind, string expected) => Current.Kind == kind ? Take() : throw ExpectedName(expected);

    /// <summary>A word of the language as it is spelled in the text.</summary>
    public string Written(Token word) => text.Substring(word.Start, word.Text.Length);

    public bool TryWord(string word) => Try(Current.IsWord(word));

    public bool TrySymbol(string symbol) => Try(Current.IsSymbol(symbol));

    public void Word(string word)
    {
        if (!TryWord(word))
        {
            throw Expected(word);
        }
    }

    public void Symbol(string symbol)
    {
        if (!TrySymbol(symbol))
        {
            throw Expected($"'{symbol}'");
        }
    }

    public QuerySyntaxException Expected(string what) => ExpectedAt(Current, what);

    /// <summary>Where a name could stand, a word of the language may have been meant as one.</summary>
    public QuerySyntaxException ExpectedName(string what) => QueryError.At(
        text, Current.Start, what, Current.Description, Current.Kind == TokenKind.Word ? $"{Current.Text} is a word of the language; a name that is one stands in double quotes: \"{Written(Current)}\"." : null);

    /// <summary>Where a value could stand, a name may have been meant as a string.</summary>
    public QuerySyntaxException ExpectedValue() => QueryError.At(
        text,
        Current.Start,
        "a value",
        Current.Description,
        Current.Kind == TokenKind.Path ? $"Strings stand in single quotes, names in double ones: '{(Current.Names is [var name] ? name : Current.Text).Replace("'", "''", StringComparison.Ordinal)}'." : null);

    public QuerySyntaxException ExpectedAt(Token token, string what) => QueryError.At(text, token.Start, what, token.Description);

    private bool Try(bool there)
    {
        at += there ? 1 : 0;
        return there;
    }
}
