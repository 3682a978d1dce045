using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;
using Mosaic.Documents.Json;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Mosaic.Documents.Folders.FrontMatter;

/// <summary>YAML as JSON, by the core schema of YAML 1.2: plain null, true, false and numbers are those, everything else is a string.</summary>
internal static class YamlJson
{
    /// <summary>Values in all, those that aliases repeat included.</summary>
    private const int MaxNodes = 100_000;

    /// <summary>Of a number that is not decimal; with as many it is within the magnitudes that documents hold.</summary>
    private const int MaxDigits = 800;

    private static readonly SearchValues<char> NumberLetters = SearchValues.Create("0123456789.eE+-");

    public static JsonNode? Read(string text)
    {
        var root = Parse(text);
        var nodes = 0;
        return root is null ? null : ToJson(root, 1, ref nodes);
    }

    /// <summary>The root of the only document; null: there is none.</summary>
    public static YamlNode? Parse(string text)
    {
        YamlCheck.Run(text, MaxNodes);
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents.Count switch
        {
            0 => null,
            1 => stream.Documents[0].RootNode,
            _ => throw new FormatException("It is more than one document."),
        };
    }

    public static JsonNode? ToJson(YamlNode node, int depth, ref int nodes)
    {
        if (++nodes > MaxNodes || depth > DocumentLimits.MaxDepth)
        {
            throw new FormatException($"It has more than {MaxNodes} values, or more than {DocumentLimits.MaxDepth} levels.");
        }

        switch (node)
        {
            case YamlMappingNode mapping:
                var members = new JsonObject();
                foreach (var (key, value) in mapping.Children)
                {
                    members.Add(key is YamlScalarNode name ? name.Value ?? "" : key.ToString(), ToJson(value, depth + 1, ref nodes));
                }

                return members;
            case YamlSequenceNode sequence:
                var elements = new JsonArray();
                foreach (var element in sequence.Children)
                {
                    elements.Add(ToJson(element, depth + 1, ref nodes));
                }

                return elements;
            case YamlScalarNode scalar:
                return ToJson(scalar);
            default:
                throw new FormatException($"'{node}' is no value.");
        }
    }

    /// <summary>Whether a scalar is a string by the schema.</summary>
    public static bool IsString(YamlScalarNode scalar) => ToJson(scalar) is JsonValue value && value.GetValueKind() == System.Text.Json.JsonValueKind.String;

    private static JsonNode? ToJson(YamlScalarNode scalar)
    {
        var text = scalar.Value ?? "";
        if (scalar.Style is not (ScalarStyle.Plain or ScalarStyle.Any) || (!scalar.Tag.IsEmpty && scalar.Tag == "tag:yaml.org,2002:str"))
        {
            return JsonValue.Create(text);
        }

        return text switch
        {
            "" or "~" or "null" or "Null" or "NULL" => null,
            "true" or "True" or "TRUE" => JsonValue.Create(true),
            "false" or "False" or "FALSE" => JsonValue.Create(false),
            _ => Number(text) is { } number ? JsonNode.Parse(number) : JsonValue.Create(text),
        };
    }

    /// <summary>The number as JSON writes it; null: it is no number that a document can hold.</summary>
    private static string? Number(string text)
    {
        if (text.StartsWith("0o", StringComparison.Ordinal))
        {
            return text.Length is > 2 and <= MaxDigits && !text.AsSpan(2).ContainsAnyExceptInRange('0', '7')
                ? text.Skip(2).Aggregate(BigInteger.Zero, static (number, digit) => (number * 8) + (digit - '0')).ToString(CultureInfo.InvariantCulture) : null;
        }

        if (text.StartsWith("0x", StringComparison.Ordinal))
        {
            if (text.Length is 2 or > MaxDigits)
            {
                return null;
            }

            return BigInteger.TryParse($"0{text[2..]}", NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex) ? hex.ToString(CultureInfo.InvariantCulture) : null;
        }

        var digits = text.AsSpan().TrimStart("+-");
        if (digits.IsEmpty || text.Length - digits.Length > 1 || !(char.IsAsciiDigit(digits[0]) || digits[0] == '.') || digits.ContainsAnyExcept(NumberLetters))
        {
            return null;
        }

        var json = $"{(text[0] == '-' ? "-" : "")}{(digits[0] == '.' ? "0" : "")}{digits}";
        json = json.EndsWith('.') ? json[..^1] : json.Replace(".e", "e", StringComparison.OrdinalIgnoreCase);
        var whole = json.TrimStart('-');
        var zeros = whole.Length - whole.TrimStart('0').Length;
        if (zeros > 0 && zeros < whole.Length && char.IsAsciiDigit(whole[zeros]))
        {
            return null; // 007 is a text to whoever wrote it
        }

        try
        {
            var utf8 = Encoding.ASCII.GetBytes(json);
            JsonText.Validate(utf8);
            return json;
        }
        catch (InvalidDocumentException)
        {
            return null;
        }
    }
}
