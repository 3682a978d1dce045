using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;
using Lucene.Net.Util;

namespace Mosaic.Index.Turns;

/// <summary>Keeps the exact length of a turn. Turns are ranked by <see cref="TurnRanking"/>, not by a query of Lucene's.</summary>
internal sealed class TurnSimilarity : Similarity
{
    public override long ComputeNorm(FieldInvertState state) => state.Length;

    public override SimWeight ComputeWeight(float queryBoost, CollectionStatistics collectionStats, params TermStatistics[] termStats) =>
        throw new NotSupportedException();

    public override SimScorer GetSimScorer(SimWeight weight, AtomicReaderContext context) => throw new NotSupportedException();
}
