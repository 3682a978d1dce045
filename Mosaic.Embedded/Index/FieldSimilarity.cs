using Lucene.Net.Search.Similarities;

namespace Mosaic.Index;

/// <summary>
/// BM25 with k1 .9 for every kind of text; the length of a text counts in insights and documents (b .75), not in turns (b 0):
/// a long turn says more.
/// </summary>
internal sealed class FieldSimilarity : PerFieldSimilarityWrapper
{
    private const float K1 = .9f;

    private static readonly BM25Similarity Turns = new(K1, 0);
    private static readonly BM25Similarity Others = new(K1, .75f);
    private static readonly string TurnText = IndexFields.Text(MemoryKind.Turn);

    public override Similarity Get(string name) => name == TurnText ? Turns : Others;
}
