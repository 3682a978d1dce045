using System.Text;
using Mosaic.Documents.Filters;
using Mosaic.Documents.Json;

namespace Mosaic.Documents.Query.Text;

/// <summary>Reads the condition of a WHERE by recursive descent: OR, then AND, then NOT, then what stands between.</summary>
internal sealed class FilterParser(TokenReader tokens, QueryParameters parameters)
{
    /// <summary>Brackets and NOTs inside one another.</summary>
    private const int MaxDepth = DocumentLimits.MaxFilterDepth / 2;

    private int depth;

    public Filter ParseOr()
    {
        var operands = new List<Filter> { ParseAnd() };
        while (tokens.TryWord("OR"))
        {
            operands.Add(ParseAnd());
        }

        return OrFilter.Of(operands);
    }

    /// <summary>A path, no word of the language.</summary>
    public JsonPath ParsePath() => ToPath(tokens.Take(TokenKind.Path, "a path"));

    public JsonPath ToPath(Token token)
    {
        try
        {
            return JsonPath.FromNames(token.Names);
        }
        catch (ArgumentException exception)
        {
            throw tokens.ExpectedAt(token, $"a path ({exception.Message})");
        }
    }

    private Filter ParseAnd()
    {
        var operands = new List<Filter> { ParseNot() };
        while (tokens.TryWord("AND"))
        {
            operands.Add(ParseNot());
        }

        return AndFilter.Of(operands);
    }

    private Filter ParseNot()
    {
        if (++depth > MaxDepth)
        {
            throw tokens.Expected($"at most {MaxDepth} conditions inside one another");
        }

        var filter = tokens.TryWord("NOT") ? !ParseNot() : ParsePredicate();
        depth--;
        return filter;
    }

    private Filter ParsePredicate()
    {
        if (tokens.TrySymbol("("))
        {
            var inner = ParseOr();
            tokens.Symbol(")");
            return ParseTruthTest(inner);
        }

        if (tokens.Current.IsWord("ANY"))
        {
            return ParseAny();
        }

        if (tokens.Current.Kind == TokenKind.Path)
        {
            return ParseTest(ParsePath());
        }

        if (TryScalar() is not { } value)
        {
            throw tokens.ExpectedName("a condition");
        }

        var comparison = (TryComparison() ?? throw tokens.Expected("a comparison")).Flipped();
        if (tokens.Current.IsWord("ANY"))
        {
            var array = ParseAnyPath();
            return new ElementFilter(array, Compare(JsonPath.Self, comparison, value));
        }

        return Compare(ParsePath(), comparison, value);
    }

    private Filter ParseTruthTest(Filter filter)
    {
        if (!tokens.TryWord("IS"))
        {
            return filter;
        }

        var not = tokens.TryWord("NOT");
        tokens.Word("TRUE");
        return not ? !Filter.IsTrue(filter) : Filter.IsTrue(filter);
    }

    private JsonPath ParseAnyPath()
    {
        tokens.Word("ANY");
        tokens.Symbol("(");
        var path = ParsePath();
        tokens.Symbol(")");
        return path;
    }

    /// <summary><c>ANY(lines) MATCHES (price > 1 AND count > 2)</c>, <c>ANY(lines).price > 1</c>, <c>ANY(tags) LIKE 'a%'</c>.</summary>
    private ElementFilter ParseAny()
    {
        var array = ParseAnyPath();
        if (tokens.TryWord("MATCHES"))
        {
            tokens.Symbol("(");
            var inner = ParseOr();
            tokens.Symbol(")");
            return new ElementFilter(array, inner);
        }

        return new ElementFilter(array, ParseTest(tokens.TrySymbol(".") ? ParseMember() : JsonPath.Self));
    }

    /// <summary>Behind a dot a word of the language is a name, as it is within a path.</summary>
    private JsonPath ParseMember() => tokens.Current.Kind == TokenKind.Word ? JsonPath.FromNames([tokens.Written(tokens.Take())]) : ParsePath();

    private Filter ParseTest(JsonPath path)
    {
        if (TryComparison() is { } comparison)
        {
            return ParseComparison(path, comparison);
        }

        if (tokens.TryWord("EXISTS"))
        {
            return new ExistsFilter(path);
        }

        if (tokens.TryWord("IS"))
        {
            return ParseIs(path);
        }

        var not = tokens.TryWord("NOT");
        Filter filter = tokens.Current switch
        {
            { Kind: TokenKind.Word, Text: "IN" } => ParseIn(path),
            { Kind: TokenKind.Word, Text: "LIKE" } => ParseLike(path),
            { Kind: TokenKind.Word, Text: "BETWEEN" } => ParseBetween(path),
            { Kind: TokenKind.Word, Text: "CONTAINS" } => ParseContains(path),
            { Kind: TokenKind.Word, Text: "STARTS" } => ParseStartsWith(path),
            _ => throw tokens.Expected(not ? "IN, LIKE, BETWEEN, CONTAINS or STARTS WITH" : "a comparison, IS, IN, LIKE, BETWEEN, CONTAINS, STARTS WITH or EXISTS"),
        };
        return not ? !filter : filter;
    }

