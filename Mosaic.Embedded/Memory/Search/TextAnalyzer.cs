using Lucene.Net.Analysis;
using Lucene.Net.Analysis.Core;
using Lucene.Net.Analysis.En;
using Lucene.Net.Analysis.Snowball;
using Lucene.Net.Analysis.Standard;
using Lucene.Net.Tartarus.Snowball.Ext;
using Lucene.Net.Util;

namespace Mosaic.Memory.Search;

/// <summary>
/// The chain that turns texts and queries into terms: words by Unicode's rules (UAX #29; an ideograph is a word), without
/// English possessives, lower case, English stems (Snowball). Stop words stay; a query's are marked. Words of another language
/// pass through, at times shortened, alike in texts and queries.
/// </summary>
internal sealed class TextAnalyzer : Analyzer
{
    private readonly bool _marksStopWords;

    private TextAnalyzer(bool marksStopWords) => _marksStopWords = marksStopWords;

    public static TextAnalyzer Texts { get; } = new(marksStopWords: false);

    public static TextAnalyzer Queries { get; } = new(marksStopWords: true);

    protected override TokenStreamComponents CreateComponents(string fieldName, TextReader reader)
    {
        var words = new StandardTokenizer(LuceneVersion.LUCENE_48, reader);
        TokenStream terms = new LowerCaseFilter(LuceneVersion.LUCENE_48, new EnglishPossessiveFilter(LuceneVersion.LUCENE_48, words));
        if (_marksStopWords)
        {
            terms = new StopMarkFilter(terms);
        }

        return new TokenStreamComponents(words, new SnowballFilter(terms, new EnglishStemmer()));
    }
}
