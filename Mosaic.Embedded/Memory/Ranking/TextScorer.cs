using System.Runtime.InteropServices;

namespace Mosaic;

/// <summary>
/// Ranks texts that stand alone, insights and documents, by the words of a query: BM25 whose length counts. It knows no storage: it is fed
/// with the texts that have each word.
/// </summary>
/// <remarks>
/// As Robertson and Zaragoza (2009) give it, with the idf of <see cref="ConversationScorer.Idf"/>: tf (k1 + 1) / (tf + k1 (1 - b + b length /
/// average)). Not thread-safe; used once.
/// </remarks>
public sealed class TextScorer
{
    private readonly long _texts;
    private readonly double _average;
    private readonly TextWeights _weights;
    private readonly Dictionary<int, double> _scores = [];

    /// <param name="texts">How many texts there are.</param>
    /// <param name="words">How many words they have in all.</param>
    /// <param name="weights">BM25's settings; null: the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is less than nothing.</exception>
    public TextScorer(long texts, long words, TextWeights? weights = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(texts);
        ArgumentOutOfRangeException.ThrowIfNegative(words);
        _texts = texts;
        _average = Math.Max(1, (double)words / Math.Max(1, texts));
        _weights = weights ?? new TextWeights();
    }

    /// <summary>Adds a word of the query.</summary>
    /// <param name="postings">All texts with it or with what stands for it, each once: together they are one word.</param>
    /// <param name="weight">How much the word counts; by default 1.</param>
    public void AddWord(ReadOnlySpan<TextPosting> postings, double weight = 1)
    {
        var idf = weight * ConversationScorer.Idf(_texts, postings.Length);
        foreach (var (text, frequency, length) in postings)
        {
            var norm = _weights.Saturation * (1 - _weights.Length + (_weights.Length * length / _average));
            CollectionsMarshal.GetValueRefOrAddDefault(_scores, text, out _) += idf * frequency * (_weights.Saturation + 1) / (frequency + norm);
        }
    }

    /// <summary>The best texts of those that have any of the words.</summary>
    /// <param name="count">At most so many.</param>
    /// <param name="admits">Whether a text may be found; asked of the best first, until there are enough. null: every text.</param>
    /// <returns>Best first; equal ones the greater number first.</returns>
    public IReadOnlyList<RankedText> Top(int count, Func<int, bool>? admits = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return
        [
            .. _scores.Select(static pair => new RankedText(pair.Key, pair.Value))
                .OrderByDescending(static text => text.Score).ThenByDescending(static text => text.Text)
                .Where(text => admits?.Invoke(text.Text) != false)
                .Take(count),
        ];
    }
}
