using Mosaic.Backends;

namespace Mosaic.Index.Words;

/// <summary>The terms of words that begin with what was typed.</summary>
internal static class PrefixTerms
{
    private const int TermsMax = 64;
    private const float Weight = .7f;

    public static IEnumerable<WeightedTerm> Of(TypedWord word, IKnownTerms known)
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
        foreach (var completed in Completed(word.Plain))
        {
            if (!found.ContainsKey(completed) && known.Count(completed) is var count and > 0)
            {
                found.Add(completed, count);
            }
        }

        found.Remove(word.Term);
        return found
            .OrderByDescending(static pair => pair.Value).ThenBy(static pair => pair.Key, StringComparer.Ordinal)
            .Where(pair => known.Has(pair.Key))
            .Take(TermsMax)
            .Select(static pair => new WeightedTerm(pair.Key, Weight));
    }

    /// <summary>The terms that a word may become.</summary>
    public static IEnumerable<string> Completed(string typed) =>
        TextAnalysis.OfQuery(string.Join(' ', Completions(typed))).Select(static word => word.Term);

    private static IEnumerable<string> Completions(string typed) =>
        from ending in WordEndings.All
        from length in Enumerable.Range(0, ending.Length)
        where typed.Length > length && typed.EndsWith(ending[..length], StringComparison.Ordinal)
        select typed + ending[length..];
}
