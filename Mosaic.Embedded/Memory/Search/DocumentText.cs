using System.Text;
using Mosaic.Documents.Catalog;
using Mosaic.Documents.Json;

namespace Mosaic.Backends;

/// <summary>The searchable text of a document: the strings at its collection's declared paths, one a line.</summary>
public static class DocumentText
{
    /// <summary>The text of a document.</summary>
    /// <param name="json">A document's JSON.</param>
    /// <param name="paths">Dotted paths: each leads to a string, or to an array whose strings count, also those of arrays within.</param>
    public static string Extract(ReadOnlySpan<byte> json, IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return Extract(json, [.. paths.Select(static path => new TextInfo(path))]);
    }

    /// <param name="json">A document that <see cref="JsonText.Validate"/> accepted.</param>
    /// <param name="paths">Each leads to a string, or to an array whose strings count, also those of arrays within.</param>
    internal static string Extract(ReadOnlySpan<byte> json, IReadOnlyList<TextInfo> paths)
    {
        StringBuilder? joined = null;
        string? only = null;
        foreach (var path in paths)
        {
            Add(json, path.Parsed.Find(json), ref only, ref joined);
        }

        return joined?.ToString() ?? only ?? "";
    }

    private static void Add(ReadOnlySpan<byte> json, JsonSlot slot, ref string? only, ref StringBuilder? joined)
    {
        if (slot.Kind == JsonKind.Array)
        {
            var scanner = new JsonScanner(json, slot.Start);
            scanner.Enter();
            while (scanner.NextElement())
            {
                Add(json, scanner.ReadValue(), ref only, ref joined);
            }
        }
        else if (slot.Kind == JsonKind.String && slot.String(json).ToString() is { Length: > 0 } text)
        {
            if (only is null)
            {
                only = text;
            }
            else
            {
                joined ??= new StringBuilder(only);
                joined.Append('\n').Append(text);
            }
        }
    }
}
