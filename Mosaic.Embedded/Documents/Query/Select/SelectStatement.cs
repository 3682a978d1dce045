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

    /// <summary>How many documents of its order it looks at; <see cref="long.MaxValue"/>: all.</summary>
    public long Kept => IsGrouped ? long.MaxValue : FindOrder.Kept(Offset, Limit);
}
