using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;
using Lucene.Net.Tartarus.Snowball.Ext;

namespace Mosaic.Memory.Text;

/// <summary>
/// Turns a word into its term: its plain form (<see cref="WordForm"/>), stemmed; and marks stop words by their type. Words repeat:
/// most are looked up, not made again.
/// </summary>
internal sealed class WordFilter : TokenFilter
{
    public const string StopType = "stop";

    private const int KeptMax = 16_384;

    private readonly ICharTermAttribute _term;
    private readonly ITypeAttribute _type;
    private readonly EnglishStemmer _stemmer = new();
    private readonly Dictionary<string, Made> _made = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Made>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    public WordFilter(TokenStream input)
        : base(input)
    {
        _term = AddAttribute<ICharTermAttribute>();
        _type = AddAttribute<ITypeAttribute>();
        _lookup = _made.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public override bool IncrementToken()
    {
        if (!m_input.IncrementToken())
        {
            return false;
        }

        var word = _term.Buffer.AsSpan(0, _term.Length);
        if (!_lookup.TryGetValue(word, out var made))
        {
            made = Make(word);
            if (_made.Count == KeptMax)
            {
                _made.Clear();
            }

            _lookup[word] = made;
        }

        if (!word.SequenceEqual(made.Term))
        {
            _term.SetEmpty().Append(made.Term);
        }

        if (made.IsStop)
        {
            _type.Type = StopType;
        }

        return true;
    }

    private Made Make(ReadOnlySpan<char> word)
    {
        var letters = WordForm.Of(word).ToCharArray();
        _stemmer.SetCurrent(letters, letters.Length);
        _stemmer.Stem();
        return new Made(_stemmer.Current, WordForm.IsStop(word));
    }

    private readonly record struct Made(string Term, bool IsStop);
}
