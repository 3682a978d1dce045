using Lucene.Net.Analysis;
using Lucene.Net.Analysis.Standard;
using Lucene.Net.Util;

namespace Mosaic.Memory.Search;

/// <summary>
/// The chain that turns texts and queries into terms: words by Unicode's rules (UAX #29; an ideograph is a word), then
/// <see cref="WordFilter"/>. Stop words stay, marked. Words of another language pass through, at times shortened, alike in texts
/// and queries.
/// </summary>
internal sealed class TextAnalyzer : Analyzer
{
    private TextAnalyzer()
    {
    }

    public static TextAnalyzer Instance { get; } = new();

    protected override TokenStreamComponents CreateComponents(string fieldName, TextReader reader)
    {
        var words = new StandardTokenizer(LuceneVersion.LUCENE_48, reader);
        return new TokenStreamComponents(words, new WordFilter(words));
    }
}
