using System.Text;
using System.Text.Json;
using Mosaic.Documents.Json;

namespace Mosaic.Documents.Folders.Writing;

/// <summary>Writes a JSON text as another is laid out: what did not change as it stands there, else by its line breaks, indentation and spaces.</summary>
internal sealed class JsonLayout
{
    private const string WhiteSpace = " \t\r\n";

    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = DocumentLimits.MaxDepth };

    private readonly StringBuilder _text = new();
    private readonly bool _keeps;
    private readonly bool _hasLines;
    private readonly string _newLine;
    private readonly string _indent;
    private readonly string _colon;
    private readonly string _comma;

    private JsonLayout(string old, bool keeps)
    {
        _keeps = keeps;
        var line = old.IndexOf('\n', StringComparison.Ordinal);
        var start = line < 0 ? 0 : line + 1 + old.AsSpan(line + 1).IndexOfAnyExcept('\r', '\n');
        _hasLines = line >= 0;
        _newLine = line > 0 && old[line - 1] == '\r' ? "\r\n" : "\n";
        _indent = old[start..(start + Math.Max(old.AsSpan(start).IndexOfAnyExcept(' ', '\t'), 0))];
        _colon = old.Contains("\" : ", StringComparison.Ordinal) ? " : " : old.Contains("\": ", StringComparison.Ordinal) ? ": " : ":";
        _comma = _colon == ":" ? "," : ", ";
    }

    /// <param name="json">What is to be said.</param>
    /// <param name="old">The text that stands there, with a byte order mark and line breaks around it, which stay.</param>
    public static string Write(string json, string old)
    {
        var content = old.Trim(['\uFEFF', .. WhiteSpace]);
        var start = old.IndexOf(content, StringComparison.Ordinal);
        using var before = JsonDocument.Parse(content, Lenient);
        using var after = JsonDocument.Parse(json, Lenient);
        return old[..start] + Write(content, before.RootElement, after.RootElement, json.Trim([.. WhiteSpace])) + old[(start + content.Length)..];
    }

    private static string Write(string old, JsonElement before, JsonElement after, string json)
    {
        foreach (var keeps in new[] { true, false })
        {
            var layout = new JsonLayout(old, keeps);
            if (!layout._hasLines && layout._colon == ":")
            {
                break; // nothing to lay out
            }

            layout.Write(after, before, 0);
            var written = layout._text.ToString();
            using var read = JsonDocument.Parse(written, Lenient);
            if (Compact(read.RootElement).AsSpan().SequenceEqual(Compact(after))) // what was kept may be equal and yet differ in order, or be 1.0 for 1.00
            {
                return written;
            }
        }

        return json;
    }

    private static byte[] Compact(JsonElement element)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            element.WriteTo(writer);
        }

        return stream.ToArray();
    }

    /// <param name="now">The value.</param>
    /// <param name="like">The one whose layout it takes; null: there is none.</param>
    /// <param name="level">How many are around it.</param>
    private void Write(JsonElement now, JsonElement? like, int level)
    {
        var isContainer = now.ValueKind is JsonValueKind.Object or JsonValueKind.Array;
        if (_keeps && now.ValueKind != JsonValueKind.Number && like is { } same && JsonElement.DeepEquals(now, same))
        {
            _text.Append(same.GetRawText());
            return;
        }

        if (!isContainer || !HasMembers(now))
        {
            _text.Append(now.GetRawText());
            return;
        }

        like = like?.ValueKind == now.ValueKind && HasMembers(like.Value) ? like : null;
        var inLines = like?.GetRawText().Contains('\n', StringComparison.Ordinal) ?? _hasLines;
        var isObject = now.ValueKind == JsonValueKind.Object;
        _text.Append(isObject ? '{' : '[');
        var isFirst = true;
        foreach (var (name, value, template) in isObject ? Members(now, like) : Elements(now, like))
        {
            _text.Append(isFirst ? "" : inLines ? "," : _comma);
            isFirst = false;
            BreakLine(inLines, level + 1);
            _text.Append(name);
            Write(value, template, level + 1);
        }

        BreakLine(inLines, level);
        _text.Append(isObject ? '}' : ']');
    }

    private IEnumerable<(string Name, JsonElement Value, JsonElement? Like)> Members(JsonElement now, JsonElement? like)
    {
        var before = like?.EnumerateObject().ToDictionary(static it => it.Name, static it => it.Value, StringComparer.Ordinal);
        foreach (var member in now.EnumerateObject())
        {
            var name = JsonSerializer.Serialize(member.Name, ReadableJson.Options);
            yield return (ReadableJson.Unescape(name) + _colon, member.Value, before?.TryGetValue(member.Name, out var old) is true ? old : null);
        }
    }

    private static IEnumerable<(string Name, JsonElement Value, JsonElement? Like)> Elements(JsonElement now, JsonElement? like)
    {
        var before = like?.EnumerateArray().ToList();
        var i = 0;
        foreach (var element in now.EnumerateArray())
        {
            yield return ("", element, before?[Math.Min(i++, before.Count - 1)]); // what is added is as the last
        }
    }

    private static bool HasMembers(JsonElement container) =>
        container.ValueKind == JsonValueKind.Object ? container.EnumerateObject().Any() : container.ValueKind == JsonValueKind.Array && container.GetArrayLength() > 0;

    private void BreakLine(bool inLines, int level)
    {
        if (inLines)
        {
            _text.Append(_newLine);
            for (var i = 0; i < level; i++)
            {
                _text.Append(_indent);
            }
        }
    }
}
