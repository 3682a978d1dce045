using System.Runtime.InteropServices;
using Mosaic.Backends;

namespace Mosaic.Postgres.Memory.Search;

/// <summary>The texts of one kind that have the terms of a query, as read.</summary>
internal sealed class FoundTexts
{
    private readonly Dictionary<TextKey, int> _numbers = [];
    private readonly List<(TextKey Key, long At)> _texts = [];
    private readonly Dictionary<string, List<(int Text, int Times, int Words)>> _terms = new(StringComparer.Ordinal);

    /// <summary>How many texts there are, whatever they have.</summary>
    public long All { get; set; }

    /// <summary>The terms that those have.</summary>
    public long Terms { get; set; }

    public bool IsEmpty => _texts.Count == 0;

    public void Add(string term, TextKey key, int times, int words, long at)
    {
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, key, out var known);
        if (!known)
        {
            number = _texts.Count;
            _texts.Add((key, at));
        }

        ref var postings = ref CollectionsMarshal.GetValueRefOrAddDefault(_terms, term, out _);
        (postings ??= []).Add((number, times, words));
    }

    /// <summary>All of them, best first: equal ones the latest first, then by key.</summary>
    public IEnumerable<(TextKey Key, double Score, long At)> Rank(IReadOnlyList<QueryWord> words)
    {
        // The scorer has the greater number first.
        var order = Enumerable.Range(0, _texts.Count).ToArray();
        Array.Sort(order, (left, right) => _texts[left].At != _texts[right].At
            ? _texts[left].At.CompareTo(_texts[right].At)
            : _texts[right].Key.CompareTo(_texts[left].Key));
        var numbers = new int[order.Length];
        for (var place = 0; place < order.Length; place++)
        {
            numbers[order[place]] = place;
        }

        var scorer = new TextScorer(All, Terms);
        foreach (var word in words)
        {
            scorer.AddWord(Postings(word, numbers), word.Weight);
        }

        return scorer.Top(int.MaxValue).Select(text => (_texts[order[text.Text]].Key, text.Score, _texts[order[text.Text]].At));
    }

    private TextPosting[] Postings(QueryWord word, int[] numbers)
    {
        var postings = new Dictionary<int, TextPosting>();
        foreach (var (term, weight) in word.Terms)
        {
            foreach (var (text, times, words) in _terms.GetValueOrDefault(term) ?? [])
            {
                ref var posting = ref CollectionsMarshal.GetValueRefOrAddDefault(postings, text, out _);
                posting = new TextPosting(numbers[text], posting.Frequency + (weight * times), KeptLength.Of(words));
            }
        }

        return [.. postings.Values];
    }
}
