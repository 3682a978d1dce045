using Lucene.Net.Analysis;
using Lucene.Net.Analysis.Cjk;
using Lucene.Net.Analysis.TokenAttributes;
using Mosaic.Memory.Search;
using Mosaic.Memory.Text;

namespace Mosaic;

/// <summary>
/// The chain that turns texts and queries into terms, apart from any storage: whatever keeps terms made by it ranks as this store does, with
/// <see cref="ConversationScorer"/> and <see cref="TextScorer"/>.
/// </summary>
/// <remarks>
/// Words by Unicode's rules (UAX #29, underscores of every kind are spaces), in lower case, without accents, stemmed as English. Chinese, Japanese, Korean, Thai, Lao,
/// Khmer and Burmese are taken by pairs of characters. Never throws for what a text holds. Thread-safe.
/// </remarks>
public static class TextAnalysis
{
    /// <summary>The version of the chain: terms that another one made are made anew.</summary>
    public const int Version = 4;

    /// <summary>The terms that a text is kept under, in their order; of a run without spaces each character and each pair.</summary>
    /// <param name="text">The text.</param>
    public static IReadOnlyList<TextTerm> OfText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Read(TextAnalyzer.OfTexts, text);
    }

    /// <summary>The terms that a query asks for, in their order, stop words and repetitions included; of a run without spaces its pairs.</summary>
    /// <param name="query">The query; nothing in it is syntax.</param>
    public static IReadOnlyList<TextTerm> OfQuery(string query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return Read(TextAnalyzer.OfQueries, query);
    }

    /// <summary>
    /// The different terms that a query is ranked by, in their order: without stop words unless there is nothing else, the first 1,024.
    /// </summary>
    /// <param name="query">The query; nothing in it is syntax.</param>
    public static IReadOnlyCollection<string> QueryTermsOf(string query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return QueryTerms.Of(query);
    }

    // Into a list, whole: a thread has one stream of an analyzer at a time.
    private static List<TextTerm> Read(Analyzer analyzer, string text)
    {
        var terms = new List<TextTerm>();
        using var words = analyzer.GetTokenStream("", text);
        var term = words.AddAttribute<ICharTermAttribute>();
        var offset = words.AddAttribute<IOffsetAttribute>();
        var type = words.AddAttribute<ITypeAttribute>();
        words.Reset();
        while (words.IncrementToken())
        {
            terms.Add(new TextTerm(
                term.ToString()!,
                offset.StartOffset,
                offset.EndOffset - offset.StartOffset,
                type.Type == WordFilter.StopType,
                type.Type == CJKBigramFilter.DOUBLE_TYPE));
        }

        return terms;
    }
}
