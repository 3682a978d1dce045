using Lucene.Net.Analysis;
using Lucene.Net.Analysis.Standard;
using Lucene.Net.Analysis.TokenAttributes;

namespace Mosaic.Memory.Text;

/// <summary>Has runs of Thai, Lao, Khmer and Burmese, which have no spaces between words either, taken apart as those of Chinese are.</summary>
internal sealed class RunFilter : TokenFilter
{
    private static readonly string Unspaced = StandardTokenizer.TOKEN_TYPES[StandardTokenizer.SOUTHEAST_ASIAN];
    private static readonly string Ideographic = StandardTokenizer.TOKEN_TYPES[StandardTokenizer.IDEOGRAPHIC];

    private readonly ITypeAttribute _type;

    public RunFilter(TokenStream input)
        : base(input)
    {
        _type = AddAttribute<ITypeAttribute>();
    }

    public override bool IncrementToken()
    {
        if (!m_input.IncrementToken())
        {
            return false;
        }

        if (_type.Type == Unspaced)
        {
            _type.Type = Ideographic;
        }

        return true;
    }
}
