using Lucene.Net.Analysis.TokenAttributes;

namespace Mosaic.Memory.Search;

/// <summary>Finds the places of a query's terms in a text, by analysing it again.</summary>
internal static class Highlighter
{
    /// <summary>Places that are told of one hit.</summary>
    public const int PlacesMax = 256;

    public static IReadOnlyList<(int Start, int Length)> Find(string text, HashSet<string> terms)
    {
        var places = new List<(int Start, int Length)>();
        var lookup = terms.GetAlternateLookup<ReadOnlySpan<char>>();
        using var words = TextAnalyzer.Instance.GetTokenStream("", text);
        var term = words.AddAttribute<ICharTermAttribute>();
        var offset = words.AddAttribute<IOffsetAttribute>();
        words.Reset();
        while (places.Count < PlacesMax && words.IncrementToken())
        {
            if (lookup.Contains(term.Buffer.AsSpan(0, term.Length)))
            {
                places.Add((offset.StartOffset, offset.EndOffset - offset.StartOffset));
            }
        }

        return places;
    }
}
