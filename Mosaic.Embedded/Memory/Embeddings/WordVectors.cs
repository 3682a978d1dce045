using System.Numerics.Tensors;

namespace Mosaic.Memory.Embeddings;

/// <summary>
/// Vectors of terms that stand near the same terms: the rows of <see cref="Cooccurrence"/>, reduced by their principal components
/// and weighted by a / (a + p(w)) with a = 0.001 (SIF: Arora, Liang and Ma 2017; the common component stays, texts are found
/// better with it).
/// </summary>
internal static class WordVectors
{
    private const double Smooth = .001;
    private const int SvdIterations = 4;

    public static TermVectors Train(TrainingTexts texts, int dimensions, int window, int seed, CancellationToken cancellationToken)
    {
        if (dimensions == 0 || texts.Vocabulary.Length == 0)
        {
            return TermVectors.None;
        }

        var near = Cooccurrence.Measure(texts, window, cancellationToken);
        var vectors = near.Values.Length == 0 ? TermVectors.None : Reduce(near, dimensions, seed, cancellationToken);
        if (vectors.Dimensions == 0)
        {
            return vectors;
        }

        var all = texts.Counts.Sum(static count => (double)count);
        for (var term = 0; term < texts.Counts.Length; term++)
        {
            var weight = (float)(Smooth / (Smooth + (texts.Counts[term] / all)));
            TensorPrimitives.Multiply(vectors[term], weight, vectors[term]);
        }

        return vectors;
    }

    /// <summary>Principal components need more rows than components, and as many that differ; what has fewer is decomposed.</summary>
    private static TermVectors Reduce(SparseRows near, int dimensions, int seed, CancellationToken cancellationToken)
    {
        if (near.Rows > dimensions + PrincipalComponents.Oversampling &&
            PrincipalComponents.Project(near, dimensions, seed, cancellationToken) is { } components)
        {
            return components;
        }

        var (vectors, lengths) = TruncatedSvd.Decompose(near, dimensions, SvdIterations, seed, cancellationToken);
        for (var term = 0; term < near.Rows && vectors.Dimensions > 0; term++)
        {
            TensorPrimitives.Multiply(vectors[term], lengths, vectors[term]);
        }

        return vectors;
    }
}
