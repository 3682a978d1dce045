using System.Globalization;
using System.Text;

namespace Mosaic.Specs;

/// <summary>Random documents of few names and values, so that filters meet them, each written in many ways.</summary>
public sealed class RandomJson(int seed)
{
    public static readonly string[] Names = ["a", "b", "c", "0", "1", "x.y", "é", "\U0001F600", "", "\0", "\u0001", "-1", "01"];

    public static readonly string[] Numbers =
    [
        "0", "-0", "0.0", "0e99999", "1", "1.0", "10e-1", "1E0", "0.1e+1", "-1", "-1.0", "2", "2.5", "25e-1", "0.1", "1e-324", "-1e-324", "4.9e-324",
        "9007199254740993", "9007199254740992", "123456789012345678901234567890", "123456789012345678901234567891", "1e1000", "-1e1000", "1e-1000",
        "0.30000000000000004", "0.3", "3e-1", "999999999999999999", "1000000000000000000", "1e18", "-999999999999999999.5",
    ];

    public static readonly string[] Strings =
        ["", "a", "ab", "abc", "b", "\0", "a\0", "a\0b", "\u0001", "\u0002", "\0\u0002", "\u0001\u0002a", "\u0005", "\u0006", "\uFFFF", "%", "_", "é", "z", "\uFFFD", "\U0001F600", "a\U0001F600", "\"", "\\", "a/b\n", new('a', 255), new('a', 256), new('a', 257), new('\0', 300), new string('a', 256) + "b"];

    private readonly Random random = new(seed);

    public int Next(int max) => random.Next(max);

    public T Pick<T>(IReadOnlyList<T> values) => values[random.Next(values.Count)];

    public string Document(int depth = 3)
    {
        var text = new StringBuilder();
        WriteObject(text, depth);
        return text.ToString();
    }

    public string Value(int depth = 3)
    {
        var text = new StringBuilder();
        WriteValue(text, depth);
        return text.ToString();
    }

    public string Scalar() => Value(0);

    /// <summary>The string between quotes, some of its characters escaped although they need not be.</summary>
    public string Quote(string value)
    {
        var text = new StringBuilder("\"");
        foreach (var unit in value)
        {
            var must = unit is < ' ' or '"' or '\\';
            if (must || random.Next(4) == 0)
            {
                text.Append(unit switch
                {
                    '\n' => "\\n",
                    '/' => "\\/",
                    '"' => "\\\"",
                    '\\' => "\\\\",
                    _ => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}"),
                });
            }
            else
            {
                text.Append(unit);
            }
        }

        // Half a pair written raw is not text: escape the other half too.
        var result = text.Append('"').ToString();
        return IsWellFormed(result) ? result : Quote(value);
    }

    private static bool IsWellFormed(string text)
    {
        var at = 0;
        while (at < text.Length && Rune.TryGetRuneAt(text, at, out var rune))
        {
            at += rune.Utf16SequenceLength;
        }

        return at == text.Length;
    }

    private void WriteValue(StringBuilder text, int depth)
    {
        Space(text);
        switch (random.Next(depth > 0 ? 10 : 7))
        {
            case 0:
                text.Append("null");
                break;
            case 1:
                text.Append(random.Next(2) == 0 ? "true" : "false");
                break;
            case < 4:
                text.Append(Pick(Numbers));
                break;
            case < 7:
                text.Append(Quote(Pick(Strings)));
                break;
            case 7:
                WriteObject(text, depth - 1);
                break;
            default:
                WriteArray(text, depth - 1);
                break;
        }

        Space(text);
    }

    private void WriteObject(StringBuilder text, int depth)
    {
        text.Append('{');
        Space(text);
        var first = true;
        foreach (var name in Names.OrderBy(_ => random.Next()).Take(random.Next(6)))
        {
            text.Append(first ? string.Empty : ",");
            Space(text);
            text.Append(Quote(name));
            Space(text);
            text.Append(':');
            WriteValue(text, depth);
            first = false;
        }

        text.Append('}');
    }

    private void WriteArray(StringBuilder text, int depth)
    {
        text.Append('[');
        Space(text);
        for (var count = random.Next(5); count > 0; count--)
        {
            WriteValue(text, depth);
            text.Append(count > 1 ? "," : string.Empty);
        }

        text.Append(']');
    }

    private void Space(StringBuilder text) => text.Append(random.Next(6) == 0 ? Pick<string>([" ", "\n", "\t", "\r\n"]) : string.Empty);
}
