using System.Runtime.InteropServices;

namespace Mosaic.Postgres.Memory;

/// <summary>The terms of some texts as the arrays that a statement takes.</summary>
internal sealed class PostingArrays
{
    private readonly List<int> _owners = [];
    private readonly List<string> _terms = [];
    private readonly List<int> _times = [];
    private int _texts;

    /// <summary>Of each posting, its text's place from 1.</summary>
    public int[] Owners => [.. _owners];

    public string[] Terms => [.. _terms];

    public int[] Times => [.. _times];

    /// <returns>How many words count for the length of a turn.</returns>
    public int AddTurn(string text) => Add(text).All;

    /// <returns>How many words count for the length of a text that stands alone.</returns>
    public int AddText(string text) => Add(text).Single;

    private (int All, int Single) Add(string text)
    {
        _texts++;
        var times = new Dictionary<string, int>(StringComparer.Ordinal);
        var (all, single) = (0, 0);
        foreach (var term in TextAnalysis.OfText(text))
        {
            CollectionsMarshal.GetValueRefOrAddDefault(times, term.Term, out _)++;
            all++;
            single += term.IsPair ? 0 : 1;
        }

        foreach (var (term, count) in times)
        {
            _owners.Add(_texts);
            _terms.Add(term);
            _times.Add(count);
        }

        return (all, single);
    }
}
