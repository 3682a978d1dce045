using Mosaic.Documents.Json;

namespace Mosaic.Documents.Filters;

/// <summary>The array at a path has a scalar as an element, or the string at it has a string inside.</summary>
internal sealed record ContainsFilter(JsonPath Path, JsonScalar Value) : Filter;
