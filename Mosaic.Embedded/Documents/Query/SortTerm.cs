using Mosaic.Documents.Filters;
using Mosaic.Documents.Json;

namespace Mosaic.Documents.Query;

/// <summary>A path to order by.</summary>
internal readonly record struct SortTerm(JsonPath Path, bool Descending)
{
    /// <summary>As ORDER BY says it.</summary>
    public override string ToString() => FilterText.Write(Path) + (Descending ? " DESC" : "");
}
