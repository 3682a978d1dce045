using System.Text.Json.Nodes;

namespace Mosaic.Embedded.Tests.Documents.Folders;

/// <summary>A member of a mapping, or an item of a list.</summary>
internal sealed class YamlMember
{
    public required string Name { get; set; }

    public YamlKind Kind { get; set; }

    /// <summary>The comment in the line above.</summary>
    public string? Above { get; set; }

    /// <summary>The comment behind the name, dash or value.</summary>
    public string? Behind { get; set; }

    public string Text { get; set; } = "";

    public JsonNode? Scalar { get; set; }

    public List<YamlMember> Members { get; } = [];

    public IEnumerable<YamlMember> All => [this, .. Members.SelectMany(static it => it.All)];

    public JsonNode? ToJson() => Kind switch
    {
        YamlKind.Scalar => Scalar?.DeepClone(),
        YamlKind.List => new JsonArray([.. Members.Select(static it => it.ToJson())]),
        _ => new JsonObject(Members.Select(static it => KeyValuePair.Create(it.Name, it.ToJson()))),
    };
}
