using System.Text;
using Lucene.Net.Analysis.Miscellaneous;
using Mosaic.Documents.Json;

namespace Mosaic.Memory.Text;

/// <summary>
/// The plain form of a word: lower case, without an English possessive, and without what is at times left out in writing: accents of Latin and
/// Greek letters, the points of Arabic and Hebrew, the dots of the Russian ё. Letters that differ by more, as и and й do, stay apart.
/// </summary>
internal static class WordForm
{
    /// <summary>Characters that folding makes of one, at most.</summary>
    private const int GrowthMax = 4;

    public static string Of(ReadOnlySpan<char> word)
    {
        word = WithoutPossessive(word);
        return Ascii.IsValid(word) ? Lower(word) : Lower(Folded(word));
    }

    /// <summary>Whether it is a stop word as it is written: the French thé, without its accent, is none.</summary>
    public static bool IsStop(ReadOnlySpan<char> word) => StopWords.Contains(Lower(WithoutPossessive(word)));

    private static ReadOnlySpan<char> WithoutPossessive(ReadOnlySpan<char> word) =>
        word is [.., '\'' or '\u2019' or '\uFF07', 's' or 'S'] ? word[..^2] : word;

    private static string Lower(ReadOnlySpan<char> word) =>
        string.Create(word.Length, word, static (lower, word) => word.ToLowerInvariant(lower));

    private static ReadOnlySpan<char> Folded(ReadOnlySpan<char> word)
    {
        if (!StrictUtf8.IsWellFormed(word))
        {
            return word;
        }

        var composed = word.ToString().Normalize(NormalizationForm.FormC).ToCharArray();
        var latin = new char[composed.Length * GrowthMax];
        var length = ASCIIFoldingFilter.FoldToASCII(composed, 0, latin, 0, composed.Length);
        var folded = new StringBuilder(length);
        foreach (var letter in latin.AsSpan(0, length))
        {
            Add(folded, letter);
        }

        return folded.Length > 0 ? folded.ToString() : word;
    }

    private static void Add(StringBuilder folded, char letter)
    {
        if (IsMark(letter))
        {
            return;
        }

        if (IsComposed(letter))
        {
            foreach (var part in letter.ToString().Normalize(NormalizationForm.FormD))
            {
                if (!IsMark(part))
                {
                    folded.Append(Plain(part));
                }
            }

            return;
        }

        folded.Append(Plain(letter));
    }

    // Greek, Hebrew, Arabic.
    private static bool IsComposed(char letter) =>
        letter is (>= '\u0370' and <= '\u03FF') or (>= '\u1F00' and <= '\u1FFF') or (>= '\u0590' and <= '\u06FF') or (>= '\uFB1D' and <= '\uFB4F');

    // Accents; Hebrew points; Arabic points, what stands above and below an alef, the long stroke.
    private static bool IsMark(char letter) =>
        letter is (>= '\u0300' and <= '\u036F') or (>= '\u0591' and <= '\u05C7' and not '\u05BE' and not '\u05C0' and not '\u05C3' and not '\u05C6')
            or (>= '\u064B' and <= '\u065F') or '\u0670' or '\u0640';

    private static char Plain(char letter) => letter switch
    {
        '\u0451' => '\u0435', // io, ie
        '\u0401' => '\u0415',
        '\u03C2' => '\u03C3', // the sigma of a word's end
        '\u0671' => '\u0627', // alef wasla
        '\u0649' or '\u06CC' => '\u064A', // alef maksura, Farsi yeh
        '\u0629' => '\u0647', // teh marbuta
        '\u06A9' => '\u0643', // keheh
        _ => letter,
    };
}
