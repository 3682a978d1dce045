using Mosaic.Postgres.Documents;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Postgres.Documents;

/// <summary>Where SQL and a filter could differ.</summary>
internal static class FilterHazards
{
    private static readonly string LongDigits = new('7', ProjectedNumber.DigitsMax - 1);

    /// <summary>Scalars as JSON to compare with.</summary>
    public static readonly string[] Operands =
    [
        "null", "true", "false",
        "0", "-0", "0.0", "0e99999999999999999999", "-0.00e-99999999999", "1", "1.0", "1.00000000000000000000000000000000000001", "10e-1", "1E0", "-1", "-1.5",
        "1e0000000000000000000000000000000000", "1e400", "-1e400", "1e1000", "1e-1000", "-1e-1000", "9.99e999", "9007199254740993", "9007199254740992.5",
        "123456789012345678901234567890123456789", "0." + new string('0', 999) + "1", new string('9', 1001), new string('9', 1001) + "." + new string('9', 2000),
        new string('1', 1500) + "e-1000", $"0.7{LongDigits}", $"7.{LongDigits}e-1000", $"-7.{LongDigits}", $"7{LongDigits[..1000]}.{LongDigits[1000..]}",
        "5", "5.0",
        "\"\"", "\"a\"", "\"A\"", "\"ab\"", "\"b\"", "\"\\u0000\"", "\"\\u0001\"", "\"\\u0002\"", "\"\\u0003\"", "\"\\u0005\"", "\"\\u0006\"", "\"a\\u0000\"", "\"\\u0001\\u0002\"",
        "\"\\u0000\\u0001\"", "\"\\u0000\\u0000\"", "\"é\"", "\"e\\u0301\"", "\"z\"", "\"\uFFFF\"", "\"\uFFFE\"", "\"\uE000\"", "\"\U0001F600\"", "\"\U0010FFFF\"", "\"\\ud83d\\ude00x\"",
        "\"'; DROP TABLE docs; --\"", "\"\\\\\"", "\"\\\"\"", "\"%\"", "\"_\"", "\"a%b\"", "\"a_b\"", "\"a\\\\b\"", "\"1\"", "\"null\"", "\"true\"", "\"a\\nb\"", "\"$1\"", "\"{}\"",
        $"\"{new string('x', 20_000)}\"", $"\"{new string('x', 20_000)}y\"",
    ];

    /// <summary>Values of documents as JSON.</summary>
    public static readonly string[] Values =
    [
        .. Operands,
        "0." + new string('0', 20_000), $"0.{new string('0', 900)}1{new string('0', 20_000)}", "0e-5", $"7.{LongDigits}1", $"-7.{LongDigits}1", $"-7.{LongDigits}9e1", $"8.{LongDigits}0000000000000000001", $"7.{LongDigits}e1",
        $"7.{LongDigits[..^1]}8", $"0.{new string('1', 100_000)}e-900",
        "[]", "{}", "[null]", "[[]]", "[[5]]", "[5]", "[5.0,\"a\"]", "[\"\\u0000\",null,true]", "[[[5],5],\"5\"]", "[{\"b\":1},{\"b\":2},3]", "[{\"b\":\"1\"}]", "[{}]",
        "{\"b\":1}", "{\"0\":1,\"-1\":2,\"01\":3,\"+1\":4}", "[10,11,12]", "{\"\\u0000\":1}", "{\"\\u0001\\u0002\":1}", "{\"\":1}", "{\"a\":{\"a\":1}}", "[[1,2],[3]]", "[1e1000,-0,0e7]",
    ];

    /// <summary>Documents of other shapes.</summary>
    public static readonly string[] Documents =
    [
        "{}", "{\"A\":1}", "{\"\\u0061\":1}", "{ \"b\" : 1 , \"a\" : 1 }", "{\"\\u0000\":1}", "{\"\\u0001\":1}", "{\"\\u0001\\u0002\":2}", "{\"x.y\":1,\"x\":{\"y\":2}}", "{\"$\":1}", "{\"a b\":1,\"'\":1,\"\\\"\":1}",
        "{\"\uFFFF\":1,\"é\":1,\"e\\u0301\":2}", "{\"-1\":1}", "{\"0\":1}", "{\"*\":1,\"$1\":1,\"{a}\":1,\"\\\\\":1}", $"{{\"{new string('k', 900)}\":1}}",
        $"{{\"a\":{string.Concat(Enumerable.Repeat("[", 99))}1{string.Concat(Enumerable.Repeat("]", 99))}}}",
        $"{{\"a\":\"{string.Concat(Enumerable.Repeat("\\u0000\\u0003x\\\\", 5_000))}\"}}",
    ];

    /// <summary>Paths as filters write them.</summary>
    public static IEnumerable<TestCaseData> Paths()
    {
        string[] paths = [
        "$", "a", "A", @"\$", "a.0", "a.1", "a.-1", "a.01", "a.+1", "a. 1", "a.0.0", "a.0.b", "a.-0", "a.2147483647", "a.2147483648", "a.99999999999999999999", "a.b", "a.a.a", "b", "0", "-1", "a.\0", "\0", "\u0001", "\u0001\u0002",
        @"x\.y", "x.y", "a b", "'", "\"", "\uFFFF", "é", "e\u0301", "*", "$1", "{a}", @"\\", new string('k', 900), "a.*", "a.$", "a.-1.b", "a.0.-1"];
        return paths.Select(static path => new TestCaseData(path).SetArgDisplayNames(Display(path)));
    }

    /// <summary>Patterns of LIKE with their escapes.</summary>
    public static IEnumerable<TestCaseData> Patterns()
    {
        string[] plain = ["", "%", "_", "__", "%_", "a%", "%a", "%a%", "_%_", "a_b", "a%b", "%\0%", "_\0", "\0_", "%\0_", "%_\0%", "\u0001", "\u0001_", "%\u0002", "%\u0002%", "\u0002_", "_\u0003", "é", "_\u0301", "\U0001F600", "_x", "%x",
            @"\", @"%\%", @"a\_b", @"\_", "%'%", "%\n%", "A", "%\0\u0003x%", "%_\u0003_%", "%\0_x%", "%x_\0_x_%", "_____", new string('_', 1024), new string('%', 1024), string.Concat(Enumerable.Repeat("%x", 500))];
        (string, char)[] escaped = [("!%", '!'), ("!_", '!'), ("a!%b", '!'), ("a!_b", '!'), ("!!", '!'), ("!a", '!'), (@"\%", '\\'), (@"a\\b", '\\'), (@"a\_b", '\\'), ("a!_%", '!'), ("\0%", '\0'), ("\0\0", '\0'), ("\0\0_", '\0'), ("é%%", 'é'), ("%!_%", '!'), ("_!\u0002", '!'), ("%!\0_", '!')];
        return plain.Select(static pattern => Case(pattern, null)).Concat(escaped.Select(static pair => Case(pair.Item1, pair.Item2)));
    }

    private static TestCaseData Case(string pattern, char? escape) =>
        new TestCaseData(pattern, escape).SetArgDisplayNames(Display(pattern), escape is { } letter ? Display(letter.ToString()) : "no escape");

    private static string Display(string text) => Uri.EscapeDataString(text.Length > 20 ? $"{text[..20]}+{text.Length}" : text);
}
