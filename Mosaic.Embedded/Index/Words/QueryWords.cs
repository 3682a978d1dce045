using Mosaic.Backends;
using Mosaic.Memory.Search;

namespace Mosaic.Index.Words;

/// <summary>The words of a query, each with the terms of the index that it stands for.</summary>
internal static class QueryWords
{
    private const int FuzzyWordsMax = 32;

    public static IReadOnlyList<QueryWord> Of(MemoryQuery query, Func<IKnownTerms> terms)
    {
        var limits = query.Limits;
        if (!limits.Prefix && !limits.Fuzzy)
        {
            return [.. query.Asked.Select(QueryWord.Of)];
        }

        var typed = TypedWord.Of(query.Text, query.Terms);
        var known = terms();
        var words = new List<QueryWord>(query.Asked.Count);
        foreach (var term in query.Asked)
        {
            var others = new Dictionary<string, float>(StringComparer.Ordinal);
            if (typed.TryGetValue(term, out var word))
            {
                if (limits.Fuzzy && words.Count < FuzzyWordsMax)
                {
                    Add(others, FuzzyTerms.Of(word, known));
                }

                if (limits.Prefix && word.IsLast)
                {
                    Add(others, PrefixTerms.Of(word, known));
                }

                others.Remove(term);
            }

            query.Marks.UnionWith(others.Keys);
            words.Add(new QueryWord([new WeightedTerm(term, 1), .. others.Select(static pair => new WeightedTerm(pair.Key, pair.Value))]));
        }

        return words;
    }

    private static void Add(Dictionary<string, float> others, IEnumerable<WeightedTerm> terms)
    {
        foreach (var (term, weight) in terms)
        {
            others[term] = Math.Max(weight, others.GetValueOrDefault(term));
        }
    }
}
