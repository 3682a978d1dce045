using Mosaic.Documents.Json;

namespace Mosaic.Documents.Catalog;

/// <summary>A declared index. Writers keep it from the moment it is declared; queries use it once it is built.</summary>
internal sealed record IndexInfo(int Id, string Path, bool Unique, bool Ready)
{
    public JsonPath Parsed { get; } = JsonPath.Parse(Path);
}
