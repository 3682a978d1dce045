using Mosaic.Index.Words;

namespace Mosaic.Backends;

/// <summary>What the words of a query stand for among the terms of the memory that is searched.</summary>
public static class WordReach
{
    /// <summary>Whether the terms of the searched memory have to be known.</summary>
    /// <param name="query">The query.</param>
    public static bool IsWider(MemoryQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return query.Limits.Prefix || query.Limits.Fuzzy;
    }

    /// <summary>The beginnings of the terms that may count; one of "" is every term.</summary>
    /// <param name="query">The query.</param>
    public static IReadOnlyCollection<string> Beginnings(MemoryQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Limits.Fuzzy)
        {
            return [""];
        }

        var last = TypedWord.Of(query.Text, query.Terms).Values.Where(static word => word.IsLast).ToList();
        return [.. last.SelectMany(static word => (IEnumerable<string>)[word.Plain, word.Term, .. PrefixTerms.Completed(word.Plain)]).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The words, each with the terms that it stands for.</summary>
    /// <param name="query">The query.</param>
    /// <param name="terms">The terms with those beginnings, each with how many texts have it.</param>
    public static IReadOnlyList<QueryWord> Of(MemoryQuery query, IReadOnlyDictionary<string, int> terms)
    {
        ArgumentNullException.ThrowIfNull(query);
        return QueryWords.Of(query, () => new Vocabulary(terms));
    }

    private sealed class Vocabulary(IReadOnlyDictionary<string, int> terms) : IKnownTerms
    {
        public Dictionary<string, int> Beginning(string prefix) =>
            terms.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal);

        public Dictionary<string, int> Near(string stem, int edits) =>
            terms.Where(pair => Math.Abs(pair.Key.Length - stem.Length) <= edits && EditDistance.Of(stem, pair.Key) <= edits).ToDictionary(StringComparer.Ordinal);

        public int Count(string term) => terms.GetValueOrDefault(term);

        public bool Has(string term) => terms.ContainsKey(term);
    }
}
