using System.Runtime.InteropServices;
using Lucene.Net.Analysis.TokenAttributes;
using Mosaic.Backends;
using Mosaic.Memory.Text;

namespace Mosaic.Memory.Search;

/// <summary>Finds the places of a query's terms in a text, by analysing it again.</summary>
internal static class Highlighter
{
    /// <summary>Places that are told of one hit.</summary>
    public const int PlacesMax = 256;

    /// <returns>In their order, each once; pairs of characters that overlap are one.</returns>
    public static IReadOnlyList<(int Start, int Length)> Find(string text, HashSet<string> terms, Phrases? phrases = null)
    {
        if (phrases is not null)
        {
            return Find(TextAnalysis.OfText(text), terms, phrases);
        }

        var places = new List<(int Start, int Length)>();
        var lookup = terms.GetAlternateLookup<ReadOnlySpan<char>>();
        using var words = TextAnalyzer.OfTexts.GetTokenStream("", text);
        var term = words.AddAttribute<ICharTermAttribute>();
        var offset = words.AddAttribute<IOffsetAttribute>();
        words.Reset();
        while (words.IncrementToken())
        {
            if (lookup.Contains(term.Buffer.AsSpan(0, term.Length)) && !Add(places, offset.StartOffset, offset.EndOffset))
            {
                break;
            }
        }

        return places;
    }

    private static List<(int Start, int Length)> Find(IReadOnlyList<TextTerm> text, HashSet<string> terms, Phrases phrases)
    {
        var places = new List<(int Start, int Length)>();
        var starts = phrases.StartsIn(text);
        foreach (var word in text)
        {
            if ((terms.Contains(word.Term) || (!word.IsPair && starts.Contains(word.Start))) && !Add(places, word.Start, word.Start + word.Length))
            {
                break;
            }
        }

        return places;
    }

    private static bool Add(List<(int Start, int Length)> places, int start, int end)
    {
        if (places is [.., var last] && start < last.Start + last.Length)
        {
            CollectionsMarshal.AsSpan(places)[^1].Length = Math.Max(end, last.Start + last.Length) - last.Start;
            return true;
        }

        if (places.Count < PlacesMax)
        {
            places.Add((start, end - start));
            return true;
        }

        return false;
    }
}
