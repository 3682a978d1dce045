using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;

namespace Mosaic.Index.Words;

/// <summary>The rows with any of a word's terms, in their order; how often a row has each is added up, by the term's weight.</summary>
internal sealed class WordScorer : Scorer
{
    private readonly (DocsEnum Docs, float Weight)[] _postings;
    private readonly Similarity.SimScorer _similarity;
    private readonly PriorityQueue<DocsEnum, int> _next = new();
    private int _doc = -1;

    public WordScorer(Weight weight, (DocsEnum Docs, float Weight)[] postings, Similarity.SimScorer similarity)
        : base(weight)
    {
        _postings = postings;
        _similarity = similarity;
        foreach (var (docs, _) in postings)
        {
            _next.Enqueue(docs, -1);
        }
    }

    public override int DocID => _doc;

    public override int Freq => Math.Max(1, (int)Frequency());

    public override float GetScore() => _similarity.Score(_doc, Frequency());

    public override int NextDoc() => Advance(_doc + 1);

    public override int Advance(int target)
    {
        while (_next.TryPeek(out var docs, out var doc) && doc < target)
        {
            var at = docs.Advance(target);
            if (at == NO_MORE_DOCS)
            {
                _next.Dequeue();
            }
            else
            {
                _next.DequeueEnqueue(docs, at);
            }
        }

        return _doc = _next.TryPeek(out _, out var first) ? first : NO_MORE_DOCS;
    }

    public override long GetCost() => _postings.Sum(static one => one.Docs.GetCost());

    private float Frequency()
    {
        var frequency = 0f;
        foreach (var (docs, weight) in _postings)
        {
            if (docs.DocID == _doc)
            {
                frequency += weight * docs.Freq;
            }
        }

        return frequency;
    }
}
