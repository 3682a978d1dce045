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

    public Token Take(TokenKind kind, string expected) => Current.Kind == kind ? Take() : throw Expected(expected);

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

    public QuerySyntaxException ExpectedAt(Token token, string what) => QueryError.At(text, token.Start, what, token.Description);

    private bool Try(bool there)
    {
        at += there ? 1 : 0;
        return there;
    }
}
