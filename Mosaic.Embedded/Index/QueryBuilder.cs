using Lucene.Net.Index;
using Lucene.Net.Search;
using Mosaic.Memory.Search;
using LuceneFilter = Lucene.Net.Search.Filter;

namespace Mosaic.Index;

/// <summary>
/// Makes Lucene's query for insights and documents: any of the terms, in the fields of the wanted kinds. The limits are filters
/// around it, made of whole terms: nothing that a query says can widen them.
/// </summary>
internal static class QueryBuilder
{
    // A user with so large a part of all rows is checked row by row; of one with less, only what the user has is looked at.
    private const int LargePart = 8;

    /// <param name="query">What to find.</param>
    /// <param name="reader">The index as it is searched.</param>
    /// <param name="collector">Gets what the query finds; it is in place of the one given.</param>
    public static Query Build(IndexQuery query, IndexReader reader, ref ICollector collector)
    {
        var limits = query.Limits;
        Query ranked = Rank(query);
        if (limits.User is { } user)
        {
            string[] users = limits.Documents ? [user, IndexFields.NoUser] : [user];
            if (users.Sum(one => (long)reader.DocFreq(new Term(IndexFields.User, one))) > reader.MaxDoc / LargePart)
            {
                collector = new UserCollector(users, collector);
            }
            else
            {
                ranked = new FilteredQuery(ranked, AnyOf(users));
            }
        }

        foreach (var filter in Filters(limits))
        {
            ranked = new FilteredQuery(ranked, filter);
        }

        return ranked;
    }

    private static BooleanQuery Rank(IndexQuery query)
    {
        var limits = query.Limits;
        List<string> fields = [];
        if (limits.Insights)
        {
            fields.Add(IndexFields.Text(MemoryKind.Insight));
        }

        if (limits.Documents)
        {
            fields.Add(IndexFields.Text(MemoryKind.Document));
        }

        var any = new BooleanQuery(disableCoord: true);
        if (fields.Count * query.Terms.Count <= BooleanQuery.MaxClauseCount)
        {
            fields.ForEach(field => Add(any, field, query.Terms));
            return any;
        }

        foreach (var field in fields)
        {
            var one = new BooleanQuery(disableCoord: true);
            Add(one, field, query.Terms);
            any.Add(one, Occur.SHOULD);
        }

        return any;
    }

    private static void Add(BooleanQuery any, string field, IReadOnlyCollection<string> terms)
    {
        foreach (var term in terms)
        {
            any.Add(new TermQuery(new Term(field, term)), Occur.SHOULD);
        }
    }

    private static QueryWrapperFilter AnyOf(string[] users)
    {
        var any = new BooleanQuery(disableCoord: true);
        foreach (var user in users)
        {
            any.Add(new TermQuery(new Term(IndexFields.User, user)), Occur.SHOULD);
        }

        return new QueryWrapperFilter(any);
    }

    private static IEnumerable<LuceneFilter> Filters(SearchLimits limits)
    {
        if (limits.Session is { } session)
        {
            yield return Is(IndexFields.Session, session);
        }

        if (limits.Category is { } category)
        {
            yield return Is(IndexFields.Category, IndexFields.Name(category));
        }

        if (limits.Source is { } source)
        {
            yield return Is(IndexFields.Source, IndexFields.Name(source));
        }

        if (limits.RelevanceMin is { } relevance)
        {
            yield return FieldCacheRangeFilter.NewDoubleRange(IndexFields.Relevance, relevance, null, true, true);
        }

        if (limits.FromTicks is not null || limits.ToTicks is not null)
        {
            yield return FieldCacheRangeFilter.NewInt64Range(IndexFields.At, limits.FromTicks, limits.ToTicks, true, true);
        }
    }

    private static QueryWrapperFilter Is(string field, string value) => new(new TermQuery(new Term(field, value)));
}
