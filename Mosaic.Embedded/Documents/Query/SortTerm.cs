using Mosaic.Documents.Json;

namespace Mosaic.Documents.Query;

/// <summary>A path to order by.</summary>
internal readonly record struct SortTerm(JsonPath Path, bool Descending);
