using Mosaic.Memory.Rows;
using Mosaic.Storage.Rows;

namespace Mosaic.Memory.Vectors;

/// <summary>What one corpus says to a query's vector.</summary>
internal sealed class CorpusQuery(string corpus, CorpusTexts texts, CorpusScores scores)
{
    /// <summary>What a text is worth with what stands around it, and the cosine of its own vector and the query's.</summary>
    /// <returns>null: it has no vector here.</returns>
    public (float Worth, float Similarity)? Find(byte[] text) => IsOf(text) ? scores.Vectors.Find(scores, text) : null;

    /// <summary>The texts that are worth most, best first.</summary>
    public List<(byte[] Text, float Worth, float Similarity)> Top(int count, Func<byte[], bool> admits) => scores.Vectors.Top(scores, count, admits);

    /// <summary>
    /// As <see cref="Find"/>, with the text's own part by the floats of its row. What stands around it counts by bytes: reading it as well
    /// would be five rows instead of one.
    /// </summary>
    public (float Worth, float Similarity)? Rescore(byte[] text)
    {
        if (Find(text) is not { } found)
        {
            return null;
        }

        return texts.Vector(scores.Vectors.Slot, scores.Vectors.Model, text) is { } row && VectorRow.Dot(row, scores.Query) is var exact
            ? (found.Worth + exact - found.Similarity, exact)
            : found;
    }

    private bool IsOf(byte[] text) => (corpus == CorpusTexts.Documents) == (text[0] == (byte)RowTable.Document);
}
