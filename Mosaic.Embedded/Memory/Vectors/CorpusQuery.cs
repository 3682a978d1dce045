using Mosaic.Storage.Rows;

namespace Mosaic.Memory.Vectors;

/// <summary>A query's vector, and the vectors of one corpus that it is compared with.</summary>
internal sealed class CorpusQuery(string corpus, CorpusVectors vectors, float[] query)
{
    /// <summary>How like the query a text is, -1 to 1.</summary>
    /// <returns>null: it has no vector.</returns>
    public float? Similarity(byte[] text) => IsOf(text) ? vectors.Similarity(text, query) : null;

    /// <summary>The texts that are most like the query, best first.</summary>
    public List<(byte[] Text, float Similarity)> Top(int count, Func<byte[], bool> admits) => vectors.Top(query, count, admits);

    private bool IsOf(byte[] text) => (corpus == CorpusTexts.Documents) == (text[0] == (byte)RowTable.Document);
}
