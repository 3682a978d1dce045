using System.Text.Json;
using System.Text.Json.Nodes;
using Mosaic.Documents.Json;
using Tomlyn;
using YamlDotNet.Core;

namespace Mosaic.Documents.Folders.FrontMatter;

/// <summary>Reads front matter as a JSON object.</summary>
internal static class FrontMatterReader
{
    private static readonly JsonDocumentOptions Lenient = new()
    {
        AllowTrailingCommas = true,
        AllowDuplicateProperties = false,
        CommentHandling = JsonCommentHandling.Skip,
        MaxDepth = DocumentLimits.MaxDepth,
    };

    /// <returns>The fields, none when there is an error.</returns>
    public static JsonObject Read(FrontMatterKind kind, string text, out string? error)
    {
        error = null;
        try
        {
            var root = kind switch
            {
                FrontMatterKind.Yaml => YamlJson.Read(text),
                FrontMatterKind.Toml => TomlJson.Read(text),
                FrontMatterKind.Json => JsonNode.Parse(text, documentOptions: Lenient),
                _ => null,
            };
            if (root is null or JsonObject)
            {
                return (JsonObject?)root ?? [];
            }

            error = FrontMatterError.NoObject(kind);
        }
        catch (Exception exception) when (exception is YamlException or TomlException or JsonException or InvalidDocumentException or ArgumentException or InvalidOperationException or FormatException or OverflowException)
        {
            error = FrontMatterError.Of(kind, exception);
        }

        return [];
    }
}
