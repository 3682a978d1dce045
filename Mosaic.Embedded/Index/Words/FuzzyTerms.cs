using Mosaic.Backends;
using Mosaic.Documents.Json;

namespace Mosaic.Index.Words;

/// <summary>The terms that are spelled nearly as a word's.</summary>
internal static class FuzzyTerms
{
    private const int OneEditFrom = 4;
    private const int TwoEditsFrom = 8;
    private const int LettersMax = 64;
    private const int EndingMin = 3;
    private const int BodyMin = 3; // letters before an ending
    private const int TermsMax = 32;

    // By edits: what is spelled as asked counts more.
    private static readonly float[] Weights = [1, .4f, .2f];

    public static IEnumerable<WeightedTerm> Of(TypedWord word, IKnownTerms known)
    {
        var edits = word.Plain.Length switch
        {
            < OneEditFrom or > LettersMax => 0,
            < TwoEditsFrom => 1,
            _ => 2,
        };
        if (edits == 0 || word.Plain.Any(char.IsDigit) || !StrictUtf8.IsWellFormed(word.Term))
        {
            return [];
        }

        var found = new Dictionary<string, (int Edits, int Count)>(StringComparer.Ordinal);
        foreach (var (stem, spent) in Stems(word, edits))
        {
            foreach (var (term, count) in known.Near(stem, edits - spent))
            {
                var all = Math.Min(spent + EditDistance.Of(stem, term), edits);
                found[term] = (found.TryGetValue(term, out var other) ? Math.Min(all, other.Edits) : all, count);
            }
        }

        found.Remove(word.Term);
        return found
            .OrderBy(static pair => pair.Value.Edits).ThenByDescending(static pair => pair.Value.Count).ThenBy(static pair => pair.Key, StringComparer.Ordinal)
            .Where(pair => known.Has(pair.Key))
            .Take(TermsMax)
            .Select(static pair => new WeightedTerm(pair.Key, Weights[pair.Value.Edits]));
    }

    /// <summary>The word's stem, and those that it has when an ending was meant that is spelled nearly so; each with the edits spent.</summary>
    private static Dictionary<string, int> Stems(TypedWord word, int edits)
    {
        var stems = new Dictionary<string, int>(StringComparer.Ordinal) { [word.Term] = 0 };
        foreach (var ending in WordEndings.All.Where(static ending => ending.Length >= EndingMin))
        {
            for (var length = ending.Length - edits; length <= ending.Length + edits; length++)
            {
                if (length >= 1 && word.Plain.Length - length >= BodyMin && EditDistance.Of(word.Plain[^length..], ending) is var spent && spent > 0 && spent <= edits
                    && TextAnalysis.OfQuery(word.Plain[..^length] + ending) is [var meant]
                    && spent < stems.GetValueOrDefault(meant.Term, int.MaxValue))
                {
                    stems[meant.Term] = spent;
                }
            }
        }

        return stems;
    }
}
