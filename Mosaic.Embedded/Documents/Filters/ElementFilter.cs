using Mosaic.Documents.Json;

namespace Mosaic.Documents.Filters;

/// <summary>An element of the array at a path matches a filter whose paths begin at the element.</summary>
internal sealed record ElementFilter(JsonPath Path, Filter Element) : Filter(Element.Depth + 1);
