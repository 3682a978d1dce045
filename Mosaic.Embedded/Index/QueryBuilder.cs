using Lucene.Net.Index;
using Lucene.Net.Search;
using Mosaic.Memory.Search;

namespace Mosaic.Index;

/// <summary>
/// Makes Lucene's query: any of the terms, in the fields of the wanted kinds. The limits are a filter beside it, made of whole
/// terms: nothing that a query says can widen it.
/// </summary>
internal static class QueryBuilder
{
    public static Query Build(IndexQuery query)
    {
        var limits = query.Limits;
        var ranked = new BooleanQuery(disableCoord: true);
        Add(ranked, query, MemoryKind.Insight, limits.Insights);
        Add(ranked, query, MemoryKind.Turn, limits.Turns);
        Add(ranked, query, MemoryKind.Document, limits.Documents);
        return Filter(limits) is { } filter ? new FilteredQuery(ranked, new QueryWrapperFilter(filter)) : ranked;
    }

    private static void Add(BooleanQuery ranked, IndexQuery query, MemoryKind kind, bool wanted)
    {
        if (!wanted)
        {
            return;
        }

        var field = IndexFields.Text(kind);
        var any = new BooleanQuery(disableCoord: true);
        foreach (var term in query.Terms)
        {
            any.Add(new TermQuery(new Term(field, term)), Occur.SHOULD);
        }

        ranked.Add(any, Occur.SHOULD);
    }

    private static Query? Filter(SearchLimits limits)
    {
        var all = new List<Query>();
        if (limits.User is { } user)
        {
            all.Add(limits.Documents ? Either(IndexFields.User, user, IndexFields.NoUser) : Is(IndexFields.User, user));
        }

        if (limits.Session is { } session)
        {
            all.Add(Is(IndexFields.Session, session));
        }

        if (limits.Category is { } category)
        {
            all.Add(Is(IndexFields.Category, IndexFields.Name(category)));
        }

        if (limits.Source is { } source)
        {
            all.Add(Is(IndexFields.Source, IndexFields.Name(source)));
        }

        if (limits.RelevanceMin is { } relevance)
        {
            all.Add(NumericRangeQuery.NewDoubleRange(IndexFields.Relevance, IndexFields.PrecisionStep, relevance, null, true, true));
        }

        if (limits.FromTicks is not null || limits.ToTicks is not null)
        {
            all.Add(NumericRangeQuery.NewInt64Range(IndexFields.At, IndexFields.PrecisionStep, limits.FromTicks, limits.ToTicks, true, true));
        }

        if (all.Count < 2)
        {
            return all.Count == 0 ? null : all[0];
        }

        var filter = new BooleanQuery(disableCoord: true);
        all.ForEach(query => filter.Add(query, Occur.MUST));
        return filter;
    }

    private static TermQuery Is(string field, string value) => new(new Term(field, value));

    private static BooleanQuery Either(string field, string one, string other)
    {
        var either = new BooleanQuery(disableCoord: true);
        either.Add(Is(field, one), Occur.SHOULD);
        either.Add(Is(field, other), Occur.SHOULD);
        return either;
    }
}
