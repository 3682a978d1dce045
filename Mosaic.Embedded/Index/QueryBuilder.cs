using Lucene.Net.Index;
using Lucene.Net.Search;
using Mosaic.Backends;
using Mosaic.Index.Texts;
using Mosaic.Index.Words;
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

    /// <param name="words">What to find.</param>
    /// <param name="limits">Within what.</param>
    /// <param name="reader">The index as it is searched.</param>
    /// <param name="collector">Gets what the query finds; it is in place of the one given.</param>
    public static Query Build(IReadOnlyList<QueryWord> words, SearchLimits limits, IndexReader reader, ref ICollector collector)
    {
        Query ranked = Rank(words, limits);
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

    private static BooleanQuery Rank(IReadOnlyList<QueryWord> words, SearchLimits limits)
    {
        var fields = Fields(limits);
        var any = new BooleanQuery(disableCoord: true);
        if (fields.Count * words.Count <= BooleanQuery.MaxClauseCount)
        {
            fields.ForEach(field => Add(any, field, words));
            return any;
        }

        foreach (var field in fields)
        {
            var one = new BooleanQuery(disableCoord: true);
            Add(one, field, words);
            any.Add(one, Occur.SHOULD);
        }

        return any;
    }

    private static List<string> Fields(SearchLimits limits)
    {
        List<string> fields = [];
        if (limits.Insights)
        {
            fields.Add(IndexFields.Text(MemoryKind.Insight));
        }

        if (limits.Documents)
        {
            fields.Add(IndexFields.Text(MemoryKind.Document));
        }

        return fields;
    }

    private static void Add(BooleanQuery any, string field, IReadOnlyList<QueryWord> words)
    {
        foreach (var word in words)
        {
            Query one = word.Terms.Count == 1 ? new TermQuery(new Term(field, word.Term)) : new WordQuery(field, word.Terms);
            one.Boost = word.Weight;
            any.Add(one, Occur.SHOULD);
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

        if (limits.Collection is { } collection)
        {
            yield return Is(IndexFields.Collection, collection);
        }

        if (limits.Phrases is { } phrases)
        {
            yield return new PhraseRows(Fields(limits), phrases.Terms);
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
