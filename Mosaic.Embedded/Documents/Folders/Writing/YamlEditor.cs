using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mosaic.Documents.Folders.FrontMatter;
using Mosaic.Documents.Folders.Markdown;
using YamlDotNet.RepresentationModel;

namespace Mosaic.Documents.Folders.Writing;

/// <summary>
/// Changes the fields of a YAML mapping that differ. New and changed values are written in YAML's flow style, which is JSON; all other text
/// stays: order, comments, quoting, indentation. A mapping with anchors, or in flow style itself, is written anew.
/// </summary>
internal static class YamlEditor
{
    /// <param name="yaml">A block mapping, or nothing.</param>
    /// <param name="before">What it says.</param>
    /// <param name="after">What it is to say.</param>
    /// <param name="newLine">Ends the lines that are added.</param>
    public static string Edit(string yaml, JsonObject before, JsonObject after, string newLine)
    {
        var edited = Changed(yaml, before, after, newLine);
        return JsonNode.DeepEquals(FrontMatterReader.Read(FrontMatterKind.Yaml, edited, out var error), after) && error is null ? edited : Whole(after, newLine);
    }

    private static string Changed(string yaml, JsonObject before, JsonObject after, string newLine)
    {
        var root = YamlJson.Parse(yaml) as YamlMappingNode;
        if (root is { Style: YamlDotNet.Core.Events.MappingStyle.Flow } || HasAnchors(root))
        {
            return Whole(after, newLine); // {a: 1}, or values that others refer to: no line of their own
        }

        var text = new StringBuilder(yaml);
        foreach (var (key, value) in root?.Children.Reverse() ?? [])
        {
            var name = ((YamlScalarNode)key).Value ?? "";
            var start = LineStart(yaml, (int)key.Start.Index);
            var end = End(yaml, key, value);
            if (!after.TryGetPropertyValue(name, out var wanted))
            {
                text.Remove(start, NextLine(yaml, end) - start);
            }
            else if (!JsonNode.DeepEquals(before[name], wanted))
            {
                var colon = yaml.IndexOf(':', (int)key.End.Index) + 1;
                text.Remove(colon, end - colon).Insert(colon, $" {Value(wanted)}");
            }
        }

        var added = after.Where(pair => !before.ContainsKey(pair.Key)).ToList();
        if (added.Count > 0 && text.Length > 0 && text[^1] != '\n')
        {
            text.Append(newLine);
        }

        foreach (var (name, value) in added)
        {
            text.Append(Key(name)).Append(": ").Append(Value(value)).Append(newLine);
        }

        return text.ToString();
    }

    private static string Whole(JsonObject after, string newLine) => string.Concat(after.Select(pair => $"{Key(pair.Key)}: {Value(pair.Value)}{newLine}"));

    private static bool HasAnchors(YamlNode? root) => root is not null && root.AllNodes.Any(static node => !node.Anchor.IsEmpty);

    /// <summary>The end of a value's text, comments after it not included.</summary>
    private static int End(string yaml, YamlNode key, YamlNode value)
    {
        if (value is YamlScalarNode { Value: "" or null } && value.End.Index <= key.End.Index + 1)
        {
            return yaml.IndexOf(':', (int)key.End.Index) + 1;
        }

        var last = value;
        while (last is YamlMappingNode { Style: not YamlDotNet.Core.Events.MappingStyle.Flow, Children.Count: > 0 } or YamlSequenceNode { Style: not YamlDotNet.Core.Events.SequenceStyle.Flow, Children.Count: > 0 })
        {
            last = last is YamlMappingNode mapping ? mapping.Children[^1].Value : ((YamlSequenceNode)last).Children[^1];
        }

        var end = (int)last.End.Index;
        return Math.Max(yaml.AsSpan(0, Math.Min(end, yaml.Length)).TrimEnd().Length, (int)key.End.Index + 1);
    }

    private static int LineStart(string yaml, int at) => yaml.LastIndexOf('\n', Math.Max(at - 1, 0)) is var found and >= 0 && at > 0 ? found + 1 : 0;

    private static int NextLine(string yaml, int at) => yaml.IndexOf('\n', Math.Min(at, yaml.Length)) is var found and >= 0 ? found + 1 : yaml.Length;

    private static string Key(string name) => IsPlain(name) ? name : Value(JsonValue.Create(name));

    /// <summary>JSON is YAML; a string that needs no quotes gets none.</summary>
    private static string Value(JsonNode? value) =>
        value is JsonValue text && text.GetValueKind() == JsonValueKind.String && IsPlain(text.GetValue<string>())
            ? text.GetValue<string>()
            : value?.ToJsonString(MarkdownReader.Relaxed).Replace("\u0085", "\\u0085", StringComparison.Ordinal).Replace("\u2028", "\\u2028", StringComparison.Ordinal).Replace("\u2029", "\\u2029", StringComparison.Ordinal) ?? "null";

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
