using System.Numerics.Tensors;

namespace Mosaic.Memory.Embeddings;

/// <summary>
/// Vectors of terms that share texts: latent semantic analysis (Deerwester et al. 1990) of the terms of each text weighted by
/// (1 + ln tf) ln((N + 1) / n) and brought to length 1. A text's vector is the weighted sum of those of its terms.
/// </summary>
internal static class TopicVectors
{
    private const int SvdIterations = 3;

    public static TermVectors Train(TrainingTexts texts, int dimensions, int seed, CancellationToken cancellationToken)
    {
        if (dimensions == 0 || texts.Vocabulary.Length == 0)
        {
            return TermVectors.None;
        }

        var (rows, idf) = Weigh(texts);
        var (vectors, _) = TruncatedSvd.Decompose(rows, dimensions, SvdIterations, seed, cancellationToken);
        for (var term = 0; term < idf.Length; term++)
        {
            TensorPrimitives.Multiply(vectors[term], idf[term], vectors[term]);
        }

        return vectors;
    }

    private static (SparseRows Rows, float[] Idf) Weigh(TrainingTexts texts)
    {
        var starts = new int[texts.Texts.Length + 1];
        var at = new List<int>();
        var values = new List<float>();
        var with = new int[texts.Vocabulary.Length];
        for (var text = 0; text < texts.Texts.Length; text++)
        {
            foreach (var (term, frequency) in TermFrequency.Count(texts.Texts[text].ToArray()))
            {
                at.Add(term);
                values.Add(TermFrequency.Damp(frequency));
                with[term]++;
            }

            starts[text + 1] = at.Count;
        }

        var rows = new SparseRows(texts.Vocabulary.Length, starts, [.. at], [.. values]);
        float[] idf = [.. with.Select(count => (float)Math.Log((texts.Texts.Length + 1.0) / count))];
        for (var row = 0; row < rows.Rows; row++)
        {
            var columns = rows.ColumnsOf(row);
            var of = rows.Values.AsSpan(starts[row]..starts[row + 1]);
            for (var i = 0; i < of.Length; i++)
            {
                of[i] *= idf[columns[i]];
            }

            UnitVector.Scale(of, 1);
        }

        return (rows, idf);
    }
}
