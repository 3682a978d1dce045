using System.Runtime.InteropServices;

namespace Mosaic.Backends;

/// <summary>
/// RM3 (Lavrenko and Croft, SIGIR 2001; Abdul-Jaleel et al., TREC 2004): the best texts of a query, each by its score, say which words go along
/// with it; the query's own keep their part of the whole.
/// </summary>
/// <remarks>
/// 10 texts, 10 terms and 0.8 for the query's own were chosen on Cranfield's odd queries (nDCG@10 .434 to .454, MAP .419 to .444). For its
/// even ones: nDCG@10 .430 to .443, MAP .427 to .449. 30 terms at 0.5 were next for the odd ones, and gave the even ones half as much.
/// </remarks>
public sealed class RelevanceModel
{
    /// <summary>Texts that feedback is taken from.</summary>
    public const int TextsMax = 10;

    /// <summary>A query with more words says enough.</summary>
    public const int QueryWordsMax = 256;

    private const int TermsMax = 10;
    private const double OwnPart = .8;
    private const int LettersMin = 2;

    // What every so many-th text has tells nothing.
    private const int TooFrequentPart = 10;

    private readonly List<KeyValuePair<string, double>> _terms;

    /// <param name="texts">The best texts, each with its score.</param>
    public RelevanceModel(IEnumerable<(string Text, double Score)> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var model = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (text, score) in texts)
        {
            string[] terms = [.. TextAnalysis.OfQuery(text).Where(static term => !term.IsStop).Select(static term => term.Term)];
            foreach (var term in terms)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(model, term, out _) += score / terms.Length;
            }
        }

        _terms = [.. model.OrderByDescending(static pair => pair.Value).ThenBy(static pair => pair.Key, StringComparer.Ordinal)];
    }

    /// <summary>The terms that may be taken up, the best first.</summary>
    public IEnumerable<string> Candidates => _terms.Select(static pair => pair.Key).Where(static term => term.Length >= LettersMin);

    /// <summary>The words of the query and those that go along with them.</summary>
    /// <param name="query">Is told what shows in hits.</param>
    /// <param name="words">Its words.</param>
    /// <param name="countOf">How many of how many texts have a term.</param>
    public IReadOnlyList<QueryWord> Extend(MemoryQuery query, IReadOnlyList<QueryWord> words, Func<string, (long With, long All)> countOf)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(words);
        ArgumentNullException.ThrowIfNull(countOf);
        var terms = _terms.Where(pair => pair.Key.Length >= LettersMin && Tells(countOf(pair.Key))).Take(TermsMax).ToDictionary(StringComparer.Ordinal);
        var all = terms.Sum(static pair => pair.Value);
        if (all <= 0)
        {
            return words;
        }

        // Of the whole, a word of the query has OwnPart / words.Count: it counts 1, and others by it.
        var scale = (1 - OwnPart) / OwnPart * words.Count / all;
        var extended = words.Select(word => word with { Weight = 1 + (float)(scale * terms.GetValueOrDefault(word.Term)) }).ToList();
        var own = words.Select(static word => word.Term).ToHashSet(StringComparer.Ordinal);
        foreach (var (term, part) in terms.Where(pair => !own.Contains(pair.Key)))
        {
            query.FeedbackMarks.Add(term);
            extended.Add(QueryWord.Of(term) with { Weight = (float)(scale * part) });
        }

        return extended;
    }

    private static bool Tells((long With, long All) count) => count.With <= Math.Max(TextsMax, count.All / TooFrequentPart);
}
