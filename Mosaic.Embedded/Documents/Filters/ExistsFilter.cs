using Mosaic.Documents.Json;

namespace Mosaic.Documents.Filters;

/// <summary>There is a value at a path, null included.</summary>
internal sealed record ExistsFilter(JsonPath Path) : Filter;
