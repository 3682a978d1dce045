namespace Mosaic.Documents.Filters;

/// <summary>A filter is true, not unknown.</summary>
internal sealed record IsTrueFilter(Filter Operand) : Filter(Operand.Depth + 1);
