namespace Mosaic.Memory.Search;

/// <summary>Words that stand one after the other.</summary>
internal sealed class Phrase
{
    // Where to go on when a word does not fit: no word of a text is looked at again (Knuth, Morris and Pratt 1977).
    private readonly int[] _back;

    public Phrase(string[] terms)
    {
        Terms = terms;
        _back = new int[terms.Length];
        for (int at = 1, fit = 0; at < terms.Length; at++)
        {
            fit = Extend(fit, terms[at]);
            _back[at] = fit;
        }
    }

    public string[] Terms { get; }

    /// <summary>Where it begins among the words of a text.</summary>
    public IEnumerable<int> Find(IReadOnlyList<TextTerm> words)
    {
        var fit = 0;
        for (var at = 0; at < words.Count; at++)
        {
            fit = Extend(fit, words[at].Term);
            if (fit == Terms.Length)
            {
                yield return at + 1 - fit;
                fit = _back[fit - 1];
            }
        }
    }

    private int Extend(int fit, string term)
    {
        while (fit > 0 && Terms[fit] != term)
        {
            fit = _back[fit - 1];
        }

        return Terms[fit] == term ? fit + 1 : 0;
    }
}
