using Mosaic.Memory.Embeddings;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Memory.Embeddings;

public sealed class TruncatedSvdTests
{
    [Test]
    public void Singular_values_and_vectors_are_those_that_the_matrix_was_made_of()
    {
        // Rows are multiples of orthogonal ones: their lengths are the singular values.
        var matrix = new SparseRows(4, [0, 2, 4, 5], [0, 1, 0, 1, 3], [3, 3, 1, -1, 2]);

        var (vectors, values) = TruncatedSvd.Decompose(matrix, 10, iterations: 3, seed: 1, CancellationToken.None);

        Assert.That(values, Is.EqualTo(new[] { Math.Sqrt(18), 2, Math.Sqrt(2) }).Within(1e-4));
        Assert.That(vectors.Dimensions, Is.EqualTo(3));
        Assert.That(Math.Abs(vectors[0][0]), Is.EqualTo(Math.Sqrt(.5)).Within(1e-4));
        Assert.That(Math.Abs(vectors[3][1]), Is.EqualTo(1).Within(1e-4));
        Assert.That(vectors[2].ToArray(), Is.All.Zero.Within(1e-6));
    }

    [Test]
    public void Eigenvectors_make_the_matrix_again()
    {
        var random = new Random(1);
        const int Size = 40;
        var matrix = new double[Size * Size];
        for (var i = 0; i < Size; i++)
        {
            for (var k = 0; k <= i; k++)
            {
                matrix[(i * Size) + k] = matrix[(k * Size) + i] = random.NextDouble() - .5;
            }
        }

        var (values, vectors) = SymmetricEigen.Decompose((double[])matrix.Clone(), Size);

        Assert.That(values, Is.Ordered.Descending);
        for (var i = 0; i < matrix.Length; i++)
        {
            var made = Enumerable.Range(0, Size).Sum(k => values[k] * vectors[k][i / Size] * vectors[k][i % Size]);
            Assert.That(made, Is.EqualTo(matrix[i]).Within(1e-9));
        }
    }
}
