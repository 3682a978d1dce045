using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;

namespace Mosaic.Memory.Search;

/// <summary>Marks stop words by their type before they are stemmed; drops nothing.</summary>
internal sealed class StopMarkFilter : TokenFilter
{
    public const string StopType = "stop";

    private readonly ICharTermAttribute _term;
    private readonly ITypeAttribute _type;

    public StopMarkFilter(TokenStream input)
        : base(input)
    {
        _term = AddAttribute<ICharTermAttribute>();
        _type = AddAttribute<ITypeAttribute>();
    }

    public override bool IncrementToken()
    {
        if (!m_input.IncrementToken())
        {
            return false;
        }

        if (StopWords.Contains(_term.Buffer.AsSpan(0, _term.Length)))
        {
            _type.Type = StopType;
        }

        return true;
    }
}
