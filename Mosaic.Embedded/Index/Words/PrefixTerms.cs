namespace Mosaic.Index.Words;

/// <summary>The terms of words that begin with what was typed.</summary>
internal static class PrefixTerms
{
    private const int TermsMax = 64;
    private const float Weight = .7f;

    public static IEnumerable<WeightedTerm> Of(TypedWord word, KnownTerms known)
    {
        var found = known.Beginning(word.Plain);
        if (!word.Term.StartsWith(word.Plain, StringComparison.Ordinal) && word.Term.Length >= word.Plain.Length)
        {
            foreach (var (term, count) in known.Beginning(word.Term)) // "happy", and what begins with "happi"
            {
                found.TryAdd(term, count);
            }
        }

        // A term is a stem: that of a word typed beyond its stem ("runni") is found by what the word may become ("running").
        foreach (var completed in TextAnalysis.OfQuery(string.Join(' ', Completions(word.Plain))))
        {
            if (!found.ContainsKey(completed.Term) && known.Count(completed.Term) is var count and > 0)
            {
                found.Add(completed.Term, count);
            }
        }

        found.Remove(word.Term);
        return found
            .OrderByDescending(static pair => pair.Value).ThenBy(static pair => pair.Key, StringComparer.Ordinal)
            .Where(pair => known.Has(pair.Key))
            .Take(TermsMax)
            .Select(static pair => new WeightedTerm(pair.Key, Weight));
    }

    private static IEnumerable<string> Completions(string typed) =>
        from ending in WordEndings.All
        from length in Enumerable.Range(0, ending.Length)
        where typed.Length > length && typed.EndsWith(ending[..length], StringComparison.Ordinal)
        select typed + ending[length..];
}
