using System.Globalization;
using System.Text.Json.Nodes;
using Mosaic.Documents.Json;
using Tomlyn;
using Tomlyn.Model;

namespace Mosaic.Documents.Folders.FrontMatter;

/// <summary>TOML as JSON: dates and times as their texts.</summary>
internal static class TomlJson
{
    public static JsonNode? Read(string text)
    {
        var depth = 0;
        foreach (var letter in text)
        {
            depth += letter is '[' or '{' ? 1 : letter is ']' or '}' ? -1 : 0;
            if (depth > DocumentLimits.MaxDepth)
            {
                throw new FormatException($"It has more than {DocumentLimits.MaxDepth} levels."); // the parser recurses
            }
        }

        return ToJson(TomlSerializer.Deserialize<TomlTable>(text), 1);
    }

    private static JsonNode? ToJson(object? value, int depth)
    {
        if (depth > DocumentLimits.MaxDepth)
        {
            throw new FormatException($"It has more than {DocumentLimits.MaxDepth} levels.");
        }

        switch (value)
        {
            case null:
                return null;
            case TomlTable table:
                var members = new JsonObject();
                foreach (var (name, member) in table)
                {
                    members.Add(name, ToJson(member, depth + 1));
                }

                return members;
            case string or bool or long:
                return JsonValue.Create(value);
            case double number:
                return double.IsFinite(number) ? JsonValue.Create(number) : JsonValue.Create(number.ToString(CultureInfo.InvariantCulture));
            case System.Collections.IEnumerable sequence:
                var elements = new JsonArray();
                foreach (var element in sequence)
                {
                    elements.Add(ToJson(element, depth + 1));
                }

                return elements;
            default:
                return JsonValue.Create(Convert.ToString(value, CultureInfo.InvariantCulture));
        }
    }
}
