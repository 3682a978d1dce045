using System.Numerics.Tensors;

namespace Mosaic.Memory.Embeddings;

/// <summary>
/// The right singular vectors of a sparse matrix with the largest singular values, by randomised subspace iteration (Halko,
/// Martinsson and Tropp 2011, algorithm 4.4).
/// </summary>
internal static class TruncatedSvd
{
    private const int Oversampling = 16;

    // Of squared lengths: what is less is rounding.
    private const double LeastRelative = 1e-9;
    private const double Least = 1e-20;

    /// <returns>For each column of the matrix its numbers in the singular vectors, largest value first, and the values; fewer than asked for when the matrix has fewer.</returns>
    public static (TermVectors Vectors, float[] Values) Decompose(
        SparseRows matrix, int dimensions, int iterations, int seed, CancellationToken cancellationToken)
    {
        var width = Math.Min(dimensions + Oversampling, Math.Min(matrix.Rows, matrix.Columns));
        var right = new TermVectors(width, new float[matrix.Columns * width]);
        var random = new Random(seed);
        foreach (ref var number in right.Numbers.AsSpan())
        {
            number = (float)((random.NextDouble() * 2) - 1);
        }

        float[] values = [];
        for (var iteration = 1; iteration <= iterations && right.Dimensions > 0; iteration++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (left, _) = Orthonormal(Multiply(matrix, right), int.MaxValue);
            cancellationToken.ThrowIfCancellationRequested();
            (right, values) = Orthonormal(MultiplyTransposed(matrix, left), iteration == iterations ? dimensions : int.MaxValue);
        }

        return (right, values);
    }

    private static TermVectors Multiply(SparseRows matrix, TermVectors by)
    {
        var product = new TermVectors(by.Dimensions, new float[matrix.Rows * by.Dimensions]);
        for (var row = 0; row < matrix.Rows; row++)
        {
            var columns = matrix.ColumnsOf(row);
            var values = matrix.ValuesOf(row);
            var sum = product[row];
            for (var i = 0; i < columns.Length; i++)
            {
                TensorPrimitives.MultiplyAdd(by[columns[i]], values[i], sum, sum);
            }
        }

        return product;
    }

    private static TermVectors MultiplyTransposed(SparseRows matrix, TermVectors by)
    {
        var product = new TermVectors(by.Dimensions, new float[matrix.Columns * by.Dimensions]);
        for (var row = 0; row < matrix.Rows; row++)
        {
            var columns = matrix.ColumnsOf(row);
            var values = matrix.ValuesOf(row);
            for (var i = 0; i < columns.Length; i++)
            {
                var sum = product[columns[i]];
                TensorPrimitives.MultiplyAdd(by[row], values[i], sum, sum);
            }
        }

        return product;
    }

    /// <summary>An orthonormal basis of what the columns span, those directions first in which they reach farthest, and how far.</summary>
    private static (TermVectors Basis, float[] Lengths) Orthonormal(TermVectors matrix, int max)
    {
        var width = matrix.Dimensions;
        if (width == 0)
        {
            return (TermVectors.None, []);
        }

        var rows = matrix.Numbers.Length / width;
        var (squares, directions) = SymmetricEigen.Decompose(Products(matrix, rows), width);
        var kept = squares.Take(max).Count(square => square > Least && square > LeastRelative * squares[0]);
        var turn = new TermVectors(kept, new float[width * kept]);
        for (var k = 0; k < kept; k++)
        {
            for (var i = 0; i < width; i++)
            {
                turn[i][k] = (float)(directions[k][i] / Math.Sqrt(squares[k]));
            }
        }

        var basis = new TermVectors(kept, new float[rows * kept]);
        for (var row = 0; row < rows; row++)
        {
            var from = matrix[row];
            var sum = basis[row];
            for (var i = 0; i < width; i++)
            {
                TensorPrimitives.MultiplyAdd(turn[i], from[i], sum, sum);
            }
        }

        return (basis, [.. squares.Take(kept).Select(static square => (float)Math.Sqrt(square))]);
    }

    /// <summary>The products of the columns with each other.</summary>
    private static double[] Products(TermVectors matrix, int rows)
    {
        var width = matrix.Dimensions;
        var products = new double[width * width];
        var wide = new double[width];
        for (var row = 0; row < rows; row++)
        {
            TensorPrimitives.ConvertTruncating<float, double>(matrix[row], wide);
            for (var i = 0; i < width; i++)
            {
                if (wide[i] != 0)
                {
                    var sum = products.AsSpan((i * width) + i, width - i);
                    TensorPrimitives.MultiplyAdd(wide.AsSpan(i), wide[i], sum, sum);
                }
            }
        }

        for (var i = 0; i < width; i++)
        {
            for (var k = i + 1; k < width; k++)
            {
                products[(k * width) + i] = products[(i * width) + k];
            }
        }

        return products;
    }
}
