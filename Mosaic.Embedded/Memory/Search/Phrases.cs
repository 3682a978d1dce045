using Mosaic.Documents.Json;
using Mosaic.Memory.Search;

namespace Mosaic.Backends;

/// <summary>Phrases as the terms of their words. A text has one where it has those terms one after the other, stop words included.</summary>
public sealed class Phrases
{
    /// <summary>So many phrases at most.</summary>
    public const int CountMax = 64;
    /// <summary>So many words of a phrase at most.</summary>
    public const int WordsMax = 1024;

    private readonly Phrase[] _phrases;

    private Phrases(Phrase[] phrases)
    {
        _phrases = phrases;
        var terms = phrases.SelectMany(static phrase => phrase.Terms).ToHashSet(StringComparer.Ordinal);
        Terms = terms;
        Asked = terms.Count <= QueryTerms.TermsMax ? terms : terms.Take(QueryTerms.TermsMax).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>What a text with all of them has, in whatever order.</summary>
    public IReadOnlySet<string> Terms { get; }

    /// <summary>Those that rank where the query has none; as many as a query may have.</summary>
    internal HashSet<string> Asked { get; }

    /// <returns>null: there are none.</returns>
    /// <exception cref="ArgumentException">They are too many, or one has no word, too many, or half of a surrogate pair.</exception>
    internal static Phrases? Of(IReadOnlyList<string>? phrases, string parameter)
    {
        if (phrases is null or [])
        {
            return null;
        }

        if (phrases.Count > CountMax)
        {
            throw new ArgumentException($"There are {phrases.Count} phrases; the most is {CountMax}.", parameter);
        }

        return new Phrases([.. phrases.Select(phrase => new Phrase(TermsOf(phrase, parameter)))]);
    }

    /// <summary>Whether a text has all of them.</summary>
    /// <param name="text">The text.</param>
    public bool AreIn(string text)
    {
        var words = Words(TextAnalysis.OfText(text));
        return _phrases.All(phrase => phrase.Find(words).Any());
    }

    /// <summary>The terms of a text that stand in one of them.</summary>
    internal HashSet<int> StartsIn(IReadOnlyList<TextTerm> text)
    {
        var words = Words(text);
        return
        [
            .. from phrase in _phrases
               from first in phrase.Find(words)
               from word in words.GetRange(first, phrase.Terms.Length)
               select word.Start,
        ];
    }

    private static List<TextTerm> Words(IReadOnlyList<TextTerm> text) => [.. text.Where(static term => !term.IsPair)];

    private static string[] TermsOf(string phrase, string parameter)
    {
        if (phrase is null || !StrictUtf8.IsWellFormed(phrase))
        {
            throw new ArgumentException("A phrase is null, or holds a surrogate without its partner.", parameter);
        }

        string[] terms = [.. Words(TextAnalysis.OfText(phrase)).Select(static term => term.Term)];
        return terms.Length switch
        {
            0 => throw new ArgumentException("A phrase has no word.", parameter),
            > WordsMax => throw new ArgumentException($"A phrase has {terms.Length} words; the most is {WordsMax}.", parameter),
            _ => terms,
        };
    }
}
