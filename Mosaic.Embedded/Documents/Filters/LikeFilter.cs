using Mosaic.Documents.Json;

namespace Mosaic.Documents.Filters;

/// <summary>The string at a path is, whole, of a pattern.</summary>
internal sealed record LikeFilter(JsonPath Path, LikePattern Pattern) : Filter;
