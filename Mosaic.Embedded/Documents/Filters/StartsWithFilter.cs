using Mosaic.Documents.Json;

namespace Mosaic.Documents.Filters;

/// <summary>The string at a path begins with a string.</summary>
internal sealed record StartsWithFilter(JsonPath Path, JsonScalar Prefix) : Filter;
