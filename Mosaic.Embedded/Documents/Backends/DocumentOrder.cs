using Mosaic.Documents.Query;

namespace Mosaic.Backends;

/// <summary>The order and the part of what a search is to find.</summary>
/// <remarks>An order by a path is: missing values first, then null, false, true, numbers, strings by their bytes, arrays and objects, which tie;
/// those that tie are in the order of ids, ascending, whatever the direction.</remarks>
public sealed class DocumentOrder
{
    /// <summary>All, by id.</summary>
    internal static readonly DocumentOrder ById = new([], false, 0, null);

    private DocumentOrder(IReadOnlyList<SortTerm> terms, bool reversed, int skip, int? limit)
    {
        SortTerms = terms;
        Reversed = reversed;
        Skip = skip;
        Limit = limit;
    }

    /// <summary>The paths to order by, the first counting most; none: by id.</summary>
    public IReadOnlyList<(FilterPath Path, bool Descending)> Terms => [.. SortTerms.Select(static term => (new FilterPath(term.Path), term.Descending))];

    /// <summary>By id, but the last first. Only without <see cref="Terms"/>.</summary>
    public bool Reversed { get; }

    /// <summary>How many to leave out first.</summary>
    public int Skip { get; }

    /// <summary>How many to find at most; null: all.</summary>
    public int? Limit { get; }

    /// <summary>The paths as ORDER BY says them; null: by id.</summary>
    public string? Text => SortTerms.Count == 0 ? null : string.Join(", ", SortTerms);

    internal IReadOnlyList<SortTerm> SortTerms { get; }

    /// <exception cref="ArgumentException">The options are out of their range, or the path is not supported.</exception>
    internal static DocumentOrder Of(FindOptions? options)
    {
        if (options is null)
        {
            return ById;
        }

        FindOrder.RequireInRange(options);
        return new DocumentOrder(FindOrder.Terms(options), options is { OrderBy: null, Descending: true }, options.Skip, options.Limit);
    }

    internal static DocumentOrder Of(IReadOnlyList<SortTerm> terms, int skip, int? limit) => new(terms, false, skip, limit);
}