    private ComparisonFilter ParseComparison(JsonPath path, ComparisonOperator comparison)
    {
        if (tokens.Current.IsWord("ANY"))
        {
            throw tokens.Expected("a value; to compare with the elements of an array write the value first, or ANY(path) first");
        }

        var at = tokens.Current;
        var value = ParseScalar();
        if (value.Kind == JsonKind.Null && comparison is not (ComparisonOperator.Equal or ComparisonOperator.NotEqual))
        {
            throw tokens.ExpectedAt(at, "a value other than null, which nothing is greater or less than");
        }

        return Compare(path, comparison, value);
    }

    private ComparisonFilter Compare(JsonPath path, ComparisonOperator comparison, JsonScalar value) =>
        value.Kind == JsonKind.Null && comparison is not (ComparisonOperator.Equal or ComparisonOperator.NotEqual)
            ? throw tokens.Expected("a comparison with a value other than null, which nothing is greater or less than")
            : new ComparisonFilter(path, comparison, value);

    private Filter ParseIs(JsonPath path)
    {
        var not = tokens.TryWord("NOT");
        if (tokens.TryWord("MISSING"))
        {
            Filter exists = new ExistsFilter(path);
            return not ? exists : !exists;
        }

        if (!tokens.TryWord("NULL"))
        {
            throw tokens.Expected(not ? "NULL or MISSING" : "NULL, MISSING or NOT");
        }

        return new ComparisonFilter(path, not ? ComparisonOperator.NotEqual : ComparisonOperator.Equal, JsonScalar.Null);
    }

    private InFilter ParseIn(JsonPath path)
    {
        tokens.Word("IN");
        if (tokens.Current.Kind == TokenKind.Parameter)
        {
            return new InFilter(path, parameters.List(tokens.Text, tokens.Take()));
        }

        tokens.Symbol("(");
        var values = new List<JsonScalar>();
        if (!tokens.TrySymbol(")"))
        {
            do
            {
                values.Add(ParseScalar());
            }
            while (tokens.TrySymbol(","));
            tokens.Symbol(")");
        }

        return new InFilter(path, values);
    }

    private LikeFilter ParseLike(JsonPath path)
    {
        tokens.Word("LIKE");
        var at = tokens.Current;
        var pattern = ParseString("a pattern");
        var escapeAt = tokens.Next;
        var escape = tokens.TryWord("ESCAPE") ? ParseString("the escape, one character") : null;
        if (escape is not (null or { Length: 1 }))
        {
            throw tokens.ExpectedAt(escapeAt, "an escape of one character");
        }

        try
        {
            return new LikeFilter(path, LikePattern.Parse(pattern, escape?[0]));
        }
        catch (ArgumentException exception)
        {
            throw tokens.ExpectedAt(at, $"a pattern ({exception.Message})");
        }
    }

    private Filter ParseBetween(JsonPath path)
    {
        tokens.Word("BETWEEN");
        Filter low = ParseComparison(path, ComparisonOperator.GreaterOrEqual);
        tokens.Word("AND");
        return low & ParseComparison(path, ComparisonOperator.LessOrEqual);
    }

    private ContainsFilter ParseContains(JsonPath path)
    {
        tokens.Word("CONTAINS");
        return new ContainsFilter(path, ParseScalar());
    }

    private StartsWithFilter ParseStartsWith(JsonPath path)
    {
        tokens.Word("STARTS");
        tokens.Word("WITH");
        return new StartsWithFilter(path, JsonScalar.From(ParseString("the beginning, a string")));
    }

    private string ParseString(string what)
    {
        var at = tokens.Current;
        return ParseScalar() is { Kind: JsonKind.String } text ? StrictUtf8.GetString(text.Utf8) : throw tokens.ExpectedAt(at, what);
    }

    private JsonScalar ParseScalar() => TryScalar() ?? throw tokens.ExpectedValue();

    private JsonScalar? TryScalar()
    {
        switch (tokens.Current)
        {
            case { Kind: TokenKind.String } text:
                tokens.Take();
                return JsonScalar.From(text.Text);
            case { Kind: TokenKind.Number } number:
                tokens.Take();
                return JsonScalar.FromJson(Encoding.ASCII.GetBytes(number.Text));
            case { Kind: TokenKind.Parameter } parameter:
                tokens.Take();
                return parameters.Scalar(tokens.Text, parameter);
            default:
                return tokens.TryWord("NULL") ? JsonScalar.Null
                    : tokens.TryWord("TRUE") ? JsonScalar.True
                    : tokens.TryWord("FALSE") ? JsonScalar.False
                    : null;
        }
    }

    private ComparisonOperator? TryComparison()
    {
        ComparisonOperator? found = tokens.Current is not { Kind: TokenKind.Symbol, Text: var symbol } ? null : symbol switch
        {
            "=" or "==" => ComparisonOperator.Equal,
            "<>" or "!=" => ComparisonOperator.NotEqual,
            ">" => ComparisonOperator.Greater,
            ">=" => ComparisonOperator.GreaterOrEqual,
            "<" => ComparisonOperator.Less,
            "<=" => ComparisonOperator.LessOrEqual,
            _ => null,
        };
        if (found is not null)
        {
            tokens.Take();
        }

        return found;
    }
}
