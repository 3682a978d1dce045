using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;
using Lucene.Net.Util;

namespace Mosaic.Index.Words;

/// <summary>What a <see cref="WordQuery"/> tells: by how many rows have any of its terms.</summary>
internal sealed class WordWeight : Weight
{
    private readonly WordQuery _query;
    private readonly Similarity _similarity;
    private readonly Similarity.SimWeight? _weight;

    public WordWeight(WordQuery query, IndexSearcher searcher)
    {
        _query = query;
        _similarity = searcher.Similarity;
        var rows = searcher.IndexReader.Leaves.Sum(CountRows);
        if (rows > 0)
        {
            _weight = _similarity.ComputeWeight(
                query.Boost, searcher.CollectionStatistics(query.Field), new TermStatistics(new BytesRef(query.Terms[0].Term), rows, -1));
        }
    }

    public override Query Query => _query;

    public override float GetValueForNormalization() => _weight?.GetValueForNormalization() ?? 0;

    public override void Normalize(float norm, float topLevelBoost) => _weight?.Normalize(norm, topLevelBoost);

    public override Scorer? GetScorer(AtomicReaderContext context, IBits acceptDocs)
    {
        var postings = Postings(context.AtomicReader, acceptDocs, DocsFlags.FREQS).ToArray();
        return _weight is null || postings.Length == 0 ? null : new WordScorer(this, postings, _similarity.GetSimScorer(_weight, context));
    }

    public override Explanation Explain(AtomicReaderContext context, int doc) => new(0, _query.ToString());

    private long CountRows(AtomicReaderContext leaf)
    {
        FixedBitSet? rows = null;
        foreach (var (docs, _) in Postings(leaf.AtomicReader, null, DocsFlags.NONE))
        {
            rows ??= new FixedBitSet(leaf.AtomicReader.MaxDoc);
            rows.Or(docs);
        }

        return rows?.Cardinality ?? 0;
    }

    private IEnumerable<(DocsEnum Docs, float Weight)> Postings(AtomicReader reader, IBits? live, DocsFlags flags)
    {
        if (reader.GetTerms(_query.Field) is not { } terms)
        {
            yield break;
        }

        foreach (var (term, weight) in _query.Terms)
        {
            var one = terms.GetEnumerator();
            if (one.SeekExact(new BytesRef(term)))
            {
                yield return (one.Docs(live, null, flags), weight);
            }
        }
    }
}
