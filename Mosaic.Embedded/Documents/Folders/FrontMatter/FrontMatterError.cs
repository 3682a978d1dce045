using System.Globalization;
using System.Text.Json;
using Mosaic.Documents.Json;
using Tomlyn;
using YamlDotNet.Core;

namespace Mosaic.Documents.Folders.FrontMatter;

/// <summary>Says what is wrong with front matter, on which line of its file, and what would mend it.</summary>
internal static class FrontMatterError
{
    public static string Of(FrontMatterKind kind, Exception exception)
    {
        var (line, column, reason, remedy) = exception switch
        {
            YamlException yaml => (yaml.Start.Line, yaml.Start.Column, yaml.Message, Remedy(yaml.Message)),
            TomlException toml => (toml.Line ?? 0, toml.Column ?? 0, toml.Diagnostics is [var first, ..] ? first.Message : toml.Message, "a line is name = value, with texts in quotes"),
            JsonException json => ((json.LineNumber + 1) ?? 0, (json.BytePositionInLine + 1) ?? 0, JsonError.ReasonOf(json), "names and texts stand in double quotes, and commas between values"),
            _ => (0, 0, exception.Message, null),
        };
        var said = $"The front matter is not valid {kind.ToString().ToUpperInvariant()}: {reason.TrimEnd('.')}.";
        return line > 0 ? string.Create(CultureInfo.InvariantCulture, $"{said} Mend line {line + 1} of the file, column {column}: {remedy}.") : said; // the fence is line 1
    }

    public static string NoObject(FrontMatterKind kind) =>
        $"The front matter is not an object of names and values. Mend it: {(kind == FrontMatterKind.Json ? "what stands there is to be {\"name\": value}" : "each line is to be name: value")}.";

    private static string Remedy(string message) => message switch
    {
        _ when message.Contains("Duplicate key", StringComparison.Ordinal) => "a name stands there once",
        _ when message.Contains("tab", StringComparison.Ordinal) => "lines are indented with spaces",
        _ when message.Contains("end of stream", StringComparison.Ordinal) || message.Contains("flow", StringComparison.Ordinal) => "a quote or bracket that opens there or before is to be closed",
        _ when message.Contains('*', StringComparison.Ordinal) => "write the value itself; a text that begins with * stands in quotes",
        _ => "a text that has ': ' or ' #' in it, or begins with a sign such as @, [ or {, stands in quotes",
    };
}
