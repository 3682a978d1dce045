using Mosaic.Documents.Json;
using Mosaic.Documents.Query.Select;

namespace Mosaic.Documents.Query.Text;

/// <summary>Reads a query, or the condition of one.</summary>
internal sealed class QueryParser
{
    private readonly TokenReader tokens;
    private readonly QueryParameters parameters;
    private readonly FilterParser filters;

    /// <summary>What could go on where the statement ends.</summary>
    private string[] next = ["SELECT", "WHERE", "ORDER BY", "LIMIT", "OFFSET"];

    private QueryParser(string text, IReadOnlyDictionary<string, object?>? values)
    {
        tokens = new TokenReader(text);
        parameters = new QueryParameters(values);
        filters = new FilterParser(tokens, parameters);
    }

    /// <exception cref="QuerySyntaxException">The text is not a filter, or its parameters are not those that are given.</exception>
    public static Filter ParseFilter(string text, IReadOnlyDictionary<string, object?>? parameters)
    {
        var parser = new QueryParser(text, parameters);
        var filter = parser.Guard(parser.filters.ParseOr);
        parser.End("AND, OR or the end");
        return filter;
    }

    /// <exception cref="QuerySyntaxException">The text is not a query, or its parameters are not those that are given.</exception>
    public static SelectStatement ParseQuery(string text, IReadOnlyDictionary<string, object?>? parameters)
    {
        var parser = new QueryParser(text, parameters);
        var statement = parser.Guard(parser.ParseStatement);
        parser.End(parser.next.Length == 0 ? "the end" : $"{string.Join(", ", parser.next)} or the end");
        return statement;
    }

    private SelectStatement ParseStatement()
    {
        var start = tokens.Current;
        var items = new List<SelectItem>();
        var isValue = false;
        if (tokens.TryWord("SELECT"))
        {
            isValue = tokens.TryWord("VALUE");
            if (!tokens.TrySymbol("*"))
            {
                ParseItems(items, isValue);
            }
            else if (isValue)
            {
                throw tokens.ExpectedAt(start, "SELECT * without VALUE");
            }

            next = items is [.., var last]
                ? [.. last.IsNamed ? [] : (string[])["AS"], .. isValue ? [] : (string[])["','"], "WHERE", "GROUP BY", "ORDER BY", "LIMIT", "OFFSET"]
                : ["WHERE", "ORDER BY", "LIMIT", "OFFSET"];
        }

        var where = ParseWhere(items.Count > 0);
        var groupBy = new List<JsonPath>();
        if (tokens.TryWord("GROUP"))
        {
            tokens.Word("BY");
            do
            {
                groupBy.Add(filters.ParsePath());
            }
            while (tokens.TrySymbol(","));
            next = ["','", "ORDER BY", "LIMIT", "OFFSET"];
        }

        var grouped = groupBy.Count > 0 || items.Exists(static item => item.Aggregate is not null);
        CheckItems(items, groupBy, grouped, start);
        var orderBy = ParseOrder(items, grouped);
        var limit = ParseCount("LIMIT", "the limit", "OFFSET");
        var offset = limit is null ? ParseCount("OFFSET", "the offset", "LIMIT") : ParseCount("OFFSET", "the offset");
        limit ??= offset is not null ? ParseCount("LIMIT", "the limit") : null;
        return new SelectStatement(items, isValue, where, groupBy, orderBy, limit, offset ?? 0) { IsGrouped = grouped };
    }

    private Filter? ParseWhere(bool shows)
    {
        if (!tokens.TryWord("WHERE"))
        {
            return null;
        }

        var where = filters.ParseOr();
        next = ["AND", "OR", .. shows ? ["GROUP BY"] : Array.Empty<string>(), "ORDER BY", "LIMIT", "OFFSET"];
        return where;
    }

    private void ParseItems(List<SelectItem> items, bool isValue)
    {
        do
        {
            var at = tokens.Current;
            var item = ParseItem();
            if (items.Exists(other => other.Name == item.Name))
            {
                throw tokens.ExpectedAt(at, $"another name than '{item.Name}', which is taken (write AS name)");
            }

            items.Add(item);
        }
        while (!isValue && tokens.TrySymbol(","));
    }

