using Mosaic.Documents.Json;

namespace Mosaic.Documents.Catalog;

/// <summary>A path whose texts are searchable.</summary>
internal sealed record TextInfo(string Path)
{
    public JsonPath Parsed { get; } = JsonPath.Parse(Path);
}
