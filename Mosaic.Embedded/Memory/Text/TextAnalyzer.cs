using Lucene.Net.Analysis;
using Lucene.Net.Analysis.Cjk;
using Lucene.Net.Analysis.Standard;
using Lucene.Net.Util;
using Mosaic.Documents.Json;

namespace Mosaic.Memory.Text;

/// <summary>
/// The chain that turns texts and queries into terms: words by Unicode's rules (UAX #29); runs of languages that put no spaces between
/// words as pairs of characters, of a text each character, too; then <see cref="WordFilter"/>. Stop words stay, marked. Words of
/// another language pass through, at times shortened, alike in texts and queries.
/// </summary>
internal sealed class TextAnalyzer : Analyzer
{
    private const CJKScript AllScripts = CJKScript.HAN | CJKScript.HIRAGANA | CJKScript.KATAKANA | CJKScript.HANGUL;

    private readonly bool _characters;

    private TextAnalyzer(bool characters) => _characters = characters;

    /// <summary>For texts: a run's characters and pairs, so that it is found by one character, too.</summary>
    public static TextAnalyzer OfTexts { get; } = new(characters: true);

    /// <summary>For queries: a run's pairs, or its character when it has but one.</summary>
    public static TextAnalyzer OfQueries { get; } = new(characters: false);

    protected override TokenStreamComponents CreateComponents(string fieldName, TextReader reader)
    {
        var words = new StandardTokenizer(LuceneVersion.LUCENE_48, reader) { MaxTokenLength = DocumentLimits.MaxBytes };
        var runs = new CJKBigramFilter(new CJKWidthFilter(new RunFilter(words)), AllScripts, _characters);
        return new TokenStreamComponents(words, new WordFilter(runs));
    }

    protected override TextReader InitReader(string fieldName, TextReader reader) => new ConnectorReader(new JamoReader(reader));
}