    private SelectItem ParseItem()
    {
        var token = tokens.Take(TokenKind.Path, "a path or an aggregate");
        if (OtherSql.Advice(token) is { } advice && (tokens.Current.Kind == TokenKind.Path || tokens.Current.IsSymbol("(")))
        {
            throw QueryError.At(tokens.Text, token.Start, "a path or an aggregate", token.Description, advice);
        }

        if (!tokens.TrySymbol("("))
        {
            var path = filters.ToPath(token);
            var alias = ParseName();
            return new SelectItem(null, path, alias ?? LastName(token), token) { IsNamed = alias is not null };
        }

        Aggregate? aggregate = token.Names is [var function] ? function.ToUpperInvariant() switch
        {
            "COUNT" => Aggregate.Count,
            "SUM" => Aggregate.Sum,
            "AVG" => Aggregate.Average,
            "MIN" => Aggregate.Min,
            "MAX" => Aggregate.Max,
            _ => null,
        } : null;
        if (aggregate is null)
        {
            throw tokens.ExpectedAt(token, "one of the functions COUNT, SUM, AVG, MIN and MAX");
        }

        var argument = aggregate == Aggregate.Count && tokens.TrySymbol("*") ? null : ParseArgument();
        tokens.Symbol(")");
        var name = ParseName();
        return new SelectItem(aggregate, argument, name ?? token.Text.ToLowerInvariant(), token) { IsNamed = name is not null };
    }

    private JsonPath ParseArgument()
    {
        var token = tokens.Current;
        var path = filters.ParsePath();
        return OtherSql.Advice(token) is { } advice && tokens.Current.Kind == TokenKind.Path
            ? throw QueryError.At(tokens.Text, token.Start, "a path", token.Description, advice)
            : path;
    }

    private string? ParseName()
    {
        if (!tokens.TryWord("AS"))
        {
            return null;
        }

        var token = tokens.Take(TokenKind.Path, "a name");
        return token.Names is [var name] ? name : throw tokens.ExpectedAt(token, "one name");
    }

    private static string LastName(Token path) => path.Names.Length > 0 ? path.Names[^1] : JsonPath.SelfText;

    private void CheckItems(List<SelectItem> items, List<JsonPath> groupBy, bool grouped, Token start)
    {
        if (!grouped)
        {
            return;
        }

        if (items.Count == 0)
        {
            throw tokens.ExpectedAt(start, "SELECT with what each group shows, for the query has GROUP BY");
        }

        if (items.Find(item => item.Aggregate is null && !groupBy.Contains(item.Path!)) is { } stray)
        {
            throw tokens.ExpectedAt(stray.Token, "an aggregate, or a path that stands in GROUP BY");
        }
    }

    private List<SortTerm> ParseOrder(List<SelectItem> items, bool grouped)
    {
        var terms = new List<SortTerm>();
        if (!tokens.TryWord("ORDER"))
        {
            return terms;
        }

        tokens.Word("BY");
        do
        {
            var token = tokens.Take(TokenKind.Path, "a path");
            if (grouped && !(token.Names is [var name] && items.Exists(item => item.Name == name)))
            {
                throw tokens.ExpectedAt(token, $"a name of what each group shows ({string.Join(", ", items.Select(static item => item.Name))})");
            }

            var path = filters.ToPath(token);
            var descending = tokens.TryWord("DESC");
            next = descending || tokens.TryWord("ASC") ? ["','", "LIMIT", "OFFSET"] : ["ASC", "DESC", "','", "LIMIT", "OFFSET"];
            terms.Add(new SortTerm(path, descending));
        }
        while (tokens.TrySymbol(","));
        return terms;
    }

    private int? ParseCount(string word, string what, params string[] after)
    {
        if (!tokens.TryWord(word))
        {
            return null;
        }

        next = after;
        var token = tokens.Take();
        var text = token.Kind switch
        {
            TokenKind.Number => token.Text,
            TokenKind.Parameter => parameters.Scalar(tokens.Text, token) is { Kind: JsonKind.Number } number ? StrictUtf8.GetString(number.Utf8) : null,
            _ => null,
        };
        return int.TryParse(text, out var count) && count >= 0
            ? count
            : throw tokens.ExpectedAt(token, $"{what}, an integer from 0 to {int.MaxValue}");
    }

    private void End(string expected)
    {
        if (tokens.Current.Kind != TokenKind.End)
        {
            throw QueryError.At(tokens.Text, tokens.Current.Start, expected, tokens.Current.Description, OtherSql.Advice(tokens.Current));
        }

        parameters.RequireAllUsed(tokens.Text);
    }

    /// <summary>What the filters themselves refuse (depth) is an error of the text.</summary>
    private T Guard<T>(Func<T> parse)
    {
        try
        {
            return parse();
        }
        catch (ArgumentException exception) when (exception.ParamName == "depth")
        {
            throw tokens.Expected(exception.Message);
        }
    }
}
