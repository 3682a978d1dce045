using System.Globalization;
using System.Text;

namespace Mosaic;

/// <summary>How a store would answer a query; see <see cref="IDocumentStore.ExplainAsync(string, Filter, CancellationToken)"/>.</summary>
/// <param name="Collection">The collection.</param>
/// <param name="Index">The path of the index that narrows what is read; null: the whole collection is read.</param>
/// <param name="Ranges">The ranges of the index that are read; 0 without an index, and where nothing can match.</param>
/// <param name="Candidates">About how many documents are read and decided by the filter; with an index at most <see cref="CandidatesMax"/>, where there may be more.</param>
/// <param name="Filter">The filter as text; null: every document matches.</param>
public sealed record QueryPlan(string Collection, string? Index, int Ranges, long Candidates, string? Filter)
{
    /// <summary>Entries of an index are counted up to this many.</summary>
    public const int CandidatesMax = 10_000;

    /// <summary>What the answer is sorted by, in memory, after all of it was found.</summary>
    /// <value>As ORDER BY says it: <c>city, age DESC</c>; null: it is not sorted, or <see cref="Index"/> is read in the order that is wanted and no
    /// further than LIMIT needs.</value>
    public string? SortedBy { get; init; }

    /// <summary>The plan in one line.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(Index is null ? "scan of " : "index over ").Append(Index ?? Collection);
        if (Index is not null)
        {
            text.Append(" of ").Append(Collection).Append(CultureInfo.InvariantCulture, $", {Ranges} range{(Ranges == 1 ? "" : "s")}");
        }

        text.Append(CultureInfo.InvariantCulture, $", about {Candidates} document{(Candidates == 1 ? "" : "s")}");
        text.Append(Filter is null ? "" : ", then ").Append(Filter);
        return text.Append(SortedBy is null ? "" : ", sorted by ").Append(SortedBy).ToString();
    }
}
