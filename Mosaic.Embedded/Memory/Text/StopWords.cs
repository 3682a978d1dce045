using System.Collections.Frozen;

namespace Mosaic.Memory.Text;

/// <summary>
/// Function and question words of English, and the verbs and nouns that questions are made with: they say what is asked, not what
/// the answer is about. They are kept in the index and left out of queries that have other words.
/// </summary>
internal static class StopWords
{
    private static readonly FrozenSet<string> Words = FrozenSet.ToFrozenSet(
    [
        "a", "about", "after", "again", "against", "all", "also", "am", "an", "and", "any", "are", "as", "at",
        "be", "because", "been", "before", "being", "below", "between", "both", "but", "by",
        "can", "could", "did", "do", "does", "doing", "during", "each", "ever", "few", "for", "from", "further",
        "had", "has", "have", "having", "he", "her", "here", "hers", "herself", "him", "himself", "his", "how",
        "i", "if", "in", "into", "is", "it", "its", "itself", "just", "many", "may", "me", "might", "more", "most", "much", "must",
        "my", "myself", "no", "nor", "not", "now", "of", "off", "on", "once", "only", "or", "other", "our", "ours", "ourselves",
        "out", "over", "own", "same", "shall", "she", "should", "so", "some", "such", "than", "that", "the", "their", "theirs",
        "them", "themselves", "then", "there", "these", "they", "this", "those", "through", "to", "too", "under", "until", "up",
        "upon", "us", "very", "was", "we", "were", "what", "when", "where", "whether", "which", "while", "who", "whom", "whose",
        "why", "will", "with", "would", "you", "your", "yours", "yourself", "yourselves",
        "describe", "described", "describes", "get", "gets", "getting", "go", "goes", "going", "gone", "got", "gotten", "kind", "kinds",
        "made", "make", "makes", "making", "mention", "mentioned", "mentioning", "mentions", "recently", "said", "say", "saying", "says",
        "take", "taken", "takes", "taking", "tell", "telling", "tells", "thing", "things", "think", "thinking", "thinks", "thought",
        "told", "took", "type", "types", "use", "used", "uses", "using", "went",
        "can't", "couldn't", "didn't", "doesn't", "don't", "hadn't", "hasn't", "haven't", "he'd", "he'll", "i'd", "i'll", "i'm",
        "i've", "isn't", "it'd", "it'll", "she'd", "she'll", "they'd", "they'll", "they're", "they've", "wasn't", "we'd", "we'll",
        "we're", "we've", "weren't", "won't", "wouldn't", "you'd", "you'll", "you're", "you've",
    ],
    StringComparer.Ordinal);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Lookup = Words.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly int LengthMax = Words.Max(static word => word.Length);

    /// <param name="word">Lower case.</param>
    public static bool Contains(ReadOnlySpan<char> word)
    {
        if (word.Length > LengthMax)
        {
            return false;
        }

        Span<char> plain = stackalloc char[word.Length];
        word.Replace(plain, '\u2019', '\'');
        return Lookup.Contains(plain);
    }
}
