using System.Collections;
using Mosaic.Documents.Json;

namespace Mosaic.Documents.Query.Text;

/// <summary>The values of a query's parameters, which never become text; each is to be used.</summary>
internal sealed class QueryParameters
{
    private readonly Dictionary<string, object?> values = new(StringComparer.Ordinal);
    private readonly HashSet<string> used = new(StringComparer.Ordinal);

    public QueryParameters(IReadOnlyDictionary<string, object?>? parameters)
    {
        foreach (var (name, value) in parameters ?? new Dictionary<string, object?>())
        {
            if (!values.TryAdd(name.StartsWith('@') ? name[1..] : name, value))
            {
                throw new ArgumentException($"The parameter '{name}' is given twice.", nameof(parameters));
            }
        }
    }

    public object? Value(string text, Token token)
    {
        if (!values.TryGetValue(token.Text, out var value))
        {
            throw QueryError.At(text, token.Start, $"a parameter that is given ({Names()})", token.Description);
        }

        used.Add(token.Text);
        return value;
    }

    public JsonScalar Scalar(string text, Token token)
    {
        var value = Value(text, token);
        try
        {
            return JsonScalar.From(value);
        }
        catch (ArgumentException exception)
        {
            throw QueryError.At(
                text, token.Start, "a parameter whose value is one value", $"{token.Description} ({exception.Message})", value is IEnumerable and not string ? $"A list stands behind IN, without brackets: IN @{token.Text}." : null);
        }
    }

    /// <exception cref="QuerySyntaxException">A parameter is given that the text does not name.</exception>
    public void RequireAllUsed(string text)
    {
        if (values.Keys.FirstOrDefault(name => !used.Contains(name)) is { } unused)
        {
            throw QueryError.Unused(text, unused, values.Keys.Where(used.Contains));
        }
    }

    /// <summary>The values of a list given as one parameter.</summary>
    public IReadOnlyList<JsonScalar> List(string text, Token token)
    {
        if (Value(text, token) is not (IEnumerable list and not string))
        {
            throw QueryError.At(text, token.Start, "a parameter whose value is a list", token.Description, $"One value stands in brackets: IN (@{token.Text}).");
        }

        try
        {
            return [.. list.Cast<object?>().Select(JsonScalar.From)];
        }
        catch (ArgumentException exception)
        {
            throw QueryError.At(text, token.Start, "a parameter whose value is a list of values", $"{token.Description} ({exception.Message})");
        }
    }

    private string Names() => values.Count == 0 ? "none is" : string.Join(", ", values.Keys.Select(static name => $"@{name}"));
}
