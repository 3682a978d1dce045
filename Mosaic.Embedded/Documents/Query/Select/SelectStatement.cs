using Mosaic.Backends;
using Mosaic.Documents.Json;

namespace Mosaic.Documents.Query.Select;

/// <summary>A query as it was written.</summary>
/// <param name="Items">What it shows; none: whole documents.</param>
/// <param name="IsValue">It shows one item's bare value instead of an object.</param>
/// <param name="Where">Which documents; null: all.</param>
/// <param name="GroupBy">What makes a group.</param>
/// <param name="OrderBy">The order: of documents, or of groups by what they show; none: by id, or by what makes the groups.</param>
/// <param name="Limit">How many at most; null: all.</param>
/// <param name="Offset">How many to leave out first.</param>
internal sealed record SelectStatement(
    IReadOnlyList<SelectItem> Items,
    bool IsValue,
    Filter? Where,
    IReadOnlyList<JsonPath> GroupBy,
    IReadOnlyList<SortTerm> OrderBy,
    int? Limit,
    int Offset)
{
    /// <summary>It shows groups: it has GROUP BY, or aggregates over all.</summary>
    public bool IsGrouped { get; init; }

    /// <summary>The order and the part of the documents that it shows; of groups the order alone, for all documents make them.</summary>
    public DocumentOrder Shown => IsGrouped ? DocumentOrder.Of(OrderBy, 0, null) : DocumentOrder.Of(OrderBy, Offset, Limit);
}
