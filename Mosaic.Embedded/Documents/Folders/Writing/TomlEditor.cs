using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mosaic.Documents.Folders.FrontMatter;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace Mosaic.Documents.Folders.Writing;

/// <summary>Changes the top fields of a TOML text that differ; all other text stays.</summary>
internal static class TomlEditor
{
    /// <exception cref="InvalidDocumentException">What differs stands in a table of its own, or has no form in TOML.</exception>
    public static string Edit(string toml, JsonObject before, JsonObject after, string newLine)
    {
        var document = SyntaxParser.Parse(toml, "", true);
        var text = new StringBuilder(toml);
        var lines = document.KeyValues.ToList();
        var top = lines.Where(static it => it.Key!.DotKeys.ChildrenCount == 0).Select(static it => (Name: NameOf(it.Key!), Node: it)).ToList();
        var rest = lines.Count > 0 ? lines.Max(static it => it.Span.Offset + it.Span.Length) : 0;
        foreach (var name in before.Select(static it => it.Key).Union(after.Select(static it => it.Key)))
        {
            if (before.ContainsKey(name) && !JsonNode.DeepEquals(before[name], after[name]) && !top.Exists(it => it.Name == name))
            {
                throw Invalid($"'{name}' is a table of the file's TOML front matter, which is changed by hand only.");
            }
        }

        var added = string.Concat(after.Where(pair => !before.ContainsKey(pair.Key)).Select(pair => $"{Key(pair.Key)} = {Value(pair.Value)}{newLine}"));
        if (added.Length > 0)
        {
            var at = lines.Count == 0 ? 0 : toml.IndexOf('\n', Math.Max(rest - 1, 0)) is var line and >= 0 ? line + 1 : toml.Length;
            text.Insert(at, at == toml.Length && toml.Length > 0 && toml[^1] != '\n' ? newLine + added : added);
        }

        foreach (var (name, node) in top.OrderByDescending(static it => it.Node.Span.Offset))
        {
            if (!after.TryGetPropertyValue(name, out var wanted))
            {
                var start = toml.LastIndexOf('\n', Math.Max(node.Key!.Span.Offset - 1, 0)) + 1;
                var end = toml.IndexOf('\n', Math.Min(node.Value!.Span.Offset + node.Value.Span.Length, toml.Length)) is var line and >= 0 ? line + 1 : toml.Length;
                text.Remove(start, end - start);
            }
            else if (!JsonNode.DeepEquals(before[name], wanted))
            {
                text.Remove(node.Value!.Span.Offset, node.Value.Span.Length).Insert(node.Value.Span.Offset, Value(wanted));
            }
        }

        var error = default(string);
        var edited = text.ToString();
        return JsonNode.DeepEquals(FrontMatterReader.Read(FrontMatterKind.Toml, edited, out error), after) && error is null
            ? edited
            : throw Invalid("The change could not be written into the file's TOML front matter.");
    }

    private static string NameOf(KeySyntax key) => key.Key switch
    {
        StringValueSyntax quoted => quoted.Value ?? "",
        var bare => bare!.ToString().Trim(),
    };

    private static string Key(string name) =>
        name.Length > 0 && name.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-') ? name : Value(JsonValue.Create(name));

    private static string Value(JsonNode? value) => value switch
    {
        null => throw Invalid("TOML has no null."),
        JsonArray array => $"[{string.Join(", ", array.Select(Value))}]",
        JsonObject table => $"{{{string.Join(", ", table.Select(static pair => $"{Key(pair.Key)} = {Value(pair.Value)}"))}}}",
        JsonValue text when text.GetValueKind() == JsonValueKind.String => Text(text.GetValue<string>()),
        _ => value.ToJsonString(),
    };

    private static string Text(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var letter in text)
        {
            _ = letter switch
            {
                '"' or '\\' => quoted.Append('\\').Append(letter),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                _ when char.IsControl(letter) => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:X4}"),
                _ => quoted.Append(letter),
            };
        }

        return quoted.Append('"').ToString();
    }

    private static InvalidDocumentException Invalid(string message) => new(message)
    {
        Operation = "write",
        Hint = "Change the front matter by hand, or write it in YAML.",
    };
}
