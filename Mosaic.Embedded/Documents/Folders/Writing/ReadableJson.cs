using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Mosaic.Documents.Folders.Markdown;

namespace Mosaic.Documents.Folders.Writing;

/// <summary>JSON for people: characters stand for themselves.</summary>
internal static partial class ReadableJson
{
    public static JsonSerializerOptions Options => MarkdownReader.Relaxed;

    public static string Of(JsonNode value) => Unescape(value.ToJsonString(Options));

    /// <summary>The serializer escapes what is beyond 16 bits, whatever it is told.</summary>
    public static string Unescape(string json) => Pair().Replace(
        json, static pair => new string([Half(pair.Groups["high"].ValueSpan), Half(pair.Groups["low"].ValueSpan)]));

    private static char Half(ReadOnlySpan<char> digits) => (char)int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\\u(?<high>D[89AB][0-9A-F]{2})\\u(?<low>D[C-F][0-9A-F]{2})", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Pair();
}
