using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Mosaic.Specs;

/// <summary>A filter beside the plainest reading of what it means: null is unknown, and bool? has Kleene's logic.</summary>
public sealed record ReferenceFilter(Filter Filter, Func<JsonElement, bool?> Truth)
{
    public static readonly string[][] Paths =
        [["a"], ["b"], ["c"], ["0"], ["a", "b"], ["a", "0"], ["b", "1"], ["a", "b", "c"], ["x.y"], ["é"], ["\U0001F600"], ["b", "a"], ["c", "0", "a"], ["\0"], ["\u0001"], ["a", "-1"], ["b", "01"]];

    private static readonly string[] Wildcards = ["%", "_", "a", "b", "ab", "%a", "\U0001F600", "é", "\0", "\u0001", "\u0002"];

    public static string PathText(string[] path) => string.Join('.', path.Select(name => name.Replace(".", @"\.", StringComparison.Ordinal)));

    public static ReferenceFilter Random(RandomJson random, int depth = 3)
    {
        if (depth > 0 && random.Next(2) == 0)
        {
            var left = Random(random, depth - 1);
            var right = Random(random, depth - 1);
            return random.Next(5) switch
            {
                3 => new(Filter.IsTrue(left.Filter), json => left.Truth(json) == true),
                4 => Any(random.Pick(Paths), left),
                0 => new(left.Filter & right.Filter, json => left.Truth(json) & right.Truth(json)),
                1 => new(left.Filter | right.Filter, json => left.Truth(json) | right.Truth(json)),
                _ => new(!left.Filter, json => !left.Truth(json)),
            };
        }

        return RandomLeaf(random, random.Pick(Paths));
    }

    public static ReferenceFilter RandomLeaf(RandomJson random, string[] path)
    {
        var text = PathText(path);
        var value = JsonElement.Parse(random.Scalar());
        switch (random.Next(12))
        {
            case 0:
                return new(Filter.Exists(text), json => Find(json, path) is not null);
            case 1:
                var prefix = random.Pick(RandomJson.Strings);
                return new(Filter.StartsWith(text, prefix), json =>
                    Find(json, path) is { ValueKind: JsonValueKind.String } it ? it.GetString()!.StartsWith(prefix, StringComparison.Ordinal) : null);
            case 2:
                return new(Filter.Contains(text, value), json => Contains(Find(json, path), value));
            case 3:
                var values = Enumerable.Range(0, random.Next(5)).Select(_ => JsonElement.Parse(random.Scalar())).ToArray();
                return new(Filter.In(text, values), json => values.Aggregate((bool?)false, (any, one) => any | Equal(Find(json, path), one)));
            case 4:
                return new(Filter.Ne(text, value), json => Find(json, path) is { } it ? Compare(it, value) != 0 : null);
            case 10:
                var pattern = string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => random.Pick(Wildcards)));
                var regex = new Regex($@"\A{string.Concat(pattern.EnumerateRunes().Select(ToRegex))}\z", RegexOptions.Singleline | RegexOptions.CultureInvariant);
                return new(Filter.Like(text, pattern), json =>
                    Find(json, path) is { ValueKind: JsonValueKind.String } it ? regex.IsMatch(it.GetString()!) : null);
            case 11:
                return Any(path, new(Filter.Eq("$", value), json => Equal(json, value)));
            case < 7 when value.ValueKind != JsonValueKind.Null:
                return Ordered(random, path, value);
            default:
                return new(Filter.Eq(text, value), json => Equal(Find(json, path), value));
        }
    }

    private static ReferenceFilter Any(string[] path, ReferenceFilter element) => new(
        Filter.Any(PathText(path), element.Filter),
        json => Find(json, path) is { ValueKind: JsonValueKind.Array } array
            ? array.EnumerateArray().Aggregate((bool?)false, (any, one) => any | element.Truth(one))
            : null);

    /// <summary>One character of Unicode is one unit of UTF-16 or a pair.</summary>
    private static string ToRegex(Rune rune) => rune.Value switch
    {
        '%' => ".*",
        '_' => @"(?:[\uD800-\uDBFF][\uDC00-\uDFFF]|[^\uD800-\uDFFF])",
        _ => Regex.Escape(rune.ToString()),
    };

    private static ReferenceFilter Ordered(RandomJson random, string[] path, JsonElement value)
    {
        var text = PathText(path);
        return random.Next(4) switch
        {
            0 => new(Filter.Gt(text, value), json => Order(json) > 0 is var it && Order(json) is null ? null : it),
            1 => new(Filter.Gte(text, value), json => Order(json) >= 0 is var it && Order(json) is null ? null : it),
            2 => new(Filter.Lt(text, value), json => Order(json) < 0 is var it && Order(json) is null ? null : it),
            _ => new(Filter.Lte(text, value), json => Order(json) <= 0 is var it && Order(json) is null ? null : it),
        };

        int? Order(JsonElement json) => Find(json, path) is { } it ? Compare(it, value) : null;
    }

    private static JsonElement? Find(JsonElement json, string[] path)
    {
        foreach (var name in path)
        {
            if (json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var member))
            {
                json = member;
            }
            else if (json.ValueKind == JsonValueKind.Array && name is "0" or "1" && json.ValueKind == JsonValueKind.Array && json.GetArrayLength() > name[0] - '0')
            {
                json = json[name[0] - '0'];
            }
            else
            {
                return null;
            }
        }

        return json;
    }

    private static bool? Equal(JsonElement? found, JsonElement value)
    {
        if (found is not { } it)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Null ? it.ValueKind == JsonValueKind.Null : Compare(it, value) is { } order ? order == 0 : null;
    }

    private static bool? Contains(JsonElement? found, JsonElement value) => found switch
    {
        { ValueKind: JsonValueKind.Array } array => array.EnumerateArray().Any(element => Compare(element, value) == 0),
        { ValueKind: JsonValueKind.String } text when value.ValueKind == JsonValueKind.String => text.GetString()!.Contains(value.GetString()!, StringComparison.Ordinal),
        _ => null,
    };

    /// <summary>null when the types differ; nulls are equal.</summary>
    private static int? Compare(JsonElement left, JsonElement right) => (left.ValueKind, right.ValueKind) switch
    {
        (JsonValueKind.Null, JsonValueKind.Null) => 0,
        (JsonValueKind.Number, JsonValueKind.Number) => ReferenceNumber.Compare(left.GetRawText().Trim(), right.GetRawText().Trim()),
        (JsonValueKind.String, JsonValueKind.String) =>
            Encoding.UTF8.GetBytes(left.GetString()!).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right.GetString()!)),
        (JsonValueKind.True or JsonValueKind.False, JsonValueKind.True or JsonValueKind.False) => left.GetBoolean().CompareTo(right.GetBoolean()),
        _ => null,
    };
}
