using Mosaic.Backends;

namespace Mosaic.Postgres.Memory.Search;

/// <summary>Ranks texts that stand alone; each is read and checked against the limits, the best first, until there are enough.</summary>
internal sealed class TextRanking(SearchLimits limits, SearchRows rows)
{
    private const int BatchMin = 16;
    private const int BatchFactor = 4;

    private readonly List<Candidate> _admitted = [];
    private List<(TextKey Key, double Score, long At)> _ranked = [];
    private int _looked;

    public void Rank(SearchSnapshot snapshot, IReadOnlyList<QueryWord> words)
    {
        _admitted.Clear();
        _looked = 0;
        var insights = limits.Insights ? snapshot.Insights.Rank(words) : [];
        var documents = limits.Documents ? snapshot.Documents.Rank(words) : [];
        _ranked = [.. insights, .. documents];
        if (limits.Insights && limits.Documents)
        {
            _ranked.Sort(static (left, right) =>
                left.Score != right.Score ? right.Score.CompareTo(left.Score)
                : left.At != right.At ? right.At.CompareTo(left.At)
                : left.Key.CompareTo(right.Key));
        }
    }

    /// <summary>The first so many that may be found.</summary>
    public async ValueTask<IReadOnlyList<Candidate>> FirstAsync(int count)
    {
        for (var batch = Math.Max(BatchMin, count); _admitted.Count < count && _looked < _ranked.Count; batch *= BatchFactor)
        {
            var some = _ranked.GetRange(_looked, Math.Min(batch, _ranked.Count - _looked));
            _looked += some.Count;
            var texts = await rows.TextsAsync([.. some.Select(static text => text.Key)]).ConfigureAwait(false);
            foreach (var (key, score, at) in some)
            {
                if (texts.TryGetValue(key, out var text) && limits.Admit(text))
                {
                    _admitted.Add(new Candidate(score, at, key, -1, 0) { Text = text });
                }
            }
        }

        return _admitted.Count <= count ? _admitted : _admitted[..count];
    }
}
