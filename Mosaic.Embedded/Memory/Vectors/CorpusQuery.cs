using Mosaic.Storage.Rows;

namespace Mosaic.Memory.Vectors;

/// <summary>What one corpus says to a query's vector.</summary>
internal sealed class CorpusQuery(string corpus, CorpusScores scores)
{
    /// <summary>What a text is worth with what stands around it, and the cosine of its own vector and the query's.</summary>
    /// <returns>null: it has no vector here.</returns>
    public (float Worth, float Similarity)? Find(byte[] text) => IsOf(text) ? scores.Vectors.Find(scores, text) : null;

    /// <summary>The texts that are worth most, best first.</summary>
    public List<(byte[] Text, float Worth, float Similarity)> Top(int count, Func<byte[], bool> admits) => scores.Vectors.Top(scores, count, admits);

    private bool IsOf(byte[] text) => (corpus == CorpusTexts.Documents) == (text[0] == (byte)RowTable.Document);
}
