namespace Mosaic.Documents.Filters;

/// <summary>The opposite of a filter; of what is unknown, unknown.</summary>
internal sealed record NotFilter(Filter Operand) : Filter(Operand.Depth + 1);
