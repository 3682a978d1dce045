using System.Text.Json.Nodes;
using Mosaic.Documents.Folders.FrontMatter;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Mosaic.Documents.Folders.Writing;

/// <summary>
/// Changes what differs in a YAML mapping, at any depth of block mappings and block lists. New and changed values are written in YAML's flow
/// style, which is JSON; all other text stays: order, comments, quoting, indentation. A mapping with anchors, or in flow style itself, is
/// written anew.
/// </summary>
internal static class YamlEditor
{
    /// <param name="yaml">A block mapping, or nothing.</param>
    /// <param name="before">What it says.</param>
    /// <param name="after">What it is to say.</param>
    /// <param name="newLine">Ends the lines that are added.</param>
    public static string Edit(string yaml, JsonObject before, JsonObject after, string newLine)
    {
        var root = YamlJson.Parse(yaml) as YamlMappingNode;
        if (root is not { Style: MappingStyle.Flow } && !HasAnchors(root)) // {a: 1}, or values that others refer to: no line of their own
        {
            foreach (var deep in new[] { true, false })
            {
                var edits = new YamlEdits(yaml, newLine, deep);
                edits.Root(root, before, after);
                if (edits.Apply() is { } edited && Says(edited, after))
                {
                    return edited;
                }
            }
        }

        return string.Concat(after.Select(pair => $"{YamlText.Key(pair.Key)}: {YamlText.Value(pair.Value)}{newLine}"));
    }

    private static bool Says(string yaml, JsonObject wanted) =>
        JsonNode.DeepEquals(FrontMatterReader.Read(FrontMatterKind.Yaml, yaml, out var error), wanted) && error is null;

    private static bool HasAnchors(YamlNode? root) => root is not null && root.AllNodes.Any(static node => !node.Anchor.IsEmpty);
}
