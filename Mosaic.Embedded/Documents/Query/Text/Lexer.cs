using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Mosaic.Documents.Json;

namespace Mosaic.Documents.Query.Text;

/// <summary>Splits a query into tokens.</summary>
/// <remarks>
/// A name begins with a letter, <c>_</c> or <c>$</c> and goes on with those, digits and <c>-</c>; any other, and one that is a word of
/// the language, stands in double quotes, with <c>""</c> for a quote. Names join with dots to a path, in which a number is an element of an
/// array: <c>lines.0.price</c>, <c>lines[0].price</c>. Strings stand in single quotes, with <c>''</c> for a quote.
/// </remarks>
internal sealed class Lexer(string text)
{
    /// <summary>The longest text, in UTF-16 units.</summary>
    public const int MaxLength = 100_000;

    private static readonly FrozenSet<string> Words = FrozenSet.ToFrozenSet(
    [
        "SELECT", "VALUE", "AS", "WHERE", "GROUP", "ORDER", "BY", "ASC", "DESC", "LIMIT", "OFFSET", "AND", "OR", "NOT", "IN", "LIKE", "ESCAPE",
        "IS", "NULL", "MISSING", "TRUE", "FALSE", "BETWEEN", "EXISTS", "CONTAINS", "STARTS", "WITH", "ANY", "MATCHES",
    ]);

    private int at;

    public static bool IsReserved(string name) => Words.Contains(name.ToUpperInvariant());

    /// <summary>Whether a name needs no quotes, words of the language apart.</summary>
    public static bool IsPlainName(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty || !IsNameStart(name[0]))
        {
            return false;
        }

        foreach (var letter in name)
        {
            if (!IsNamePart(letter))
            {
                return false;
            }
        }

        return true;
    }

    public static List<Token> Read(string text)
    {
        if (text.Length > MaxLength)
        {
            throw QueryError.At(text, MaxLength, $"a query of at most {MaxLength} characters", $"{text.Length}");
        }

        if (!StrictUtf8.IsWellFormed(text))
        {
            throw QueryError.At(text, 0, "text", "a surrogate without its partner");
        }

        var lexer = new Lexer(text);
        var tokens = new List<Token>();
        do
        {
            tokens.Add(lexer.Next());
        }
        while (tokens[^1].Kind != TokenKind.End);
        return tokens;
    }

    private static bool IsNameStart(char letter) => char.IsLetter(letter) || char.IsSurrogate(letter) || letter is '_' or '$';

    private static bool IsNamePart(char letter) => IsNameStart(letter) || char.IsDigit(letter) || letter == '-' || char.GetUnicodeCategory(letter) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private Token Next()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        if (at == text.Length)
        {
            return new Token(TokenKind.End, "", at, []);
        }

        var start = at;
        return text[at] switch
        {
            '\'' => new Token(TokenKind.String, Quoted('\''), start, []),
            '"' => Path(),
            '@' => new Token(TokenKind.Parameter, ParameterName(), start, []),
            '-' or (>= '0' and <= '9') => new Token(TokenKind.Number, Number(), start, []),
            var letter when IsNameStart(letter) => Path(),
            _ => new Token(TokenKind.Symbol, Symbol(), start, []),
        };
    }

    private Token Path()
    {
        var start = at;
        var names = new List<string>();
        var quoted = text[at] == '"';
        names.Add(quoted ? Quoted('"') : Name());
        if (!quoted && !(At('.') || At('[')))
        {
            var word = names[0].ToUpperInvariant();
            if (Words.Contains(word))
            {
                return new Token(TokenKind.Word, word, start, []);
            }

            if (names[0] == JsonPath.SelfText)
            {
                return new Token(TokenKind.Path, JsonPath.SelfText, start, []);
            }
        }

        while (at < text.Length && (text[at] == '.' || text[at] == '['))
        {
            names.Add(text[at++] == '.' ? Member() : Element());
        }

        return new Token(TokenKind.Path, text[start..at], start, names is [JsonPath.SelfText, .., _] && !quoted ? [.. names.Skip(1)] : [.. names]);
    }

    private bool At(char letter) => at < text.Length && text[at] == letter;

    private string Member()
    {
        if (At('"'))
        {
            return Quoted('"');
        }

        return at < text.Length && (IsNamePart(text[at]) && text[at] != '-') ? Name() : throw Error("a name after the dot");
    }

    private string Element()
    {
        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return at > start && At(']') ? text[start..at++] : throw Error("the number of an element and ']'");
    }

    private string Name()
    {
        var start = at;
        while (at < text.Length && IsNamePart(text[at]))
        {
            at++;
        }

        return text[start..at];
    }

    private string ParameterName()
    {
        at++;
        var start = at;
        while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] == '_'))
        {
            at++;
        }

        return at > start ? text[start..at] : throw Error("a parameter's name after '@'");
    }

    private string Quoted(char quote)
    {
        var start = at++;
        var content = new StringBuilder();
        while (at < text.Length)
        {
            if (text[at] != quote)
            {
                content.Append(text[at++]);
            }
            else if (at + 1 < text.Length && text[at + 1] == quote)
            {
                content.Append(quote);
                at += 2;
            }
            else
            {
                at++;
                return content.Length > 0 || quote == '\'' ? content.ToString() : throw QueryError.At(text, start, "a name in the quotes", "none");
            }
        }

        throw QueryError.At(text, start, $"a closing {quote}", "the end");
    }

    /// <summary>A number as JSON writes it, with an optional sign.</summary>
    private string Number()
    {
        var start = at;
        at += At('-') ? 1 : 0;
        var first = at;
        Digits();
        if (at - first > 1 && text[first] == '0')
        {
            at = start;
            throw Error("a number without leading zeros");
        }

        if (At('.'))
        {
            at++;
            Digits();
        }

        if (At('e') || At('E'))
        {
            at++;
            at += At('+') || At('-') ? 1 : 0;
            Digits();
        }

        if (at < text.Length && IsNamePart(text[at]))
        {
            throw Error("the end of the number");
        }

        var number = text[start..at];
        return JsonNumber.CheckLimits(Encoding.ASCII.GetBytes(number))
            ? number
            : throw QueryError.At(text, start, $"a number within 1e±{DocumentLimits.MaxNumberExponent}", "one beyond");
    }

    private void Digits()
    {
        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        if (at == start)
        {
            throw Error("a digit");
        }
    }

    private string Symbol()
    {
        string[] symbols = ["<>", "<=", ">=", "!=", "==", "=", "<", ">", "(", ")", ",", "*", "."];
        var symbol = Array.Find(symbols, it => text.AsSpan(at).StartsWith(it, StringComparison.Ordinal)) ?? throw Error("a name, a value or an operator");
        at += symbol.Length;
        return symbol;
    }

    private QuerySyntaxException Error(string expected) =>
        QueryError.At(text, at, expected, at < text.Length ? $"'{Rune.GetRuneAt(text, char.IsLowSurrogate(text[at]) ? at - 1 : at)}'" : "the end");
}
