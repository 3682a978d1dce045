using Lucene.Net.Search.Similarities;
using Mosaic.Index.Turns;

namespace Mosaic.Index;

/// <summary>
/// BM25 with k1 .9 and b .75 for insights and documents; of turns the exact length is kept.
/// </summary>
internal sealed class FieldSimilarity : PerFieldSimilarityWrapper
{
    private const float K1 = .9f;

    private static readonly TurnSimilarity Turns = new();
    private static readonly BM25Similarity Others = new(K1, .75f);
    private static readonly string TurnText = IndexFields.Text(MemoryKind.Turn);

    public override Similarity Get(string name) => name == TurnText ? Turns : Others;
}
