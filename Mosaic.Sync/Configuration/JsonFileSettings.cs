using System.Text;
using System.Text.Json;

namespace Mosaic.Configuration;

/// <summary>Reads a file of JSON. What its reader reports may quote the file, secrets with it: of an error only the place is told.</summary>
internal static class JsonFileSettings
{
    public const string FileName = "mosaic.json";

    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Of <c>mosaic.json</c> in the current folder, else beside the program; empty when there is neither.</summary>
    public static IReadOnlyList<Setting> ReadNearest(List<ConfigurationProblem> problems)
    {
        string[] candidates = [Path.GetFullPath(FileName), Path.Combine(AppContext.BaseDirectory, FileName)];
        return Array.Find(candidates, File.Exists) is { } found ? Read(found, problems) : [];
    }

    /// <summary>Of the file at <paramref name="path"/>, which should exist.</summary>
    public static IReadOnlyList<Setting> Read(string path, List<ConfigurationProblem> problems)
    {
        try
        {
            var text = File.ReadAllText(path);
            return Parse(path, text, problems);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            problems.Add(new(null, path, null, "The file does not exist.", "Create it, or name no file to run on the environment and the defaults."));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problems.Add(new(null, path, null, $"The file cannot be read ({error.GetType().Name}).", "It must be a file, not a folder, that this user may read."));
        }

        return [];
    }

    private static List<Setting> Parse(string path, string text, List<ConfigurationProblem> problems)
    {
        var settings = new Dictionary<string, Setting>(StringComparer.OrdinalIgnoreCase);
        try
        {
            using var document = JsonDocument.Parse(text, Lenient);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                problems.Add(new(null, path, null, "The file holds no JSON object.", "Begin it with { and end it with }."));
                return [];
            }

            Flatten(document.RootElement, null);
        }
        catch (JsonException error)
        {
            problems.Add(new(
                null, path, null, $"The file is not valid JSON at {Place(text, error)}.", "Look there, or just before, for a missing comma, quotation mark or bracket."));
        }
        catch (InvalidOperationException)
        {
            problems.Add(new(null, path, null, "The file holds a text with half a character, as \\ud800 is.", "Write the whole character."));
        }

        return [.. settings.Values];

        void Flatten(JsonElement element, string? name)
        {
            switch (element.ValueKind)
            {
                case JsonValueKind.Object when name is null || element.GetPropertyCount() > 0:
                    foreach (var property in element.EnumerateObject())
                    {
                        Flatten(property.Value, name is null ? property.Name : $"{name}:{property.Name}");
                    }

                    break;
                case JsonValueKind.Array when element.GetArrayLength() > 0:
                    foreach (var (index, item) in element.EnumerateArray().Index())
                    {
                        Flatten(item, $"{name}:{index}");
                    }

                    break;
                default:
                    var setting = new Setting(name!, Text(element), element.ValueKind, path, Path.GetDirectoryName(path));
                    if (!settings.TryAdd(setting.Field, setting))
                    {
                        problems.Add(new(setting.Field, path, null, "It is given twice.", "Keep one of the two."));
                    }

                    break;
            }
        }
    }

    private static string? Text(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => element.GetRawText(),
        _ => null,
    };

    // The reader counts lines and the line's bytes from 0; a person counts characters from 1.
    private static string Place(string text, JsonException error)
    {
        var lines = text.Split('\n');
        var line = (int)Math.Min(error.LineNumber ?? 0, lines.Length - 1);
        var bytes = Encoding.UTF8.GetBytes(lines[line]);
        var before = Encoding.UTF8.GetCharCount(bytes, 0, (int)Math.Min(error.BytePositionInLine ?? 0, bytes.Length));
        return $"line {line + 1}, column {before + 1}";
    }
}
