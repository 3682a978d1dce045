using Lucene.Net.Search.Similarities;
using Mosaic.Index.Turns;

namespace Mosaic.Index;

/// <summary>
/// BM25 with the settings of <see cref="TextWeights"/> for insights and documents; of turns the exact length is kept.
/// </summary>
internal sealed class FieldSimilarity : PerFieldSimilarityWrapper
{
    private static readonly TurnSimilarity Turns = new();
    private static readonly TextWeights Weights = new();
    private static readonly BM25Similarity Others = new((float)Weights.Saturation, (float)Weights.Length);
    private static readonly string TurnText = IndexFields.Text(MemoryKind.Turn);

    public override Similarity Get(string name) => name == TurnText ? Turns : Others;
}
