using System.Runtime.InteropServices;
using Lucene.Net.Index;
using Mosaic.Index.Words;

namespace Mosaic.Index.Texts;

/// <summary>
/// RM3 (Lavrenko and Croft, SIGIR 2001; Abdul-Jaleel et al., TREC 2004): the best texts of a query, each by its score, say which words go along
/// with it; the query's own keep their part of the whole.
/// </summary>
/// <remarks>
/// 10 texts, 10 terms and 0.8 for the query's own were chosen on Cranfield's odd queries (nDCG@10 .434 to .454, MAP .419 to .444). For its
/// even ones: nDCG@10 .430 to .443, MAP .427 to .449. 30 terms at 0.5 were next for the odd ones, and gave the even ones half as much.
/// </remarks>
internal sealed class RelevanceModel(IndexQuery query, IndexReader reader)
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

    public IReadOnlyList<QueryWord> Extend(IReadOnlyList<QueryWord> words, IReadOnlyList<RankedKey> texts)
    {
        var terms = Terms(texts);
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

    private Dictionary<string, double> Terms(IReadOnlyList<RankedKey> texts)
    {
        var model = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            if (query.RowOf(text.Key) is not { } row)
            {
                continue;
            }

            string[] terms = [.. TextAnalysis.OfQuery(row.Text).Where(static term => !term.IsStop).Select(static term => term.Term)];
            foreach (var term in terms)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(model, term, out _) += text.Score / terms.Length;
            }
        }

        return model
            .OrderByDescending(static pair => pair.Value).ThenBy(static pair => pair.Key, StringComparer.Ordinal)
            .Where(pair => Tells(pair.Key))
            .Take(TermsMax)
            .ToDictionary(StringComparer.Ordinal);
    }

    private bool Tells(string term)
    {
        var (with, all) = (0L, 0L);
        foreach (var field in IndexFields.TextsOf(query.Limits))
        {
            with += reader.DocFreq(new Term(field, term));
            all += reader.GetDocCount(field);
        }

        return term.Length >= LettersMin && (with <= Math.Max(TextsMax, all / TooFrequentPart));
    }
}
