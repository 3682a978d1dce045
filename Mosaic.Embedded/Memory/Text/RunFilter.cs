using Lucene.Net.Analysis;
using Lucene.Net.Analysis.Standard;
using Lucene.Net.Analysis.TokenAttributes;

namespace Mosaic.Memory.Text;

/// <summary>
/// Has runs of Thai, Lao, Khmer and Burmese, which have no spaces between words either, taken apart as those of Chinese are. Runs may be of
/// any length; what is longer than a word and no run, as numbers in base 64 are, is left out.
/// </summary>
internal sealed class RunFilter : TokenFilter
{
    private const int WordMax = StandardAnalyzer.DEFAULT_MAX_TOKEN_LENGTH;

    private static readonly string Unspaced = StandardTokenizer.TOKEN_TYPES[StandardTokenizer.SOUTHEAST_ASIAN];
    private static readonly string Ideographic = StandardTokenizer.TOKEN_TYPES[StandardTokenizer.IDEOGRAPHIC];
    private static readonly string Hangul = StandardTokenizer.TOKEN_TYPES[StandardTokenizer.HANGUL];
    private static readonly string Katakana = StandardTokenizer.TOKEN_TYPES[StandardTokenizer.KATAKANA];

    private readonly ITypeAttribute _type;
    private readonly ICharTermAttribute _term;

    public RunFilter(TokenStream input)
        : base(input)
    {
        _type = AddAttribute<ITypeAttribute>();
        _term = AddAttribute<ICharTermAttribute>();
    }

    public override bool IncrementToken()
    {
        while (m_input.IncrementToken())
        {
            if (_type.Type == Unspaced)
            {
                _type.Type = Ideographic;
                return true;
            }

            if (_term.Length <= WordMax || _type.Type == Hangul || _type.Type == Katakana)
            {
                return true;
            }
        }

        return false;
    }
}
