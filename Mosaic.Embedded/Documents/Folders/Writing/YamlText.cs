using System.Text.Json;
using System.Text.Json.Nodes;
using Mosaic.Documents.Folders.FrontMatter;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Mosaic.Documents.Folders.Writing;

/// <summary>Places in a YAML text, and values as YAML writes them in one line.</summary>
internal static class YamlText
{
    /// <summary>The end of a value's text, comments after it not included. The nodes of mappings and lists say where those begin only.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="value">The value.</param>
    /// <param name="from">Behind the colon or dash before it: where a value without a text ends.</param>
    public static int End(string yaml, YamlNode value, int from)
    {
        var said = Math.Min((int)value.End.Index, yaml.Length);
        switch (value)
        {
            case YamlMappingNode { Children.Count: > 0 } mapping:
                var (key, last) = mapping.Children[^1];
                return Closed(End(yaml, last, End(yaml, key, from)), mapping.Style == MappingStyle.Flow, '}');
            case YamlSequenceNode { Children.Count: > 0 } list:
                return Closed(End(yaml, list.Children[^1], from), list.Style == SequenceStyle.Flow, ']');
            case YamlMappingNode:
                return Closed(Past(yaml, said, '{'), isFlow: true, '}');
            case YamlSequenceNode:
                return Closed(Past(yaml, said, '['), isFlow: true, ']');
            default:
                return Math.Max(yaml.AsSpan(0, said).TrimEnd().Length, from);
        }

        int Closed(int end, bool isFlow, char closing)
        {
            var at = isFlow ? Past(yaml, PastComments(yaml, Past(yaml, PastComments(yaml, end), ',')), closing) : end;
            return isFlow && yaml[at - 1] == closing ? at : end; // [a: 1] holds a mapping that is not closed
        }
    }

    /// <summary>Whether it is a mapping or a list whose members stand one under the other.</summary>
    public static bool IsBlock(YamlNode node) =>
        node is YamlMappingNode { Style: not MappingStyle.Flow, Children.Count: > 0 } or YamlSequenceNode { Style: not SequenceStyle.Flow, Children.Count: > 0 };

    /// <summary>The name of a mapping's member, as <see cref="YamlJson"/> reads it.</summary>
    public static string Name(YamlNode key) => key is YamlScalarNode scalar ? scalar.Value ?? "" : key.ToString();

    public static int LineStart(string yaml, int at) => yaml.AsSpan(0, at).LastIndexOf('\n') + 1;

    /// <summary>Where the line's text ends, its line end not included.</summary>
    public static int LineEnd(string yaml, int at) => yaml.AsSpan(at).IndexOfAny('\r', '\n') is var found and >= 0 ? at + found : yaml.Length;

    public static int NextLine(string yaml, int at) => yaml.AsSpan(at).IndexOf('\n') is var found and >= 0 ? at + found + 1 : yaml.Length;

    /// <summary>Whether nothing else stands before it in its line.</summary>
    public static bool IsFirstInLine(string yaml, int at) => yaml.AsSpan(LineStart(yaml, at)..at).IsWhiteSpace();

    private static int Past(string yaml, int at, char letter) => at < yaml.Length && yaml[at] == letter ? at + 1 : at;

    /// <summary>The next character of YAML, past white space and comments.</summary>
    public static int PastComments(string yaml, int at)
    {
        while (at < yaml.Length && (char.IsWhiteSpace(yaml[at]) || yaml[at] == '#'))
        {
            at = yaml[at] == '#' ? NextLine(yaml, at) : at + 1;
        }

        return at;
    }

    /// <summary>The start of the lines of comments right above a line; of the line itself, if there are none.</summary>
    public static int AboveComments(string yaml, int line)
    {
        while (line > 0 && LineStart(yaml, line - 1) is var above && yaml.AsSpan(above..line).TrimStart() is ['#', ..])
        {
            line = above;
        }

        return line;
    }

    public static string Key(string name) => IsPlain(name) ? name : Value(JsonValue.Create(name));

    /// <summary>JSON is YAML; a string that needs no quotes gets none.</summary>
    public static string Value(JsonNode? value) =>
        value is JsonValue text && text.GetValueKind() == JsonValueKind.String && IsPlain(text.GetValue<string>())
            ? text.GetValue<string>()
            : value is null ? "null" : ReadableJson.Of(value).Replace("\u0085", "\\u0085", StringComparison.Ordinal).Replace("\u2028", "\\u2028", StringComparison.Ordinal).Replace("\u2029", "\\u2029", StringComparison.Ordinal);

    private static bool IsPlain(string text)
    {
        if (text.Length is 0 or > 200 || !char.IsAsciiLetter(text[0]) || text[^1] == ' ')
        {
            return false;
        }

        foreach (var letter in text)
        {
            if (!(char.IsAsciiLetterOrDigit(letter) || letter is ' ' or '-' or '_' or '/' or '.'))
            {
                return false;
            }
        }

        return YamlJson.Parse(text) is YamlScalarNode scalar && YamlJson.IsString(scalar);
    }
}
