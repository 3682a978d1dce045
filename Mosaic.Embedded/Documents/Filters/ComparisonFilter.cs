using Mosaic.Documents.Json;

namespace Mosaic.Documents.Filters;

/// <summary>The value at a path compared with a scalar.</summary>
internal sealed record ComparisonFilter(JsonPath Path, ComparisonOperator Operator, JsonScalar Value) : Filter;
